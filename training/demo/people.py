"""The people of the demo: invented names, plausible numbers, a few who sign in."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from faker import Faker

from training.accounts.domain import ServiceKind
from training.accounts.services.people import NewPerson
from training.core.access import Role
from training.demo.places import POSITIONS, Place

DEMO_PASSWORD = "netral-demo-2026"  # noqa: S105 - shown to everybody on the sign-in page of a demo


@dataclass(frozen=True)
class DemoSignIn:
    """Somebody who can sign in to a demo: the part before the @, where they work and what they may do."""

    local: str
    full_name: str
    unit_code: str
    role: Role | None
    role_unit_code: str


SIGN_INS = (
    DemoSignIn("peserta", "Wahyuni Lestari", "DINKES", None, ""),
    DemoSignIn("pelatih", "Bagus Prakoso", "BKPSDM", Role.AUTHOR, "PEMKAB"),
    DemoSignIn("penelaah", "Ratna Kusumawardani", "SETDA-1", Role.REVIEWER, "PEMKAB"),
    DemoSignIn("atasan", "Hendra Wijayanto", "DINKES", Role.SUPERVISOR, "DINKES"),
    DemoSignIn("admin", "Siti Maryam Hasanah", "BKPSDM", Role.ADMIN, "PEMKAB"),
)


class People:
    """Makes invented people, each with numbers nobody else has; the same seed makes the same people."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.faker = Faker("id_ID")
        self.faker.seed_instance(seed)
        self.serial = 0

    def person(self, place: Place) -> NewPerson:
        """Somebody of a unit; in an office of PNS every fourth is PPPK."""
        corps = place.corps
        if corps == "pns" and self.chance.random() < 0.25:  # noqa: PLR2004 - a quarter
            corps = "pppk"
        kind, number = self.number(corps)
        return NewPerson(
            full_name=self.faker.name(),
            corps=corps,
            service_kind=kind,
            service_number=number,
            login_name=None if number else f"warga{self.serial}",
            position=self.chance.choice(POSITIONS[corps]),
        )

    def number(self, corps: str) -> tuple[ServiceKind | None, str | None]:
        """A NIP of 18 digits (birth, start, sex, serial), an NRP, or nothing."""
        self.serial += 1
        born = date(1966, 1, 1) + timedelta(days=self.chance.randrange(365 * 34))
        if corps in ("pns", "pppk"):
            start_year = min(2025, born.year + self.chance.randint(21, 30))
            month = self.chance.randint(1, 12) if corps == "pns" else 21
            return ServiceKind.NIP, (
                f"{born:%Y%m%d}{start_year}{month:02d}{self.chance.randint(1, 2)}{self.serial:03d}"
            )
        if corps == "polri":
            return ServiceKind.NRP_POLRI, f"{born:%y%m}{self.serial:04d}"
        if corps == "tni":
            return ServiceKind.NRP_TNI, f"0{born:%y%m}{self.serial:06d}"
        return None, None
