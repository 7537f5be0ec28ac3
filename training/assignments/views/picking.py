"""Which duties an address or a form names: ticked ones, or all that pass a filter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from training.accounts.queries import kept_search
from training.assignments.domain.duty import read_status_filter
from training.assignments.queries.duties import CycleKey, Duties
from training.assignments.views.reading import branches, ids_in, whole_number
from training.core.db import db
from training.core.errors import Gone, NotFound
from training.org.domain import lies_within_any
from training.org.models import Unit
from training.rules.domain import CORPS_LABELS

EVERYONE = "all"
MOST_CYCLES = 200
KEY_CHARACTERS = 64


@dataclass(frozen=True)
class Picked:
    """Duties with what names them in addresses; `unit` is the unit they are narrowed to, `forgot` a search that is gone."""

    duties: Duties
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
    """What was ticked (`ids`), or with `scope=all` everything that passes the filter. Nothing ticked is nobody.

    A list is never wider here than where it was chosen: raises NotFound for a filter that is none, and Gone for a
    search whose words are no longer kept.
    """
    changed_within = branches() if only_own else None
    if values.get("scope") == EVERYONE:
        _refuse_what_is_no_filter(values)
        picked = filtered_duties(values, cycles_named(values), now=now)
        if picked.forgot:
            raise Gone(
                _(
                    "Pencarian ini sudah tidak disimpan, jadi tidak ada yang diubah atau dikirim. Kembali ke daftar, lalu cari sekali lagi."
                )
            )
        duties = replace(picked.duties, changed_within=changed_within)
        return Picked(duties, {**picked.arguments, "scope": EVERYONE}, picked.unit, forgot=False)
    ids = ids_in(values, "ids")
    chosen = Duties(branches() if ids else (), None, now, ids=ids, changed_within=changed_within)
    return Picked(chosen, {"ids": list(ids)}, None, forgot=False)


def _refuse_what_is_no_filter(values: MultiDict[str, str]) -> None:
    status, corps = values.get("status", ""), values.get("corps", "")
    named = [text for text in values.getlist("assignment") if text]
    is_known = (not status or read_status_filter(status)) and (not corps or corps in CORPS_LABELS)
    if not is_known or len(cycles_named(values) or ()) != len(set(named)):
        raise NotFound


def filtered_duties(
    values: Mapping[str, str],
    cycles: tuple[CycleKey, ...] | None,
    *,
    now: datetime,
    units: Mapping[int, Unit] | None = None,
) -> Picked:
    """Everything in some cycles that passes the filter of an address; `units` are those that were read already.

    Raises NotFound for a unit that is not one's own.
    """
    status, corps = values.get("status", ""), values.get("corps", "")
    key = values.get("search", "")[:KEY_CHARACTERS]
    words = kept_search(key, current_user.id) if key else None
    unit = _unit(values.get("unit"), units)
    duties = Duties(
        (unit.path,) if unit else branches(),
        cycles,
        now,
        status=read_status_filter(status),
        only_overdue=bool(values.get("overdue")),
        corps=corps if corps in CORPS_LABELS else "",
        words=words or "",
        directly=unit is not None and values.get("only") == "direct",
    )
    return Picked(duties, _arguments(duties, unit, key if words else ""), unit, forgot=bool(key) and words is None)


def cycles_named(values: MultiDict[str, str]) -> tuple[CycleKey, ...] | None:
    """The assignments of an address as `12-1` (one cycle of it) or `12` (all, or that of `cycle`); None without any."""
    found: list[CycleKey] = []
    for text in values.getlist("assignment")[:MOST_CYCLES]:
        assignment_id, dash, cycle = text.partition("-")
        number = whole_number(assignment_id)
        if number is not None and (not dash or whole_number(cycle)):
            found.append((number, whole_number(cycle) or whole_number(values.get("cycle"))))
    return tuple(dict.fromkeys(found)) or None


def _arguments(duties: Duties, unit: Unit | None, key: str) -> dict[str, Any]:
    cycles = [str(one) if number is None else f"{one}-{number}" for one, number in duties.cycles or ()]
    named = {
        "status": duties.status,
        "overdue": "1" if duties.only_overdue else "",
        "unit": unit.id if unit else "",
        "only": "direct" if duties.directly else "",
        "corps": duties.corps,
        "search": key,
    }
    return {"assignment": cycles, **{name: str(value) for name, value in named.items() if value}}


def _unit(text: str | None, known: Mapping[int, Unit] | None) -> Unit | None:
    if not text:
        return None
    asked = whole_number(text)
    unit = db.session.get(Unit, asked) if known is None and asked else (known or {}).get(asked or 0)
    if unit is None or not lies_within_any(unit.path, branches()):
        raise NotFound
    return unit
