"""Whether an item is fit to publish: what blocks it, and what is merely advised.

The rules of citation are those of `questions/README.md`: a key rests on rules the catalogue is sure of, that bind each
corps, hold in each phase and under the election law of the item.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from statistics import fmean
from typing import Any

from training.banks.domain.item import ItemEntry
from training.banks.domain.kinds.choice import ChoiceContent, Mode
from training.banks.domain.kinds.choice_drafts import LETTERS
from training.core.messages import N_
from training.rules.domain import (
    CORPS_LABELS,
    PHASE_LABELS,
    REGIME_LABELS,
    Confidence,
    Regime,
    RuleFacts,
    RuleStatus,
)

AT_THAT_TIME = "menurut aturan yang berlaku saat itu"
KEY_LENGTH_RATIO = 1.4
SITUATION_WORDS = 60
ABOUT_OTHER_OPTIONS = re.compile(
    r"""
    (semua|seluruh|kedua)(nya)?(\ (pilihan|jawaban|opsi|pernyataan))?(\ (yang\ )?(di\ atas|tersebut|itu|ini))?
        (\ (adalah|memang))?(\ (benar|salah|tepat|betul|keliru|sesuai))?
    | (?=.*(benar|tepat|betul|yang\ salah|di\ atas|pilihan|jawaban|opsi))
        (tidak|bukan)(\ (ada|semua|satu|satupun|pun|salah))+(\ (pilihan|jawaban|opsi))?(\ (yang|dari|di\ antara))?
        (\ (benar|tepat|betul|salah|di\ atas))?
    | (jawaban\ |pilihan\ |opsi\ )?[a-h](,\ [a-h])*,?\ (dan|atau|serta|&)\ [a-h](\ (benar|salah|tepat|betul))?(\ semua)?
    | (all|none|both)\ of\ the\ above
    """,
    re.VERBOSE,
)
NEGATIONS = re.compile(r"\b(tidak|bukan|jangan|kecuali|tanpa|dilarang|terlarang)\b", re.IGNORECASE)
DOUBLE = 2
TRUE_FALSE = ["Benar", "Salah"]
MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip


class Severity(StrEnum):
    """Blocking stops approval; advice does not."""

    BLOCKING = "blocking"
    ADVICE = "advice"


@dataclass(frozen=True)
class Finding:
    """One thing found in an item: a stable code, the field it concerns (as a path), and a sentence for its author.

    The sentence is `text`, a msgid, with `values`; `message` is the sentence in Indonesian.
    """

    severity: Severity
    code: str
    field: tuple[str | int, ...]
    text: str
    values: Mapping[str, Any] = dataclass_field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in Indonesian."""
        return self.text % self.values if self.values else self.text


def findings(item: ItemEntry, catalogue: Mapping[str, RuleFacts]) -> list[Finding]:
    """Everything found in an item, blocking findings first."""
    found = [*_citations(item, catalogue), *_keys(item.content), *_options(item.content), *_advice(item.content)]
    return sorted(found, key=lambda finding: finding.severity is not Severity.BLOCKING)


def is_fit(item: ItemEntry, catalogue: Mapping[str, RuleFacts]) -> bool:
    """Whether nothing blocks publishing."""
    return not any(finding.severity is Severity.BLOCKING for finding in findings(item, catalogue))


def _block(code: str, field: tuple[str | int, ...], text: str, **values: Any) -> Finding:
    return Finding(Severity.BLOCKING, code, field, text, values)


def _advise(code: str, field: tuple[str | int, ...], text: str, **values: Any) -> Finding:
    return Finding(Severity.ADVICE, code, field, text, values)


def _citations(item: ItemEntry, catalogue: Mapping[str, RuleFacts]) -> Iterator[Finding]:
    if not item.rules:
        yield _block(
            "no_rule", ("rules",), N_("Kunci belum berdasar aturan mana pun. Pilih paling sedikit satu aturan.")
        )
    if not item.corps:
        yield _block("no_corps", ("corps",), N_("Pilih untuk siapa butir ini berlaku."))
    if not item.phases:
        yield _block("no_phase", ("phases",), N_("Pilih pada tahapan mana kejadiannya."))
    for field, ids in (("rules", item.rules), ("background_rules", item.background_rules)):
        for index, rule_id in enumerate(ids):
            if rule_id not in catalogue:
                yield _block(
                    "unknown_rule", (field, index), N_("Aturan «%(rule)s» tidak ada di katalog."), rule=rule_id
                )
            else:
                yield from _usable(item, catalogue[rule_id], field, index)
    backing = [catalogue[rule_id] for rule_id in item.rules if rule_id in catalogue]
    if backing:
        yield from _coverage(item, backing)


def _usable(item: ItemEntry, rule: RuleFacts, field: str, index: int) -> Iterator[Finding]:
    at, cited = (field, index), rule.id
    if rule.status == RuleStatus.REPEALED:
        yield _block("repealed_rule", at, N_("Aturan «%(rule)s» sudah dicabut."), rule=cited)
    if rule.confidence == Confidence.LOW:
        told = N_("Aturan «%(rule)s» belum terverifikasi dan tidak boleh dipakai.")
        yield _block("low_confidence", at, told, rule=cited)
    if field == "rules":
        yield from _backing(item, rule, at)


