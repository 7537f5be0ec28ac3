"""Modules that may be assigned."""

from collections.abc import Sequence

from sqlalchemy import select

from training.core.db import db
from training.modules.models import Module, ModuleState
from training.org.models import Unit


def assignable_modules(paths: Sequence[str], *, keep_id: int | None = None) -> list[Module]:
    """Published modules that are shipped or belong to a unit in, above or below one's branches; by slug.

    `keep_id` is that of an assignment under way: its module is offered whatever became of it.
    """
    rows = db.session.execute(
        select(Module, Unit.path).outerjoin(Unit, Unit.id == Module.owner_unit_id).order_by(Module.slug)
    ).all()
    return [
        module
        for module, owner_path in rows
        if module.id == keep_id or (module.state == ModuleState.PUBLISHED and _is_near(owner_path, paths))
    ]


def _is_near(owner_path: str | None, paths: Sequence[str]) -> bool:
    return owner_path is None or any(path.startswith(owner_path) or owner_path.startswith(path) for path in paths)
