"""What the item form shows: the fields with what was typed, findings at their fields, rules, and the preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from training.banks.domain.checks import Finding, Severity
from training.banks.domain.drafts import ItemDraft, draft_findings
from training.banks.domain.states import UNFINISHED
from training.banks.forms.editors import editor_of
from training.banks.forms.item import TypedItem, findings_by_field, form_data, label_of_field
from training.banks.models import Bank, Item, ItemVersion
from training.banks.queries.items import rules_named
from training.banks.views.words import labels_of, options, told
from training.rules.domain import (
    CORPS_LABELS,
    DIFFICULTY_LABELS,
    PHASE_LABELS,
    REGIME_LABELS,
    TOPIC_LABELS,
    Confidence,
    RuleStatus,
    corps_bound_by,
)
from training.rules.models import Rule
from training.rules.queries import RuleFilter, facts_of, found_rules

MOST_FOUND = 12
MAX_QUERY = 100


@dataclass
class EditorPage:
    """One showing of the form: of a new item (no item yet), of a stored draft, or of what was just typed."""

    bank: Bank
    draft: ItemDraft
    item: Item | None = None
    version: ItemVersion | None = None
    typed: TypedItem | None = None
    may_approve: bool = False
    is_checked: bool = False
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def all_problems(self) -> dict[str, str]:
        """What cannot be stored, by field id."""
        return {**(self.typed.problems if self.typed else {}), **self.problems}


def render_editor(page: EditorPage) -> str:
    """The page as HTML."""
    draft, item, version = page.draft, page.item, page.version
    code = item.code if item else ""
    query = _query(page)
    rules = rules_named([*draft.rules, *draft.background_rules])
    found = draft_findings(draft, code or "contoh", facts_of(rules.values()))
    blocking = [one for one in found if one.severity is Severity.BLOCKING]
    editor = editor_of(draft.kind)
    return render_template(
        "banks/edit_item.html",
        bank=page.bank,
        item=item,
        version=version,
        base=_base(page),
        is_draft=version is not None and version.state in UNFINISHED,
        may_approve=page.may_approve,
        values=dict(page.typed.raw) if page.typed else form_data(draft, code),
        draft=draft,
        editor={"template": editor.template, **editor.view(draft.content)},
        findings=shown_findings(findings_by_field(found, draft.kind)) if item else {},
        problems=page.all_problems,
        summary=_summary(page, blocking),
        missing=len(blocking),
        rules=[_rule(rules[rule_id], draft) for rule_id in draft.rules if rule_id in rules],
        background=[_rule(rules[rule_id], draft) for rule_id in draft.background_rules if rule_id in rules],
        query=query,
        found=_found(query, {*draft.rules, *draft.background_rules}) if query else None,
        choices=_choices(),
    )


def found_rules_page(query: str, chosen: Sequence[str]) -> str:
    """The rules that a search finds, ready to be put into the form."""
    wanted = query[:MAX_QUERY].strip()
    return render_template("banks/_found_rules.html", found=_found(wanted, set(chosen)) if wanted else None)


def shown_findings(fields: Mapping[str, Sequence[Finding]]) -> dict[str, list[dict[str, Any]]]:
    """Findings by field, as page and script show them."""
    return {
        name: [{"blocks": finding.severity is Severity.BLOCKING, "message": told(finding)} for finding in found]
        for name, found in fields.items()
    }


def _summary(page: EditorPage, blocking: Sequence[Finding]) -> list[tuple[str, str]]:
    """Pairs (field id, message) for the error summary: what cannot be stored, else what blocks an approval that was tried."""
    kind = page.draft.kind
    if page.all_problems:
        return [(name, _said_of(name, kind, message)) for name, message in page.all_problems.items()]
    if not page.is_checked:
        return []
    by_field = findings_by_field(blocking, kind)
    return [(name, _said_of(name, kind, told(finding))) for name, found in by_field.items() for finding in found]


def _said_of(name: str, kind: str, message: str) -> str:
    """A message with the name of its field before it, for a list away from the fields."""
    label = label_of_field(name, kind)
    return _("%(field)s: %(message)s", field=label, message=message) if label else message


def _query(page: EditorPage) -> str:
    asked = page.typed.rule_query if page.typed else request.args.get("rules", "")
    return asked[:MAX_QUERY].strip()


def _base(page: EditorPage) -> str:
    """What the form was opened with; a form that is shown again keeps it."""
    if page.typed is not None:
        return request.form.get("base", "")
    return f"{page.version.id}.{page.version.revision}" if page.version else ""


def _found(query: str, chosen: set[str]) -> dict[str, Any]:
    rules = [rule for rule in found_rules(RuleFilter(words=query)) if rule.id not in chosen]
    return {"rules": [_rule(rule, None) for rule in rules[:MOST_FOUND]], "more": max(0, len(rules) - MOST_FOUND)}


def _rule(rule: Rule, draft: ItemDraft | None) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": f"{rule.instrument}, {rule.article}",
        "text": rule.text,
        "binds": labels_of(sorted(corps_bound_by(rule.binds)), CORPS_LABELS),
        "phases": labels_of(rule.phases, PHASE_LABELS),
        "status": rule.status,
        "may_back": rule.confidence == Confidence.HIGH and rule.status != RuleStatus.REPEALED,
        "may_serve": rule.confidence != Confidence.LOW and rule.status != RuleStatus.REPEALED,
        "is_first": draft is not None and draft.rules[:1] == (rule.id,),
    }


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "corps": options(CORPS_LABELS),
        "phases": options(PHASE_LABELS),
        "regime": options(REGIME_LABELS),
        "topic": options(TOPIC_LABELS),
        "difficulty": options(DIFFICULTY_LABELS),
    }
