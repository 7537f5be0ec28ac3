"""Which duties an address or a form names: ticked ones, or all that pass a filter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_login import current_user
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from training.accounts.queries import kept_search
from training.assignments.domain.duty import DutyStatus
from training.assignments.queries.selection import Selection
from training.assignments.views.reading import branches, ids_in, whole_number
from training.core.db import db
from training.core.errors import NotFound
from training.org.models import Unit
from training.org.queries import is_within_any
from training.rules.domain import CORPS_LABELS

EVERYONE = "all"
FILTERS = ("assignment", "cycle", "status", "overdue", "unit", "corps", "search")
KEY_CHARACTERS = 64


@dataclass(frozen=True)
class Picked:
    """A selection with what names it in addresses; `unit` is the unit it is narrowed to, `forgot` a search that is gone."""

    selection: Selection
    arguments: dict[str, Any]
    unit: Unit | None
    forgot: bool

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs of name and value for the hidden fields of a form."""
        found = []
        for name, value in self.arguments.items():
            found += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        return found


def picked_duties(values: MultiDict[str, str], *, now: datetime, only_own: bool = False) -> Picked:
    """What was ticked (`ids`), or with `scope=all` everything that passes the filter. Nothing ticked is nobody."""
    filtered = filtered_duties(values, now=now, only_own=only_own)
    if values.get("scope") == EVERYONE:
        return Picked(filtered.selection, {**filtered.arguments, "scope": EVERYONE}, filtered.unit, filtered.forgot)
    ids = ids_in(values, "ids")
    chosen = Selection(branches() if ids else (), now, ids=ids, only_own=only_own)
    return Picked(chosen, {"ids": list(ids)}, None, forgot=False)


def filtered_duties(
    values: Mapping[str, str],
    *,
    now: datetime,
    only_own: bool = False,
    assignment_id: int | None = None,
    cycle: int | None = None,
) -> Picked:
    """Everything that passes the filter of an address. Raises NotFound for a unit that is not one's own."""
    status, corps = values.get("status", ""), values.get("corps", "")
    key = values.get("search", "")[:KEY_CHARACTERS]
    words = kept_search(key, current_user.id)
    unit = _unit(values.get("unit"))
    selection = Selection(
        branches(),
        now,
        assignment_id=assignment_id or whole_number(values.get("assignment")),
        cycle=cycle or whole_number(values.get("cycle")),
        status=DutyStatus(status) if status in set(DutyStatus) else None,
        only_overdue=bool(values.get("overdue")),
        unit_path=unit.path if unit else "",
        corps=corps if corps in CORPS_LABELS else "",
        words=words or "",
        only_own=only_own,
    )
    return Picked(
        selection, _arguments(selection, unit, key if words else ""), unit, forgot=bool(key) and words is None
    )


def _arguments(selection: Selection, unit: Unit | None, key: str) -> dict[str, Any]:
    named = {
        "assignment": selection.assignment_id,
        "cycle": selection.cycle,
        "status": selection.status,
        "overdue": "1" if selection.only_overdue else "",
        "unit": unit.id if unit else "",
        "corps": selection.corps,
        "search": key,
    }
    return {name: str(value) for name, value in named.items() if value}


def _unit(text: str | None) -> Unit | None:
    if not text:
        return None
    asked = whole_number(text)
    unit = db.session.scalars(select(Unit).where(Unit.id == asked, is_within_any(branches()))).one_or_none()
    if unit is None:
        raise NotFound
    return unit
