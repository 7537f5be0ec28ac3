"""Who and which unit a row of a sheet of people means.

A person is known by service number, else e-mail, else login name, else (for people with none of these) by name in their
unit. A weaker sign never wins over a stronger one: an address that belongs to somebody with another number is refused.
"""

import re
from collections.abc import Sequence

from training.accounts.domain.people_facts import Known, PersonNow, UnitNow
from training.accounts.domain.people_sheet import HEADING_OF, SheetPerson
from training.accounts.domain.person_cells import is_same_name
from training.core.messages import N_, Sentence
from training.imports.domain import Problem

MIN_WORD = 2

UNIT_UNKNOWN = N_(
    "Tidak ada unit kerja dengan kode atau nama ini di cabang Anda. Bila kodenya diawali angka 0, ubah kolomnya menjadi "
    "Teks; bila unitnya baru, impor unitnya lebih dahulu."
)
UNIT_AMBIGUOUS = N_("Beberapa unit kerja memakai nama ini. Tulis kode unitnya.")
UNIT_CLOSED = N_("Unit kerja ini sudah ditutup. Isi unit kerja yang masih buka.")
ELSEWHERE = N_(
    "Nomor, surel, atau nama masuk ini milik orang di luar cabang Anda. Bila orang itu pindah ke unit Anda, mintalah "
    "admin yang membawahi kedua unit itu untuk memindahkannya."
)
EMAIL_TAKEN = N_("Alamat surel ini sudah dipakai orang lain. Isi alamatnya sendiri, atau kosongkan.")
LOGIN_TAKEN = N_("Nama masuk ini sudah dipakai orang lain. Pilih nama masuk lain, atau kosongkan.")
OTHER_NUMBER = N_(
    "Surel atau nama masuk di baris ini milik orang yang tercatat dengan nomor lain. Bila nomor yang tercatat keliru, "
    "perbaiki di halaman orang itu; bila ini orang lain, isi surel dan nama masuknya sendiri."
)
OTHER_EMAIL = N_(
    "Nama masuk di baris ini milik orang yang tercatat dengan surel lain. Perbaiki salah satunya, atau kosongkan."
)
OTHER_NAME = N_(
    "Nomor atau alamat ini tercatat atas nama %(name)s, sama sekali berbeda dengan nama di baris ini. Periksa nomornya; "
    "bila orangnya sama, ubah namanya lebih dahulu di halaman orang itu."
)
NAMESAKES = N_(
    "Beberapa orang tanpa nomor dan surel bernama sama di unit ini. Isi surel atau nama masuk agar jelas yang mana."
)


class RowRefused(Exception):
    """One cell of a row that reads well does not fit what is there."""

    def __init__(self, column: str, found: str, msgid: str, **values: str) -> None:
        super().__init__(msgid)
        self.problem = Problem(HEADING_OF[column], found, Sentence(msgid, values))


def fold(text: str) -> str:
    """How codes and names of units are compared."""
    return " ".join(text.split()).casefold()


def signs_of(row: SheetPerson) -> list[tuple[str, str]]:
    """What nobody else in the same sheet may have, as (column, value): number, e-mail, login name."""
    signs = [
        ("number", row.number.number if row.number else None),
        ("email", row.email),
        ("login_name", row.login_name),
    ]
    return [(column, value) for column, value in signs if value]


def unit_of(row: SheetPerson, known: Known) -> UnitNow | None:
    """The open unit in scope that a row names by its code, else by its name; None when it names none."""
    if not row.unit:
        return None
    chosen = [known.coded[row.unit]] if row.unit in known.coded else _called(row.unit, known)
    if not chosen:
        raise RowRefused("unit", row.unit, UNIT_UNKNOWN)
    if len(chosen) > 1:
        raise RowRefused("unit", row.unit, UNIT_AMBIGUOUS)
    if chosen[0].is_closed:
        raise RowRefused("unit", row.unit, UNIT_CLOSED)
    return chosen[0]


def _called(text: str, known: Known) -> Sequence[UnitNow]:
    found = known.units.get(fold(text), ())
    return [unit for unit in found if unit.code == text] or [
        unit for unit in found if fold(unit.code) == fold(text)
    ] or found  # fmt: skip


def person_of(row: SheetPerson, unit: UnitNow | None, known: Known) -> PersonNow | None:
    """Who a row is about, None for somebody new. Raises RowRefused where the signs contradict each other."""
    if row.number and (person := known.by_number.get((row.number.kind, row.number.number))):
        return person
    if row.email and (person := known.by_email.get(row.email)):
        _refuse_other_number(row, person, "email", known)
        return person
    if row.login_name and (person := known.by_login_name.get(row.login_name)):
        _refuse_other_number(row, person, "login_name", known)
        if row.email and person.email:
            raise RowRefused("login_name", row.login_name, OTHER_EMAIL)
        return person
    if row.number or row.email or row.login_name or unit is None:
        return None
    namesakes = known.unnumbered.get((fold(row.full_name), unit.id), ())
    if len(namesakes) > 1:
        raise RowRefused("name", row.full_name, NAMESAKES)
    return namesakes[0] if namesakes else None


def owner_of_signs(row: SheetPerson, known: Known) -> PersonNow | None:
    """Who has the strongest sign of a row that anybody has, whatever else speaks against it."""
    owners = (
        known.by_number.get((row.number.kind, row.number.number)) if row.number else None,
        known.by_email.get(row.email) if row.email else None,
        known.by_login_name.get(row.login_name) if row.login_name else None,
    )
    return next(filter(None, owners), None)


def _refuse_other_number(row: SheetPerson, person: PersonNow, column: str, known: Known) -> None:
    if row.number and person.service_number:
        told = OTHER_NUMBER if person.is_within(known.branches) else ELSEWHERE
        raise RowRefused(column, getattr(row, column), told)


def refuse_what_is_not_theirs(row: SheetPerson, person: PersonNow, known: Known) -> None:
    if not person.is_within(known.branches):
        column, found = _sign_of(row, person)
        raise RowRefused(column, found, ELSEWHERE)
    if not is_same_name(row.full_name, person.full_name) and not _words(row.full_name) & _words(person.full_name):
        raise RowRefused("name", row.full_name, OTHER_NAME, name=person.full_name)
    for column, sent, owners, told in (
        ("email", row.email, known.by_email, EMAIL_TAKEN),
        ("login_name", row.login_name, known.by_login_name, LOGIN_TAKEN),
    ):
        owner = owners.get(sent) if sent else None
        if sent and owner is not None and owner.id != person.id:
            raise RowRefused(column, sent, told)


def _sign_of(row: SheetPerson, person: PersonNow) -> tuple[str, str]:
    """The cell by which a person was found."""
    if row.number and row.number.number == person.service_number:
        return "number", row.number.number
    if row.email and row.email == person.email:
        return "email", row.email
    return "login_name", row.login_name or ""


def _words(name: str) -> frozenset[str]:
    """The words of a name by which two ways to write it are known as one; degrees after a comma do not count."""
    words = re.findall(r"\w+", name.partition(",")[0].casefold())
    return frozenset(word for word in words if len(word) >= MIN_WORD) or frozenset(words)
