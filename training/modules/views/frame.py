"""What the pages of a module share: whose it is, and how feasibility is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from training.core.access import Permission
from training.modules.queries import Managed, module_in_scope, module_to_edit
from training.quizzes.domain.assembly import Shortage
from training.quizzes.domain.feasibility import MOST_PAPERS, Feasibility
from training.rules.domain import CORPS_LABELS

PART_HEADER = "X-Part"


@dataclass(frozen=True)
class Outlook:
    """What a blueprint gives one corps, in words; `papers` share no item (`has_plenty`: so many or more), `advice` is no obstacle."""

    corps: str
    items: int
    fitting: int
    papers: int
    has_plenty: bool
    is_met: bool
    problems: list[str]
    advice: str


def own_paths() -> tuple[str, ...]:
    """The branches in which the person behind this request manages modules."""
    paths: tuple[str, ...] = current_user.paths_with(Permission.MANAGE_MODULES)
    return paths


def seen_module(module_id: int) -> Managed:
    """A module that the person may read. Raises NoResultFound."""
    return module_in_scope(module_id, own_paths())


def taken_module(module_id: int) -> Managed:
    """A module that the person may change, locked until the request ends. Raises NoResultFound or NotAllowed."""
    return module_to_edit(module_id, own_paths())


def wants_part() -> bool:
    """Whether a script asks for the changing part of a page only."""
    return PART_HEADER in request.headers


def outlooks(found: Sequence[Feasibility], attempts_allowed: int | None) -> list[Outlook]:
    """Feasibility in words, for each corps."""
    return [
        Outlook(
            corps=_(CORPS_LABELS[each.corps]),
            items=each.items,
            fitting=each.fitting,
            papers=each.papers,
            has_plenty=each.papers >= MOST_PAPERS,
            is_met=each.is_met,
            problems=[_shortage(short) for short in each.shortages],
            advice=_advice(each, attempts_allowed),
        )
        for each in found
    ]


def unmet_words(found: Sequence[Feasibility]) -> str:
    """Which corps get no paper, in one sentence."""
    short = [_(CORPS_LABELS[each.corps]) for each in found if not each.is_met]
    return str(_("Bank soal belum cukup untuk %(corps)s.", corps=", ".join(short)))


def _shortage(short: Shortage) -> str:
    facts = {"draw": short.draw + 1, "missing": short.missing, "wanted": short.wanted, "fitting": short.fitting}
    if not short.fitting:
        return str(_("Bagian %(draw)d: tidak ada butir yang cocok, diminta %(wanted)d.", **facts))
    return str(
        _(
            "Bagian %(draw)d: kurang %(missing)d dari %(wanted)d butir; hanya %(fitting)d kejadian yang cocok, "
            "sebagian mungkin terpakai di bagian lain.",
            **facts,
        )
    )


def _advice(each: Feasibility, attempts_allowed: int | None) -> str:
    if not each.is_met or attempts_allowed is None or each.papers >= min(attempts_allowed, MOST_PAPERS):
        return ""
    told: str = ngettext(
        "Peserta punya %(num)d kesempatan, jadi sebagian soal akan berulang.",
        "Peserta punya %(num)d kesempatan, jadi sebagian soal akan berulang.",
        attempts_allowed,
    )
    return told
