"""Cells as words of a vocabulary, lists, days and keys. Each reader raises CellRefused."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from training.banks.domain.checks import MONTHS
from training.banks.formats.spreadsheet.columns import LETTERS, MODES, TRUE_WORDS
from training.core.cells import fold_heading
from training.core.messages import N_, Sentence

SEPARATORS = re.compile(r"[;,\n]")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00)?")
SLASHED_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
NAMED_DAY = re.compile(r"(?:\w+,\s*)?(\d{1,2})\s+([a-z]+)\s+(\d{4})", re.IGNORECASE)
SHORTEST_MONTH = 3
KEY_SEPARATORS = re.compile(r"[\s;,.&/+()]+|\bdan\b", re.IGNORECASE)
SHOWN_WORDS = 12
MODE_SYNONYMS = {
    "tunggal": "single", "single": "single", "satujawaban": "single", "pg": "single", "mc": "single",
    "ganda": "multiple", "multiple": "multiple", "beberapajawaban": "multiple", "pilihanjamak": "multiple",
    "pgkompleks": "multiple", "bs": "true_false", "truefalse": "true_false", "benaratausalah": "true_false",
}  # fmt: skip
TRUE_FALSE = {
    "benar": 0, "b": 0, "true": 0, "ya": 0, "betul": 0,
    "salah": 1, "s": 1, "false": 1, "tidak": 1, "keliru": 1,
}  # fmt: skip

ONE_OF = N_("salah satu dari: %(words)s")
NEAR = N_("kata dari daftar; mungkin maksudnya %(word)s")
A_DAY = N_("tanggal seperti 2024-09-19 atau 19/09/2024")
A_TRUTH = N_("BENAR atau SALAH")
A_LETTER = N_("huruf pilihan yang benar, seperti B atau A;C")
NO_SUCH_OPTION = N_("huruf pilihan yang terisi: %(letters)s")
A_MODE = N_("pilihan_tunggal, pilihan_ganda, atau benar_salah")


class CellRefused(Exception):
    """A cell does not say what belongs there; `expected` does."""

    def __init__(self, expected: str, **values: str) -> None:
        super().__init__(expected)
        self.expected = Sentence(expected, values)


def read_word(cell: str, labels: Mapping[str, str]) -> str:
    """One word of a vocabulary, written as its code or as its label, in any case and spacing."""
    known = _spellings(tuple(labels.items()))
    folded = fold_heading(cell)
    if folded in known:
        return known[folded]
    near = get_close_matches(folded, known, n=1)
    if near:
        raise CellRefused(NEAR, word=known[near[0]])
    shown = list(labels)[:SHOWN_WORDS]
    raise CellRefused(ONE_OF, words=", ".join([*shown, "…"] if len(labels) > len(shown) else shown))


@lru_cache(maxsize=32)
def _spellings(labels: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {fold_heading(spelling): code for code, label in labels for spelling in (label, code)}


def read_words(cell: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Several words of a vocabulary, each once."""
    return tuple(dict.fromkeys(read_word(part, labels) for part in read_list(cell)))


def read_list(cell: str) -> tuple[str, ...]:
    """The parts of a list, each once."""
    parts = (" ".join(part.split()) for part in SEPARATORS.split(cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def read_day(cell: str) -> date:
    """A day as `2024-09-19`, `19/09/2024` or `19 September 2024`."""
    try:
        if match := ISO_DAY.fullmatch(cell):
            return date(*map(int, match.groups()))
        if match := SLASHED_DAY.fullmatch(cell):
            day, month, year = map(int, match.groups())
            return date(year, month, day)
        if match := NAMED_DAY.fullmatch(cell):
            return date(int(match[3]), _month(match[2]), int(match[1]))
    except ValueError:
        pass
    raise CellRefused(A_DAY)


def _month(name: str) -> int:
    folded = name.lower()
    found = [number for number, month in enumerate(MONTHS, start=1) if month.startswith(folded)]
    if len(folded) < SHORTEST_MONTH or len(found) != 1:
        raise ValueError(name)
    return found[0]


def read_mode(cell: str, key: str, options: Sequence[str]) -> str:
    """How many options are right; where the cell is empty, the key tells."""
    folded = fold_heading(cell)
    named = {fold_heading(name): mode for name, mode in MODES.items()} | MODE_SYNONYMS
    if folded in named:
        return named[folded]
    if folded:
        raise CellRefused(A_MODE)
    if not any(options) and fold_heading(key) in TRUE_FALSE:
        return "true_false"
    return "multiple" if len(_letters(key) or "") > 1 else "single"


def read_key(cell: str, mode: str, options: Sequence[str]) -> frozenset[int]:
    """The places (0..) of the right options."""
    folded = fold_heading(cell)
    if mode == "true_false":
        if folded not in TRUE_FALSE and folded not in ("a",):
            raise CellRefused(A_TRUTH)
        return frozenset({TRUE_FALSE.get(folded, 0)})
    letters = _letters(cell)
    if not letters:
        raise CellRefused(A_LETTER)
    filled = "".join(letter for letter, text in zip(LETTERS, options, strict=False) if text)
    if not set(letters) <= set(filled):
        raise CellRefused(NO_SUCH_OPTION, letters=", ".join(filled.upper()) or "-")
    return frozenset(LETTERS.index(letter) for letter in letters)


def _letters(cell: str) -> str | None:
    """The letters in a key such as `A;C`, `a dan c`, `AC`; None for anything else."""
    letters = KEY_SEPARATORS.sub("", cell).lower()
    return letters if letters and set(letters) <= set(LETTERS) else None


def true_words(cells: Sequence[str]) -> bool:
    """Whether the options of a true/false row are empty or the two words themselves."""
    filled = [cell for cell in cells if cell]
    return not filled or [fold_heading(cell) for cell in filled] == [fold_heading(word) for word in TRUE_WORDS]
