"""What the address of a list asks for; what it does not know, it leaves out."""

from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from training.accounts.queries import kept_search
from training.assignments.domain.duty import read_status_filter
from training.assignments.queries.duties import Duties
from training.assignments.words import FILTER_LABELS
from training.reports.queries.people import Order
from training.reports.views.picture import Picture, picture_of
from training.rules.domain import CORPS_LABELS, Corps

MAX_ID_DIGITS = 15
KEY_CHARACTERS = 64
NARROWING = ("assignment", "unit", "only", "status", "overdue", "corps", "sort", "down")
LONGEST_VALUE = 20


@dataclass(frozen=True)
class Asked:
    """A list of duties: the picture it belongs to, what narrows it, how it is sorted.

    `address` are the arguments of its address without sorting and page: whoever follows them sees the same duties.
    `forgot` a search that is no longer kept.
    """

    picture: Picture
    duties: Duties
    order: Order
    descending: bool
    address: dict[str, Any]
    forgot: bool

    def sorted_by(self, order: Order) -> str:
        """The address of the list sorted by something, the other way where it is sorted so already."""
        down: dict[str, Any] = {"down": 1} if order is self.order and not self.descending else {}
        return url_for("report_people.index", **self.address, sort=order.value, **down)

    def without_filter(self) -> str:
        """The address of the whole list of this unit and assignment."""
        return url_for("report_people.index", **self.picture.at)

    @property
    def file_address(self) -> dict[str, Any]:
        """The arguments that give the same rows in the same order."""
        return {**self.address, "sort": self.order.value, **({"down": 1} if self.descending else {})}

    @property
    def for_acting(self) -> list[tuple[str, str]]:
        """How the pages of `duties` and `reminders` name all of the list, as pairs; none where every assignment is over."""
        running = [cycle.key for cycle in self.picture.shown if cycle.is_running]
        rest = [(name, str(value)) for name, value in self.address.items() if name != "assignment"]
        return [*(("assignment", key) for key in running), *rest] if running else []

    def in_words(self) -> str:
        """Unit, assignment and filter as one line, for the head of a page or a file."""
        picture, duties = self.picture, self.duties
        unit = picture.unit_words()
        return " · ".join([
            _("%(unit)s, tanpa unit di bawahnya", unit=unit) if duties.directly else unit,
            picture.cycle_words(),
            *self.filter_words(),
        ])  # fmt: skip

    def filter_words(self) -> list[str]:
        """What narrows the list, in words; empty where nothing does."""
        duties = self.duties
        return [
            *([str(_(FILTER_LABELS[duties.status]))] if duties.status else []),
            *([str(_("Terlambat"))] if duties.only_overdue else []),
            *([str(_(CORPS_LABELS[Corps(duties.corps)]))] if duties.corps else []),
            *([str(_("mengandung «%(words)s»", words=duties.words))] if duties.words else []),
        ]


def asked() -> Asked:
    """The list that the address of this request means. Raises NotFound for a unit or an assignment of others."""
    picture = picture_of(number_in_address("unit"))
    status = read_status_filter(request.args.get("status", ""))
    corps = _one_of("corps", Corps) or ""
    only_overdue = request.args.get("overdue") == "1"
    key = request.args.get("search", "")[:KEY_CHARACTERS]
    words = (kept_search(key, current_user.id) or "") if key else ""
    directly = request.args.get("only") == "direct" and picture.unit is not None
    narrowing = {
        "only": "direct" if directly else "",
        "status": status or "",
        "overdue": "1" if only_overdue else "",
        "corps": corps or "",
        "search": key if words else "",
    }
    return Asked(
        picture=picture,
        duties=replace(
            picture.duties, status=status, corps=corps, only_overdue=only_overdue, directly=directly, words=words
        ),
        order=_one_of("sort", Order) or Order.NAME,
        descending=request.args.get("down") == "1",
        address={**picture.at, **{name: str(value) for name, value in narrowing.items() if value}},
        forgot=bool(key) and not words,
    )  # fmt: skip


def number_in_address(name: str) -> int | None:
    """An id in the address; None for none, and for what is none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_ID_DIGITS else None


def _one_of(name: str, kind: Any) -> Any:
    text = request.args.get(name, "")
    return kind(text) if text in set(kind) else None
