"""An assignment as it stands in a form: read from an address while it is put together, from a POST when it is saved."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext as _

from training.assignments.domain.planning import MOST_UNITS, AssignmentState, Plan, assignment_state
from training.assignments.forms import PlanForm
from training.assignments.models import Assignment
from training.assignments.queries import units as unit_queries
from training.assignments.queries.modules import assignable_modules
from training.assignments.queries.units import UnitChoice
from training.assignments.views.reading import branches, ids_in, whole_number
from training.core import clock
from training.core.jinja import text_in_language
from training.modules.models import Module
from training.org.domain import lies_within
from training.rules.domain import CORPS_LABELS

TOKEN_BYTES = 18
WORDS_MAX_CHARACTERS = 100


@dataclass
class Draft:
    """The form with the units and corps beside it; `units_error` is what is wrong with them.

    `locked_ids` are units of an assignment under way: more may be added, none taken away.
    """

    form: Any
    modules: list[Module]
    units: list[UnitChoice]
    corps: tuple[str, ...]
    token: str
    words: str = ""
    at: int | None = None
    locked_ids: frozenset[int] = frozenset()
    is_running: bool = False
    units_error: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def module(self) -> Module:
        """The chosen module. Raises StopIteration where none is."""
        return next(module for module in self.modules if str(module.id) == str(self.form.module.data))

    def plan(self) -> Plan:
        """What it says, once it is valid."""
        return Plan(
            module_id=self.module.id,
            title=self.form.title.data,
            unit_ids=tuple(unit.id for unit in self.units),
            corps=self.corps,
            opens_on=self.form.opens_on.data,
            due_on=self.form.due_on.data,
        )

    def errors(self) -> list[tuple[str, str]]:
        """Pairs (field id, message) for the error summary."""
        found = list(self.form.error_list())
        return [*found, ("unit-words", self.units_error)] if self.units_error else found

    def hidden(self) -> list[tuple[str, str]]:
        """What the page before saving carries along, as pairs of name and value."""
        days = [(name, self.form[name].data) for name in ("opens_on", "due_on")]
        return [
            ("module", str(self.form.module.data)),
            ("title", self.form.title.data),
            *((name, day.isoformat()) for name, day in days if day is not None),
            *(("units", str(unit.id)) for unit in self.units),
            *(("corps", corps) for corps in self.corps),
            ("token", self.token),
        ]


def read_draft(zone: str, assignment: Assignment | None = None) -> Draft:
    """The draft of this request; of an assignment to change, what it is now, until something was typed."""
    values = request.form if request.method == "POST" else request.args
    is_sent = bool(values)
    today = clock.today_in(zone, clock.now())
    state = assignment_state(assignment.opens_on, assignment.ended_at, today=today) if assignment else None
    is_running = state is AssignmentState.RUNNING
    modules = assignable_modules(branches(), keep_id=assignment.module_id if assignment else None)
    form = _form(values if is_sent else None, assignment, today)
    form.module.choices = [
        ("", _("Pilih pelatihan")),
        *((str(one.id), str(text_in_language(one.title))) for one in modules),
    ]
    locked: tuple[int, ...] = ()
    if assignment is not None and is_running:
        form.module.data, form.opens_on.data = str(assignment.module_id), assignment.opens_on
        locked = tuple(assignment.whom["units"])
    asked_ids = ids_in(values, "units") if is_sent else tuple(assignment.whom["units"]) if assignment else ()
    return Draft(
        form=form,
        modules=modules,
        units=unit_queries.chosen_units((*locked, *asked_ids), branches()),
        corps=_corps(values.getlist("corps") if is_sent and not is_running else _own_corps(assignment)),
        token=values.get("token", "")[:40] or secrets.token_urlsafe(TOKEN_BYTES),
        words=values.get("words", "").strip()[:WORDS_MAX_CHARACTERS],
        at=whole_number((values.getlist("at") or [""])[-1]),
        locked_ids=frozenset(locked),
        is_running=is_running,
    )


def check_draft(draft: Draft) -> bool:
    """Whether everything is there and fits together; else the errors stand at their fields."""
    form = draft.form
    is_valid = bool(form.validate())
    opens_on, due_on = form.opens_on.data, form.due_on.data
    if opens_on and due_on and due_on < opens_on:
        form.due_on.errors = [_("Tenggat jatuh sebelum penugasan dibuka. Pilih hari yang sama atau sesudahnya.")]
        is_valid = False
    if not draft.units:
        draft.units_error = _("Pilih sedikitnya satu unit kerja.")
    elif len(draft.units) > MOST_UNITS:
        draft.units_error = _(
            "Paling banyak %(most)d unit. Pilih unit di atasnya, maka semua unit di bawahnya ikut.", most=MOST_UNITS
        )
    return is_valid and not draft.units_error


def owner_path(units: Sequence[UnitChoice], paths: Sequence[str]) -> str | None:
    """The branch of one's own that holds all the units: the assignment is its; None when no single one does."""
    holding = [path for path in paths if all(lies_within(unit.path, path) for unit in units)]
    return max(holding, key=len) if holding else None


def _form(values: Any, assignment: Assignment | None, today: Any) -> Any:
    meta = {} if request.method == "POST" else {"csrf": False}
    if values is None and assignment is not None:
        return PlanForm(
            formdata=None, meta=meta, module=str(assignment.module_id), title=assignment.title,
            opens_on=assignment.opens_on, due_on=assignment.due_on,
        )  # fmt: skip
    return PlanForm(formdata=values, meta=meta, opens_on=today)


def _own_corps(assignment: Assignment | None) -> Sequence[str]:
    return assignment.whom.get("corps", ()) if assignment else ()


def _corps(asked: Sequence[str]) -> tuple[str, ...]:
    return tuple(corps for corps in CORPS_LABELS if corps in asked)
