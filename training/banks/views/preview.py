"""The participant's own pages with an item on them: the question, and what is told after the result.

They are shown in a frame. Nothing there runs or can be sent, and nothing is stored.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from training.banks.domain.drafts import ItemDraft, filled_content
from training.banks.domain.kinds import kind_of
from training.banks.forms.editors import DEFAULT_KIND
from training.banks.queries.drafts import draft_of
from training.banks.queries.items import item_to_see, rules_named, version_numbered
from training.core.access import Permission, permission_required
from training.core.security import IN_OWN_FRAME
from training.rules.models import Rule

bp = Blueprint("item_preview", __name__)
ON_A_PAPER = 10


@bp.get("/items/<int:item_id>/preview/<int:version_number>")
@permission_required(Permission.VIEW_BANKS)
def question(item_id: int, version_number: int) -> ResponseReturnValue:
    """The question page with one version of an item."""
    return _framed(question_page(_draft(item_id, version_number)))


@bp.get("/items/<int:item_id>/preview/<int:version_number>/reasons")
@permission_required(Permission.VIEW_BANKS)
def reasons(item_id: int, version_number: int) -> ResponseReturnValue:
    """What a participant reads about it after the result."""
    draft = _draft(item_id, version_number)
    return _framed(reasons_page(draft, rules_named([*draft.rules, *draft.background_rules])))


@bp.get("/items/preview")
@permission_required(Permission.VIEW_BANKS)
def empty() -> ResponseReturnValue:
    """The question page with nothing written yet."""
    return _framed(question_page(ItemDraft(kind=DEFAULT_KIND, content=kind_of(DEFAULT_KIND).blank())))


def question_page(draft: ItemDraft) -> str:
    """The page of a question as the quiz shows it, here in the order in which the author wrote the options."""
    kind, content = kind_of(draft.kind), filled_content(draft)
    view = kind.take_view(content, kind_order(content, draft), None)
    return render_template(
        "banks/preview_question.html",
        attempt_id=0,
        position=1,
        items=ON_A_PAPER,
        answered=0,
        question={
            "template": kind.take_template,
            "revision": 0,
            "is_saved": False,
            "is_flagged": False,
            **view,
        },
        map=[
            {"position": position, "is_answered": False, "is_flagged": False, "is_current": position == 1}
            for position in range(1, ON_A_PAPER + 1)
        ],
        seconds_left=None,
        is_first=True,
        is_last=False,
        problems=[],
        is_practice=False,
    )


def reasons_page(draft: ItemDraft, rules: Mapping[str, Rule]) -> str:
    """The part of the result page that explains the item, as somebody sees it who left it unanswered."""
    return render_template("banks/preview_reasons.html", review=review_of(draft, rules))


def review_of(draft: ItemDraft, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """What the template of the reasons shows."""
    kind, content = kind_of(draft.kind), filled_content(draft)
    cited = (rules[rule_id] for rule_id in (*draft.rules, *draft.background_rules) if rule_id in rules)
    return {
        "template": kind.review_template,
        **kind.review_view(content, kind_order(content, draft), None),
        "rules": [{"id": rule.id, "title": f"{rule.instrument}, {rule.article}"} for rule in cited],
    }


def kind_order(content: Any, draft: ItemDraft) -> list[int]:
    """The parts of an item in the author's own order."""
    return sorted(kind_of(draft.kind).presentation(content, 0))


def _draft(item_id: int, number: int) -> ItemDraft:
    item, _owner = item_to_see(item_id, current_user.paths_with(Permission.VIEW_BANKS))
    return draft_of(version_numbered(item.id, number))


def _framed(page: str) -> Response:
    response = make_response(page)
    response.headers.update(IN_OWN_FRAME)
    return response
