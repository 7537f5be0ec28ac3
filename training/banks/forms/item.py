"""The item form: what all kinds have in common, around the editor of one kind."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from training.banks.domain.checks import Finding
from training.banks.domain.drafts import ItemDraft
from training.banks.domain.item import CODE_PATTERN, DAY, MAX_CODE, MAX_LISTED
from training.banks.forms.editors import editor_of
from training.banks.forms.typed import Typed
from training.banks.services.drafting import Base
from training.core.errors import InputInvalid
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, PHASE_LABELS, REGIME_LABELS, TOPIC_LABELS

RULE_BUTTON = re.compile(r"(rule|background|drop|raise)-([a-z0-9-]{1,80})")
BASE = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")
PLAIN_ACTIONS = frozenset({"save", "preview", "publish", "find-rules"})


@dataclass(frozen=True)
class TypedItem:
    """What was sent: the draft after the pressed button, its code, and what of it cannot be stored (by field id).

    `anchor` is the field to go on with; `raw` the fields that are kept as typed even when they cannot be read.
    """

    draft: ItemDraft
    code: str
    action: str
    anchor: str
    raw: Mapping[str, str]
    problems: Mapping[str, str]
    rule_query: str = ""


def read_item_form(form: MultiDict[str, str], kind: str, *, known_rules: set[str]) -> TypedItem:
    """The item as typed, after the button that was pressed. Raises InputInvalid for what no page of ours sends."""
    typed = Typed(form)
    editor = editor_of(kind)
    raw = {name: typed.text(name) for name in ("code", "case", "case_on", "tags")}
    rules = _rules(form, "rules", known_rules)
    draft = ItemDraft(
        kind=kind,
        case=_code(typed, raw, "case") or None,
        corps=typed.ticked("corps", CORPS_LABELS),
        phases=typed.ticked("phases", PHASE_LABELS),
        regime=typed.chosen("regime", REGIME_LABELS),
        topic=typed.chosen("topic", TOPIC_LABELS),
        difficulty=typed.chosen("difficulty", DIFFICULTY_LABELS),
        case_on=_day(typed, raw["case_on"]),
        tags=_tags(raw["tags"]),
        rules=rules,
        background_rules=tuple(one for one in _rules(form, "background_rules", known_rules) if one not in rules),
        content=editor.read(typed),
    )
    code = _code(typed, raw, "code")
    action = form.get("action", "save")
    draft, anchor = _after(draft, action, known_rules)
    return TypedItem(draft, code, action, anchor, raw, typed.problems, typed.text("rule_query"))


def read_base(form: MultiDict[str, str]) -> Base:
    """Which version the form was opened with. Raises InputInvalid."""
    found = BASE.fullmatch(form.get("base", ""))
    if found is None:
        raise InputInvalid
    return Base(int(found[1]), int(found[2]))


def field_of(finding: Finding, kind: str) -> str:
    """The id of the field at which a finding is shown."""
    if finding.field[:1] == ("content",):
        return editor_of(kind).field_id(finding.field[1:])
    return str(finding.field[0]) if finding.field else "code"


def label_of_field(field: str, kind: str) -> str:
    """What a field is called on the page."""
    labels = {
        "rules": _("Dasar hukum"),
        "background_rules": _("Aturan latar"),
        "corps": _("Berlaku bagi"),
        "phases": _("Tahapan"),
        "regime": _("Rezim"),
        "topic": _("Topik"),
        "difficulty": _("Tingkat"),
        "case_on": _("Tanggal kasus"),
        "code": _("Kode butir"),
        "case": _("Kode kasus"),
        "tags": _("Tag"),
    }
    return labels.get(field) or editor_of(kind).field_label(field)


def findings_by_field(found: Sequence[Finding], kind: str) -> dict[str, list[Finding]]:
    """Findings by the id of their field."""
    fields: dict[str, list[Finding]] = {}
    for finding in found:
        fields.setdefault(field_of(finding, kind), []).append(finding)
    return fields


def _after(draft: ItemDraft, action: str, known_rules: set[str]) -> tuple[ItemDraft, str]:
    """The draft after a button, and the field to go on with."""
    if action in PLAIN_ACTIONS:
        return draft, {"preview": "preview", "find-rules": "rule_query"}.get(action, "")
    changed = editor_of(draft.kind).act(draft.content, action)
    if changed is not None:
        return replace(draft, content=changed[0]), changed[1]
    pressed = RULE_BUTTON.fullmatch(action)
    if pressed is None or pressed[2] not in known_rules:
        raise InputInvalid
    return _with_rule(draft, pressed[1], pressed[2]), "rules"


def _with_rule(draft: ItemDraft, what: str, rule_id: str) -> ItemDraft:
    rules = tuple(one for one in draft.rules if one != rule_id)
    background = tuple(one for one in draft.background_rules if one != rule_id)
    if what == "rule":
        rules = (*rules, rule_id)
    elif what == "raise":
        rules = (rule_id, *rules)
    elif what == "background":
        background = (*background, rule_id)
    return replace(draft, rules=rules[:MAX_LISTED], background_rules=background[:MAX_LISTED])


def _rules(form: MultiDict[str, str], name: str, known: set[str]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(form.getlist(name)))
    if not set(values) <= known or len(values) > MAX_LISTED:
        raise InputInvalid
    return values


def _code(typed: Typed, raw: Mapping[str, str], name: str) -> str:
    value = raw[name]
    if value and (len(value) > MAX_CODE or not re.fullmatch(CODE_PATTERN, value)):
        typed.problems[name] = _("Tulis 1 sampai 80 huruf kecil, angka, dan tanda hubung, seperti asn-ktp-01.")
    return value


def _day(typed: Typed, value: str) -> date | None:
    if not value:
        return None
    try:
        if not DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        typed.problems["case_on"] = _("Tulis tanggal sebagai tahun-bulan-hari, seperti 2024-09-19.")
        return None


def _tags(value: str) -> tuple[str, ...]:
    tags = (" ".join(tag.split()) for tag in re.split(r"[;,\n]", value))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def form_data(draft: ItemDraft, code: str) -> dict[str, Any]:
    """The fields of the form with what a stored draft holds."""
    return {
        "code": code,
        "case": draft.case or "",
        "case_on": draft.case_on.isoformat() if draft.case_on else "",
        "tags": "; ".join(draft.tags),
    }