def _backing(item: ItemEntry, rule: RuleFacts, at: tuple[str | int, ...]) -> Iterator[Finding]:
    """Whether a rule is sure enough, and in force on the day of the case, to back a key."""
    cited = rule.id
    if rule.confidence == Confidence.MEDIUM:
        told = N_("Aturan «%(rule)s» berkeyakinan sedang: hanya untuk pembahasan, bukan dasar kunci.")
        yield _block("medium_confidence", at, told, rule=cited)
    if rule.status == RuleStatus.UNCERTAIN and not _is_dated(item):
        told = N_(
            "Aturan «%(rule)s» perlu dicek: isi tanggal kasus, sebut waktunya di situasi, dan tulis «%(words)s» di "
            "pembahasan."
        )
        yield _block("undated", at, told, rule=cited, words=AT_THAT_TIME)
    if item.case_on and rule.valid_from_on and item.case_on < rule.valid_from_on:
        yield _block("not_yet_valid", at, N_("Aturan «%(rule)s» belum berlaku pada tanggal kasus."), rule=cited)
    if rule.valid_until_on and (item.case_on is None or item.case_on > rule.valid_until_on):
        told = N_("Aturan «%(rule)s» tidak berlaku lagi pada tanggal kasus.")
        yield _block("no_longer_valid", at, told, rule=cited)
    if rule.valid_from_on and item.case_on is None:
        told = N_("Aturan «%(rule)s» baru berlaku sejak %(day)s: isi tanggal kasus.")
        yield _block("undated", at, told, rule=cited, day=rule.valid_from_on.isoformat())


def _coverage(item: ItemEntry, backing: list[RuleFacts]) -> Iterator[Finding]:
    for index, corps in enumerate(item.corps):
        if not any(corps in rule.corps for rule in backing):
            yield _block(
                "corps_not_bound",
                ("corps", index),
                N_("Tidak ada aturan kunci yang mengikat %(corps)s."),
                corps=CORPS_LABELS[corps],
            )
    for index, phase in enumerate(item.phases):
        if not any(rule.covers_phase(phase) for rule in backing):
            yield _block(
                "phase_not_covered",
                ("phases", index),
                N_("Tidak ada aturan kunci yang berlaku pada tahapan «%(phase)s»."),
                phase=PHASE_LABELS[phase],
            )
    covered = {rule.regime for rule in backing}
    wanted = {Regime.PEMILU, Regime.PILKADA} if item.regime is Regime.BOTH else {item.regime}
    if Regime.BOTH not in covered and not wanted <= covered:
        yield _block(
            "regime_not_covered",
            ("regime",),
            N_("Aturan kunci tidak mencakup %(regime)s."),
            regime=REGIME_LABELS[item.regime],
        )


def _is_dated(item: ItemEntry) -> bool:
    content = item.content
    if item.case_on is None:
        return False
    told = " ".join(text.id for text in (content.situation, content.stem) if text).lower()
    names_year = re.search(rf"\b{item.case_on.year}\b", told)
    names_day = re.search(rf"\b{item.case_on.day} {MONTHS[item.case_on.month - 1]}\b", told)
    reasons = [content.explanation, *(option.rationale for option in content.options if option.key)]
    says_so = any(AT_THAT_TIME in " ".join(text.id.lower().split()) for text in reasons if text)
    return bool(names_year or names_day) and says_so


def _keys(content: ChoiceContent) -> Iterator[Finding]:
    at = ("content", "options")
    keys, options = len(content.key_indexes), len(content.options)
    if content.mode is Mode.MULTIPLE:
        if keys < DOUBLE or keys == options:
            yield _block(
                "key_count",
                at,
                N_("Perlu paling sedikit dua kunci dan satu pengecoh; ada %(keys)s kunci dari %(options)s."),
                keys=keys,
                options=options,
            )
    elif keys != 1:
        yield _block("key_count", at, N_("Harus ada tepat satu kunci; ditemukan %(keys)s."), keys=keys)
    if content.mode is Mode.TRUE_FALSE and [option.text.id for option in content.options] != TRUE_FALSE:
        yield _block("true_false", at, N_("Pilihannya harus «Benar» lalu «Salah»."))


def _options(content: ChoiceContent) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, option in enumerate(content.options):
        at = ("content", "options", index)
        if option.rationale is None:
            yield _block("no_rationale", (*at, "rationale"), N_("Pilihan ini belum punya pembahasan."))
        folded = " ".join(option.text.id.lower().split())
        if " " in folded and ABOUT_OTHER_OPTIONS.fullmatch(folded.strip(" .!“”\"'")):
            yield _block(
                "about_options",
                (*at, "text"),
                N_("Pilihan «semua benar» dan sejenisnya tidak dipakai, sebab urutannya diacak."),
            )
        if folded in seen:
            yield _block(
                "same_text", (*at, "text"), N_("Teksnya sama dengan pilihan %(letter)s."), letter=LETTERS[seen[folded]]
            )
        seen.setdefault(folded, index)


def _advice(content: ChoiceContent) -> Iterator[Finding]:
    keys = [len(option.text.id) for option in content.options if option.key]
    others = [len(option.text.id) for option in content.options if not option.key]
    if content.mode is not Mode.TRUE_FALSE and keys and others and fmean(keys) > KEY_LENGTH_RATIO * fmean(others):
        at = ("content", "options", content.key_indexes[0], "text")
        yield _advise("long_key", at, N_("Kunci jauh lebih panjang daripada pilihan lain, jadi mudah ditebak."))
    if len(NEGATIONS.findall(content.stem.id)) >= DOUBLE:
        yield _advise("double_negative", ("content", "stem"), N_("Pokok soal memakai dua kata ingkar."))
    if content.situation and len(content.situation.id.split()) > SITUATION_WORDS:
        yield _advise(
            "long_situation", ("content", "situation"), N_("Situasi lebih dari %(words)s kata."), words=SITUATION_WORDS
        )
    if content.explanation is None:
        yield _advise("no_explanation", ("content", "explanation"), N_("Belum ada pembahasan umum."))
    if content.refusal is None:
        yield _advise("no_refusal", ("content", "refusal"), N_("Belum ada contoh cara menolak."))
