"""A row as a draft of an item, on top of what the item is already."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from training.banks.domain.drafts import ItemDraft
from training.banks.domain.item import TAG
from training.banks.formats.spreadsheet.columns import LETTERS, TRUE_WORDS
from training.banks.formats.spreadsheet.words import (
    CellRefused,
    read_day,
    read_key,
    read_list,
    read_mode,
    read_word,
    read_words,
    true_words,
)
from training.core.cells import Mark, MarkKind
from training.core.messages import N_, Sentence
from training.core.tables.sheet import clean
from training.imports.domain import Problem
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, PHASE_LABELS, REGIME_LABELS, TOPIC_LABELS

Value = TypeVar("Value")
Content = Mapping[str, Any]

NOT_A_VALUE: Mapping[MarkKind, str] = {
    MarkKind.UNCALCULATED: N_("teks yang diketik; sel ini berisi rumus yang belum dihitung"),
    MarkKind.ERROR: N_("teks yang diketik; sel ini berisi galat rumus"),
    MarkKind.LONG_NUMBER: N_(
        "teks; angka lebih dari 15 digit dibulatkan Excel. Ubah format selnya menjadi Teks, lalu ketik ulang"
    ),
}
NO_GAPS = N_("pilihan yang berurutan tanpa sela: isi kolom ini atau geser pilihan sesudahnya")
NO_OPTION = N_("kosong, sebab pilihannya juga kosong")
ONLY_TRUE_FALSE = N_("kosong, sebab pilihan pada benar_salah selalu Benar dan Salah")
ONE_KEY = N_("tepat satu huruf. Bila jawaban benarnya lebih dari satu, tulis pilihan_ganda di kolom tipe")
TWO_KEYS = N_(
    "paling sedikit dua huruf, dan tidak semua pilihan. Bila jawaban benarnya hanya satu, tulis pilihan_tunggal di kolom tipe"
)
A_CATEGORY = N_("topik dari daftar, atau penanda pendek tanpa koma dan titik koma")
FEWEST_KEYS = 2


@dataclass(frozen=True)
class ReadRow:
    """What a row says: its code as written ("" for none), the draft, and what is wrong with its cells."""

    code: str
    draft: ItemDraft
    problems: tuple[Problem, ...]


def read_row(
    cells: Mapping[str, str], marks: Mapping[str, Mark], shown: Callable[[str], str], before: ItemDraft | None
) -> ReadRow:
    """One row. `cells` by column name, only columns that the sheet has; `shown` gives a cell as it is displayed.

    `before`: the item with this code, whose parts without a column (and English texts of unchanged ones) stay.
    """
    return _Row(cells, marks, shown, before or ItemDraft()).read()


class _Row:
    """One row while it is read; every cell is looked at, so that all problems are told together."""

    def __init__(
        self, cells: Mapping[str, str], marks: Mapping[str, Mark], shown: Callable[[str], str], before: ItemDraft
    ) -> None:
        self.cells, self.marks, self.shown, self.before = cells, marks, shown, before
        self.problems: list[Problem] = []

    def read(self) -> ReadRow:
        self._refuse_what_is_no_value()
        topic, tags = self._topic_and_tags()
        before = self.before
        draft = replace(
            before,
            kind="choice",
            case=self.part("kasus", str, before.case) or None,
            corps=tuple(sorted(self.part("korps", lambda cell: read_words(cell, CORPS_LABELS), before.corps) or ())),
            phases=self.part("tahap", lambda cell: read_words(cell, PHASE_LABELS), before.phases) or (),
            regime=self.part("rezim", lambda cell: read_word(cell, REGIME_LABELS), before.regime) or "",
            topic=topic,
            difficulty=self.part("tingkat", lambda cell: read_word(cell, DIFFICULTY_LABELS), before.difficulty) or "",
            case_on=self.part("tanggal_kasus", read_day, before.case_on),
            tags=tags,
            rules=self.part("dasar_hukum", read_list, before.rules) or (),
            background_rules=self.part("aturan_latar", read_list, before.background_rules) or (),
            content=self._content(before.content),
        )
        return ReadRow(self.cells.get("kode", "").lower(), draft, tuple(self.problems))

    def part(self, column: str, how: Callable[[str], Value], before: Value | None) -> Value | None:
        """A cell read; None for an empty one, `before` where the sheet has no such column."""
        if column not in self.cells:
            return before
        cell = self.cells[column]
        return self.value(column, how, cell) if cell else None

    def value(self, column: str, how: Callable[[str], Value], cell: str) -> Value | None:
        """What a reader makes of a cell; None, with the problem noted, where it refuses."""
        try:
            return how(cell)
        except CellRefused as refused:
            self.refuse(column, refused.expected, cell)
            return None

    def refuse(self, column: str, expected: Sentence | str, found: str | None = None) -> None:
        """Note a problem."""
        told = Sentence(expected) if isinstance(expected, str) else expected
        self.problems.append(Problem(column, self.cells.get(column, "") if found is None else found, told))

    def _refuse_what_is_no_value(self) -> None:
        for column, mark in self.marks.items():
            if mark.kind in NOT_A_VALUE and column in self.cells:
                self.refuse(column, NOT_A_VALUE[mark.kind])

    def _topic_and_tags(self) -> tuple[str, tuple[str, ...]]:
        topic = self.part("topik", lambda cell: read_word(cell, TOPIC_LABELS), self.before.topic) or ""
        tags = self.part("tag", read_list, self.before.tags) or ()
        category = self.cells.get("kategori", "")
        if not category:
            return topic, tags
        try:
            as_topic = read_word(category, TOPIC_LABELS)
        except CellRefused:
            as_topic = ""
        if as_topic and (not topic or topic == as_topic):
            return as_topic, tags
        if not TAG.fullmatch(category):
            self.refuse("kategori", A_CATEGORY)
            return topic, tags
        return topic, tuple(dict.fromkeys([*tags, category]))

    def _content(self, before: Content) -> dict[str, Any]:
        texts = _Texts(before)
        options = [self.shown(f"opsi_{letter}") for letter in LETTERS]
        key = self.cells.get("kunci", "")
        mode = self.value("tipe", lambda cell: read_mode(cell, key, options), self.cells.get("tipe", "")) or "single"
        content: dict[str, Any] = {"mode": mode}
        for name, column in (
            ("situation", "situasi"), ("stem", "pertanyaan"), ("explanation", "umpan_balik"), ("refusal", "cara_menolak"),
        ):  # fmt: skip
            text = texts.of(name, self.shown(column)) if column in self.cells else before.get(name)
            if text is not None:
                content[name] = text
        content["options"] = self._options(mode, options, key, texts, before)
        return content

    def _options(
        self, mode: str, options: Sequence[str], key: str, texts: "_Texts", before: Content
    ) -> list[dict[str, Any]]:
        if mode == "true_false":
            if not true_words(options):
                self.refuse("opsi_a", ONLY_TRUE_FALSE)
            options = [*TRUE_WORDS, *[""] * (len(LETTERS) - len(TRUE_WORDS))]
        elif "" in options and any(options[options.index("") :]):
            self.refuse(f"opsi_{LETTERS[options.index('')]}", NO_GAPS)
        keys = self.value("kunci", lambda cell: read_key(cell, mode, options), key)
        filled = [place for place, text in enumerate(options) if text]
        self._count_keys(mode, keys, len(filled))
        kept = {_indonesian(option): option.get("rationale") for option in before.get("options", ())}
        return [
            self._option(place, options[place], place in (keys or ()), texts, kept)
            for place in range(len(LETTERS))
            if self._has_option(place, options[place])
        ]

    def _has_option(self, place: int, text: str) -> bool:
        column = f"umpan_balik_{LETTERS[place]}"
        if not text and self.cells.get(column):
            self.refuse(column, NO_OPTION)
        return bool(text)

    def _option(self, place: int, text: str, is_key: bool, texts: "_Texts", kept: Mapping[str, Any]) -> dict[str, Any]:
        column = f"umpan_balik_{LETTERS[place]}"
        said = self.shown(column)
        rationale = texts.of("rationale", said, beside=text) if column in self.cells else kept.get(text)
        return {
            "text": texts.of("text", text),
            **({"key": True} if is_key else {}),
            **({"rationale": rationale} if rationale else {}),
        }

    def _count_keys(self, mode: str, keys: frozenset[int] | None, options: int) -> None:
        if keys is None:
            return
        if mode == "single" and len(keys) != 1:
            self.refuse("kunci", ONE_KEY)
        if mode == "multiple" and not FEWEST_KEYS <= len(keys) < max(options, FEWEST_KEYS + 1):
            self.refuse("kunci", TWO_KEYS)


class _Texts:
    """Texts of an item by what they say in Indonesian, so that the English of an unchanged one stays."""

    def __init__(self, content: Content) -> None:
        self._known: dict[tuple[str, str, str], Any] = {}
        for name in ("situation", "stem", "explanation", "refusal"):
            self._note(name, content.get(name))
        for option in content.get("options", ()):
            self._note("text", option.get("text"))
            self._note("rationale", option.get("rationale"), beside=_indonesian(option))
            self._note("rationale", option.get("rationale"))

    def of(self, name: str, indonesian: str, *, beside: str = "") -> Any:
        """A text as it is stored; None for an empty one. Of two that say the same, the one `beside` an option."""
        if not indonesian:
            return None
        known = self._known.get((name, beside, indonesian)) or self._known.get((name, "", indonesian))
        return known or {"id": indonesian}

    def _note(self, name: str, text: Any, *, beside: str = "") -> None:
        if isinstance(text, Mapping) and text.get("id"):
            self._known.setdefault((name, beside, clean(text["id"])), dict(text))


def _indonesian(option: Content) -> str:
    return clean(str((option.get("text") or {}).get("id", "")))
