"""Choices and filters as words on the screen."""

from collections.abc import Callable, Mapping, Sequence

from flask import request
from flask_babel import gettext as _

from training.banks.domain.checks import Finding
from training.banks.domain.kinds.choice_drafts import MODE_LABELS
from training.banks.queries.filtering import ItemFilter
from training.core.messages import N_
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, PHASE_LABELS, REGIME_LABELS, TOPIC_LABELS

STATE_LABELS: Mapping[str, str] = {
    "approved": N_("Disetujui"),
    "draft": N_("Draf"),
    "in_review": N_("Sedang ditelaah"),
    "retired": N_("Tidak dipakai lagi"),
}
VOCABULARY = frozenset({*CORPS_LABELS.values(), *PHASE_LABELS.values(), *REGIME_LABELS.values()})
MAX_QUERY = 100
MAX_RULE_ID = 80
MAX_ID_DIGITS = 18


def options(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs (value, label) for a select."""
    return [(value, _(label)) for value, label in labels.items()]


def labels_of(values: Sequence[str], labels: Mapping[str, str]) -> str:
    """Several words of a vocabulary in one line."""
    return ", ".join(_(labels[value]) for value in values if value in labels)


def label_of(value: str, labels: Mapping[str, str]) -> str:
    """One word of a vocabulary; "" while none is chosen."""
    return _(labels[value]) if value in labels else ""


def wanted_items() -> ItemFilter:
    """The filter in the address; what is none of our words is left out."""
    author = request.args.get("author", "")
    is_id = author.isascii() and author.isdigit() and len(author) <= MAX_ID_DIGITS
    return ItemFilter(
        words=request.args.get("q", "")[:MAX_QUERY].strip(),
        state=_known("state", STATE_LABELS),
        topic=_known("topic", TOPIC_LABELS),
        difficulty=_known("difficulty", DIFFICULTY_LABELS),
        corps=_known("corps", CORPS_LABELS),
        phase=_known("phase", PHASE_LABELS),
        rule=request.args.get("rule", "")[:MAX_RULE_ID].strip().lower(),
        mode=_known("mode", MODE_LABELS),
        author=int(author) if is_id else None,
    )


def told(finding: Finding) -> str:
    """A finding as a sentence in the language of the page."""
    values = {name: _(value) if value in VOCABULARY else value for name, value in finding.values.items()}
    return str(_(finding.text, **values))


def known_corps() -> str:
    """The corps in the address; "" for none."""
    return _known("corps", CORPS_LABELS)


def in_words(wanted: ItemFilter, authors: Mapping[int, str]) -> str:
    """The filter as a line of words; "" where everything is shown."""
    parts: list[tuple[object, Callable[[], str]]] = [
        (wanted.words, lambda: _("memuat “%(words)s”", words=wanted.words)),
        (wanted.state, lambda: _("keadaan: %(state)s", state=_inside(STATE_LABELS[wanted.state]))),
        (wanted.topic, lambda: _("tentang %(topic)s", topic=_inside(TOPIC_LABELS[wanted.topic]))),
        (wanted.difficulty, lambda: _("tingkat %(level)s", level=_inside(DIFFICULTY_LABELS[wanted.difficulty]))),
        (wanted.corps, lambda: _("bagi %(corps)s", corps=_(CORPS_LABELS[wanted.corps]))),
        (wanted.phase, lambda: _("pada %(phase)s", phase=_inside(PHASE_LABELS[wanted.phase]))),
        (wanted.rule, lambda: _("berdasar aturan %(rule)s", rule=wanted.rule)),
        (wanted.mode, lambda: _("bentuk: %(mode)s", mode=_inside(MODE_LABELS[wanted.mode]))),
        (wanted.author, lambda: _("ditulis %(name)s", name=authors.get(wanted.author or 0, _("orang lain")))),
    ]
    return ", ".join(words() for part, words in parts if part)


def _known(name: str, labels: Mapping[str, str]) -> str:
    value = request.args.get(name, "")
    return value if value in labels else ""


def _inside(label: str) -> str:
    """A label inside a sentence: without its capital, but "KTP" stays "KTP"."""
    text = str(_(label))
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
