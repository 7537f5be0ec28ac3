"""The catalogue for everybody: search, and one rule in plain words."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from training.core.access import public
from training.core.pagination import Page, page_of
from training.rules.domain import (
    BINDS_LABELS,
    CORPS_LABELS,
    PHASE_LABELS,
    REGIME_LABELS,
    SANCTION_KIND_LABELS,
    SANCTION_LEVEL_LABELS,
    TOPIC_LABELS,
)
from training.rules.models import Rule
from training.rules.queries import RuleFilter, found_rules, rule_by_id, titles_of
from training.rules.terms import explained, references

bp = Blueprint("rules", __name__)
ON_A_PAGE = 20
FIRST_CHARACTERS = 180
MAX_QUERY = 100
NOTHING = {"tidak_berlaku", "tidak_ada_sanksi_langsung"}


@bp.get("/rules")
@public
def index() -> ResponseReturnValue:
    """Search by words; filter by corps, phase and topic."""
    wanted = RuleFilter(
        words=request.args.get("q", "")[:MAX_QUERY].strip(),
        corps=_known("corps", CORPS_LABELS),
        phase=_known("phase", PHASE_LABELS),
        topic=_known("topic", TOPIC_LABELS),
    )
    rules = found_rules(wanted)
    page: Page[Rule] = page_of(rules, size=ON_A_PAGE)
    return render_template(
        "rules/list.html",
        layout=_layout(),
        q=wanted.words,
        corps=wanted.corps,
        phase=wanted.phase,
        topic=wanted.topic,
        corps_options=_options(CORPS_LABELS),
        phase_options=_options({name: label for name, label in PHASE_LABELS.items() if name != "semua_tahapan"}),
        topic_options=_options(TOPIC_LABELS),
        rules=[_row(rule) for rule in page.rows],
        total=len(rules),
        filter_words=_in_words(wanted),
        page=page,
    )


@bp.get("/rules/<rule_id>")
@public
def show(rule_id: str) -> ResponseReturnValue:
    """One rule: what, whom, when, what follows, how sure, and where it stands."""
    return render_template("rules/rule.html", layout=_layout(), rule=_details(rule_by_id(rule_id)))


def _layout() -> str:
    return "layouts/participant.html" if current_user.is_authenticated else "layouts/public.html"


def _known(name: str, labels: Any) -> str:
    value = request.args.get(name, "")
    return value if value in labels else ""


def _options(labels: Any) -> list[tuple[str, str]]:
    return [(value, _(label)) for value, label in labels.items()]


def _row(rule: Rule) -> dict[str, str]:
    short = rule.text
    if len(short) > FIRST_CHARACTERS:
        short = short[:FIRST_CHARACTERS].rsplit(" ", 1)[0] + "…"
    return {
        "id": rule.id,
        "title": f"{rule.instrument}, {rule.article}",
        "text": short,
        "topic_label": _(TOPIC_LABELS[rule.topic]),
        "status": rule.status,
    }


def _details(rule: Rule) -> dict[str, Any]:
    sanction = rule.sanction
    level = sanction["level"]
    texts = [rule.status_note, rule.text, sanction["detail"], sanction["imposed_by"]]
    (note, text, detail, imposed_by), terms = explained(texts, _links_in(texts))
    return {
        "id": rule.id,
        "instrument": rule.instrument,
        "article": rule.article,
        "text": text,
        "topic_label": _(TOPIC_LABELS[rule.topic]),
        "regime_label": _(REGIME_LABELS[rule.regime]),
        "binds_labels": [_(BINDS_LABELS[bound]) for bound in rule.binds],
        "phase_labels": [_(PHASE_LABELS[phase]) for phase in rule.phases],
        "sanction_labels": [_(SANCTION_KIND_LABELS[kind]) for kind in sanction["kind"]],
        "sanction_level_label": "" if level in NOTHING else _(SANCTION_LEVEL_LABELS[level]),
        "sanction_detail": detail,
        "imposed_by": imposed_by,
        "status": rule.status,
        "status_note": note,
        "valid_from_on": rule.valid_from_on,
        "valid_until_on": rule.valid_until_on,
        "terms": [{"slug": term.slug, "name": term.name, "meaning": _(term.meaning)} for term in terms],
        "sources": [(source, urlsplit(source).hostname or source) for source in rule.sources],
    }


def _links_in(texts: list[str]) -> dict[str, Markup]:
    """What stands for the rules that a rule's texts refer to."""
    link = Markup('<a href="{}">{}, {}</a>')
    return {
        rule_id: link.format(url_for("rules.show", rule_id=rule_id), article, instrument)
        for rule_id, article, instrument in titles_of(references(texts))
    }


def _in_words(wanted: RuleFilter) -> str:
    parts = [
        _("memuat “%(words)s”", words=wanted.words) if wanted.words else "",
        _("bagi %(corps)s", corps=_(CORPS_LABELS[wanted.corps])) if wanted.corps else "",
        _("pada %(phase)s", phase=_inside(PHASE_LABELS[wanted.phase])) if wanted.phase else "",
        _("tentang %(topic)s", topic=_inside(TOPIC_LABELS[wanted.topic])) if wanted.topic else "",
    ]
    return ", ".join(part for part in parts if part)


def _inside(label: str) -> str:
    """A label inside a sentence: without its capital, but "KTP" stays "KTP"."""
    text = str(_(label))
    return text[:1].lower() + text[1:]
