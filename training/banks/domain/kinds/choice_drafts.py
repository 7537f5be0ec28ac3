"""Choice items as stored data that may lack anything: empty, filled for a preview, compared with an earlier content."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from training.banks.domain.diff import Change, text_changes, value_change
from training.banks.domain.texts import MAX_CHARACTERS
from training.core.messages import N_

FEWEST_OPTIONS = 2
OPTIONS_AT_FIRST = 4
MISSING = "…"
ALIKE = 0.6
LETTERS = "ABCDEFGH"
MODE_LABELS: Mapping[str, str] = {
    "single": N_("Satu jawaban benar"),
    "multiple": N_("Beberapa jawaban benar"),
    "true_false": N_("Benar atau salah"),
}
IS_KEY = N_("Kunci")
IS_DISTRACTOR = N_("Pengecoh")
Content = Mapping[str, Any]


def blank() -> dict[str, Any]:
    """What an empty form begins with."""
    return {"mode": "single", "stem": {"id": ""}, "options": [{"text": {"id": ""}} for _ in range(OPTIONS_AT_FIRST)]}


def headline(content: Content) -> Mapping[str, str] | None:
    """What tells an item from others: its situation, else its question; None while neither is written."""
    for name in ("situation", "stem"):
        text = content.get(name)
        if isinstance(text, Mapping) and text.get("id"):
            return text
    return None


def filled(content: Content) -> dict[str, Any]:
    """The same with an ellipsis for each text that is missing, two options at least, and nothing too long."""
    options = list(content.get("options", ()))
    options += [{} for _ in range(FEWEST_OPTIONS - len(options))]
    texts = {name: _text(content[name]) for name in ("situation", "explanation", "refusal") if content.get(name)}
    return {
        "mode": content.get("mode") or "single",
        **texts,
        "stem": _text(content.get("stem")),
        "options": [_option(option) for option in options],
    }


def differences(old: Content, new: Content) -> Iterator[Change]:
    """What changed, in the order of the page. An option that only moved is the same option."""
    mode = [MODE_LABELS.get(content.get("mode") or "", "") for content in (old, new)]
    yield from value_change(N_("Bentuk"), mode[0], mode[1], is_vocabulary=True)
    yield from text_changes(N_("Situasi"), old.get("situation"), new.get("situation"))
    yield from text_changes(N_("Pokok soal"), old.get("stem"), new.get("stem"))
    yield from _option_changes(old.get("options", ()), new.get("options", ()))
    yield from text_changes(N_("Pembahasan umum"), old.get("explanation"), new.get("explanation"))
    yield from text_changes(N_("Cara menolak"), old.get("refusal"), new.get("refusal"))


def _option_changes(old: Sequence[Content], new: Sequence[Content]) -> Iterator[Change]:
    before = paired(old, new)
    for index, option in enumerate(new):
        earlier: Content = old[before[index]] if index in before else {}
        letter = LETTERS[index] if index < len(LETTERS) else str(index + 1)
        yield from text_changes(N_("Pilihan %(letter)s"), earlier.get("text"), option.get("text"), letter=letter)
        roles = [_role(one) if one else "" for one in (earlier, option)]
        yield from value_change(N_("Pilihan %(letter)s, peran"), *roles, is_vocabulary=True, letter=letter)
        yield from text_changes(
            N_("Pilihan %(letter)s, pembahasan"), earlier.get("rationale"), option.get("rationale"), letter=letter
        )
    for index, option in enumerate(old):
        if index not in before.values():
            yield from text_changes(N_("Pilihan yang dihapus"), option.get("text"), None)
    kept = [before[index] for index in range(len(new)) if index in before]
    if kept != sorted(kept):
        now = ", ".join(LETTERS[index] for index in kept)
        yield from value_change(N_("Urutan pilihan"), ", ".join(LETTERS[index] for index in sorted(kept)), now)


def paired(old: Sequence[Content], new: Sequence[Content]) -> dict[int, int]:
    """Which new option (by its place) was which old one: the same text first, then the most alike, each once."""
    closeness = sorted(
        (
            (_likeness(_indonesian(before), _indonesian(after)), -abs(here - there), here, there)
            for here, after in enumerate(new)
            for there, before in enumerate(old)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for likeness, _distance, here, there in closeness:
        if likeness >= ALIKE and here not in pairs and there not in pairs.values():
            pairs[here] = there
    return pairs


def _likeness(old: str, new: str) -> float:
    if old == new:
        return 1.0
    return min(0.99, SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio())


def _indonesian(option: Content) -> str:
    return str((option.get("text") or {}).get("id") or "")


def _role(option: Content) -> str:
    return IS_KEY if option.get("key") else IS_DISTRACTOR


def _option(option: Content) -> dict[str, Any]:
    rationale = {"rationale": _text(option["rationale"])} if option.get("rationale") else {}
    return {"text": _text(option.get("text")), "key": bool(option.get("key")), **rationale}


def _text(text: Mapping[str, str] | None) -> dict[str, str]:
    written = {name: words.strip()[:MAX_CHARACTERS] for name, words in (text or {}).items()}
    return {"id": MISSING} | {name: words for name, words in written.items() if words}
