"""What a row of a sheet of people would change: nothing, something, a new person, a move, or why it is refused."""

from collections.abc import Mapping
from datetime import date

from training.accounts.domain.people_facts import Known, PersonNow, UnitNow, Verdict, sight_of
from training.accounts.domain.people_matching import (
    UNIT_CLOSED,
    RowRefused,
    owner_of_signs,
    person_of,
    refuse_what_is_not_theirs,
    unit_of,
)
from training.accounts.domain.people_sheet import HEADING_OF, SheetPerson
from training.accounts.domain.person_cells import is_same_name
from training.accounts.domain.service_number import ServiceKind, ServiceNumber
from training.core.messages import N_
from training.imports.domain import Difference, Outcome

UNIT_MISSING = N_("Kode Unit wajib diisi untuk orang baru.")
HOLDS_ROLE = N_(
    "Orang ini memegang peran di luar cabang Anda, sehingga nomor, surel, dan nama masuknya hanya dapat diubah admin di "
    "cabang itu. Kosongkan sel ini atau isi seperti semula."
)
TOO_EARLY = N_("Orang ini tercatat di unitnya sekarang mulai %(day)s. Pindahkan pada hari itu atau sesudahnya.")
ACTIVE, INACTIVE = N_("Aktif"), N_("Tidak aktif")
UNIT_HEADING, STATUS_HEADING = N_("Unit kerja"), N_("Status")


def verdict_on(row: SheetPerson, known: Known, *, today: date) -> Verdict:
    """What a row would change; never raises."""
    try:
        unit = unit_of(row, known)
        person = person_of(row, unit, known)
        if person is None:
            return _addition(row, unit, today)
        refuse_what_is_not_theirs(row, person, known)
        return _difference(row, person, unit, today)
    except RowRefused as refused:
        return Verdict(Outcome.REFUSED, problems=(refused.problem,), person=owner_of_signs(row, known))


def _addition(row: SheetPerson, unit: UnitNow | None, today: date) -> Verdict:
    if unit is None:
        raise RowRefused("unit", "", UNIT_MISSING)
    changes = {
        "full_name": row.full_name,
        "corps": row.corps,
        **_number_columns(row.number),
        "email": row.email,
        "login_name": row.login_name,
    }
    is_certain = row.unit == unit.code and bool(row.number or row.email) and not row.login_name
    return Verdict(
        Outcome.ADDED, unit=unit, position=row.position, changes=changes, moves_or_promotes=True,
        sight=sight_of(None, unit, today) if is_certain else "",
    )  # fmt: skip


def _number_columns(number: ServiceNumber | None) -> dict[str, str | None]:
    kind: ServiceKind | None = number.kind if number else None
    return {"service_kind": kind.value if kind else None, "service_number": number.number if number else None}


def _difference(row: SheetPerson, person: PersonNow, named: UnitNow | None, today: date) -> Verdict:
    changes = _changes(row, person)
    unit = named or person.unit
    position = row.position or person.position
    moves = unit != person.unit
    if unit is not None and unit.is_closed and not person.is_active:
        raise RowRefused("unit", row.unit, UNIT_CLOSED)
    if (moves or position != person.position) and person.is_active and person.from_on and person.from_on > today:
        raise RowRefused("unit", row.unit, TOO_EARLY, day=person.from_on.isoformat())
    differences = [
        Difference(_HEADINGS[name], getattr(person, name) or "", value or "")
        for name, value in changes.items()
        if name in _HEADINGS
    ]
    if moves:
        differences.append(Difference(UNIT_HEADING, person.unit.name if person.unit else "", unit.name if unit else ""))
    if position != person.position:
        differences.append(Difference(HEADING_OF["position"], person.position or "", position or ""))
    if not person.is_active:
        differences.append(Difference(STATUS_HEADING, INACTIVE, ACTIVE))
    outcome = Outcome.MOVED if moves else Outcome.CHANGED if differences else Outcome.UNCHANGED
    is_certain = outcome is not Outcome.UNCHANGED and _is_certain(row, person, named, changes)
    return Verdict(
        outcome, differences=tuple(differences), person=person, unit=unit, position=position, changes=changes,
        returns=not person.is_active, moves_or_promotes=moves or position != person.position or not person.is_active,
        sight=sight_of(person, unit, today) if is_certain else "",
    )  # fmt: skip


def _is_certain(row: SheetPerson, person: PersonNow, named: UnitNow | None, changes: Mapping[str, str | None]) -> bool:
    """Whether a verdict rests on the person, the unit and the day alone.

    Signs that are the person's can be nobody else's, and a code to the letter no other unit's. New signs may be taken
    meanwhile, a name may come to mean somebody else, and who returns is looked at as a whole.
    """
    has_own_signs = bool(row.number or row.email or row.login_name) and not changes.keys() & _IDENTITY_COLUMNS
    return has_own_signs and person.is_active and (named is None or row.unit == named.code)


def _is_as_known(row: SheetPerson, person: PersonNow) -> bool:
    """Whether a row says to the letter what is known: as most rows of most sheets do."""
    number = row.number
    return (
        (row.full_name, row.corps) == (person.full_name, person.corps)
        and (number is None or (number.kind, number.number) == (person.service_kind, person.service_number))
        and row.email in (None, person.email)
        and row.login_name in (None, person.login_name)
    )


_HEADINGS = {
    "full_name": HEADING_OF["name"],
    "corps": HEADING_OF["corps"],
    "service_number": HEADING_OF["number"],
    "email": HEADING_OF["email"],
    "login_name": HEADING_OF["login_name"],
}
_IDENTITY_COLUMNS = frozenset({"service_kind", "service_number", "email", "login_name"})
_IDENTITY = {"service_number": "number", "email": "email", "login_name": "login_name"}


def _changes(row: SheetPerson, person: PersonNow) -> dict[str, str | None]:
    """Columns of the person's row that would differ. Raises RowRefused for those that are not one's own to change."""
    if _is_as_known(row, person):
        return {}
    wanted: dict[str, str | None] = {"corps": row.corps}
    if not is_same_name(row.full_name, person.full_name):
        wanted["full_name"] = row.full_name
    if row.number:
        wanted.update(_number_columns(row.number))
    wanted.update({name: value for name in ("email", "login_name") if (value := getattr(row, name))})
    changes = {name: value for name, value in wanted.items() if getattr(person, name) != value}
    for name in changes.keys() & _IDENTITY.keys():
        if person.holds_role_elsewhere:
            raise RowRefused(_IDENTITY[name], changes[name] or "", HOLDS_ROLE)
    return changes
