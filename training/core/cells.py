"""What the cells of a sheet are, for rules that know nothing of files. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class MarkKind(StrEnum):
    """What a cell is, where it is more than text."""

    NUMBER = "number"
    LONG_NUMBER = "long_number"
    DATE = "date"
    BOOLEAN = "boolean"
    FORMULA = "formula"
    UNCALCULATED = "uncalculated"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the program kept in a cell: `shown` is what it displays, where that differs from the cell's text.

    A LONG_NUMBER has more digits than a spreadsheet keeps exactly (15): its last digits are lost. The text of a DATE
    is ISO, `shown` as it is formatted. UNCALCULATED is a formula without a value, ERROR one like `#REF!`.
    """

    kind: MarkKind
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the sheet (1..), a text for each heading, and marks by place in `cells` (0..)."""

    number: int
    cells: tuple[str, ...]
    marks: Mapping[int, Mark] = field(default_factory=dict)

    def shown(self, place: int) -> str:
        """The text as the program displays it: a date as it is formatted rather than ISO."""
        mark = self.marks.get(place)
        return self.cells[place] if mark is None or mark.shown is None else mark.shown


@dataclass(frozen=True)
class Sheet:
    """A sheet without its empty rows; `headings` may be empty texts; `notes` are sentences for the person."""

    name: str
    heading_row: int
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The headings, by the other name that they have."""
        return self.headings


REMARK = re.compile(
    r"\((?:\*|[^()]*\b(?:wajib|opsional|boleh kosong|bila ada|jika ada|teks|angka|digit|gelar|required|optional)\b[^()]*)\)",
    re.IGNORECASE,
)


def without_remark(heading: str) -> str:
    """A heading without what only says how to fill in its column: `NIP (18 angka)`, `Nama (wajib)`."""
    return REMARK.sub("", heading) if "(" in heading else heading


def fold_heading(text: str) -> str:
    """What headings are compared by: letters and digits only, in lower case (`Opsi A`, `opsi_a` → `opsia`)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
