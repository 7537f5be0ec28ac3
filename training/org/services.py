"""Making units."""

from datetime import date

from training.core.db import db
from training.org.models import Unit


def create_unit(
    *, code: str, name: str, kind: str, opened_on: date, parent: Unit | None = None, zone: str | None = None,
    corps: str | None = None,
) -> Unit:  # fmt: skip
    """A unit below its parent, with its path. Raises IntegrityError when the code is taken."""
    unit = Unit(
        code=code,
        name=name,
        kind=kind,
        corps=corps,
        parent_id=parent.id if parent else None,
        zone=zone or (parent.zone if parent else "Asia/Jakarta"),
        path=f"/new-{code}/",
        opened_on=opened_on,
    )
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    db.session.flush()
    return unit
