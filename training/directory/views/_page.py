"""What the views of this feature share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for
from flask_login import current_user

from training.core import clock
from training.core.access import Permission


@dataclass(frozen=True)
class Head:
    """A column of a table, as components/data_table.html takes it."""

    label: str
    sort_url: str | None = None
    sorted: str = ""
    is_figure: bool = False


def today() -> date:
    """The day where the person behind this request works."""
    return clock.today_in(current_user.zone, clock.now())


def people_paths() -> tuple[str, ...]:
    """The branches whose people one manages."""
    paths: tuple[str, ...] = current_user.paths_with(Permission.MANAGE_PEOPLE)
    return paths


def unit_paths() -> tuple[str, ...]:
    """The branches whose units one manages."""
    paths: tuple[str, ...] = current_user.paths_with(Permission.MANAGE_UNITS)
    return paths


def wanted_sort(allowed: Sequence[str]) -> tuple[str, bool]:
    """The sort in the address (`name`, `-name`: descending); the first allowed one for anything else."""
    asked = request.args.get("sort", "")
    name = asked.removeprefix("-")
    return (name, asked.startswith("-")) if name in allowed else (allowed[0], False)


def sortable(name: str, label: str, chosen: tuple[str, bool]) -> Head:
    """A column that sorts: its link turns the order round where it is the sorted one. The page starts anew."""
    is_chosen, is_descending = chosen[0] == name, chosen[1]
    kept: Mapping[str, Any] = {
        key: value for key, value in request.args.items() if key not in ("sort", "page") and value
    }
    sort = f"-{name}" if is_chosen and not is_descending else name
    url = url_for(request.endpoint or "", **{**(request.view_args or {}), **kept, "sort": sort})
    return Head(label, url, ("descending" if is_descending else "ascending") if is_chosen else "")
