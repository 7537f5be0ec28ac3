"""What changed between two versions, so that a person can read it: texts by the word, lists by what came and went."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

WORD = re.compile(r"\s*\S+\s*?|\s+")
MOST_WORDS = 1500
LANGUAGES = ("id", "en")


class Op(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Some words, or one entry of a list, and what became of them."""

    op: Op
    text: str


@dataclass(frozen=True)
class Change:
    """One part of an item that differs. `label` is a msgid with `values`; `language` is that of the text.

    The pieces of a list are its entries, each a msgid where `is_vocabulary`.
    """

    label: str
    pieces: tuple[Piece, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    language: str = "id"
    is_list: bool = False
    is_vocabulary: bool = False


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as one run of pieces: what stayed, went and came. Very long texts differ as a whole."""
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return _without_empty([Piece(Op.REMOVED, old), Piece(Op.ADDED, new)])
    pieces: list[Piece] = []
    for op, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(Piece(Op.SAME, "".join(before[start:end])))
        else:
            pieces.append(Piece(Op.REMOVED, "".join(before[start:end])))
            pieces.append(Piece(Op.ADDED, "".join(after[new_start:new_end])))
    return _without_empty(pieces)


def text_changes(
    label: str, old: Mapping[str, str] | None, new: Mapping[str, str] | None, **values: Any
) -> Iterable[Change]:
    """The changes of a text stored by language, one for each language that differs."""
    for language in LANGUAGES:
        before, after = (old or {}).get(language) or "", (new or {}).get(language) or ""
        if before != after:
            yield Change(label, word_pieces(before, after), values, language)


def value_change(label: str, old: str, new: str, *, is_vocabulary: bool = False, **values: Any) -> Iterable[Change]:
    """A single word or figure that was replaced."""
    if old != new:
        pieces = _without_empty([Piece(Op.REMOVED, old), Piece(Op.ADDED, new)])
        yield Change(label, pieces, values, is_list=True, is_vocabulary=is_vocabulary)


def list_change(label: str, old: Sequence[str], new: Sequence[str], *, is_vocabulary: bool = False) -> Iterable[Change]:
    """What came to a list and what left it; its order does not count."""
    if set(old) != set(new):
        pieces = [
            *(Piece(Op.SAME if entry in new else Op.REMOVED, entry) for entry in old),
            *(Piece(Op.ADDED, entry) for entry in new if entry not in old),
        ]
        yield Change(label, tuple(pieces), is_list=True, is_vocabulary=is_vocabulary)


def _without_empty(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.text)
