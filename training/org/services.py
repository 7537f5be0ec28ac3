"""Making, changing, moving and closing units.

All of it is safe beside others who do the same: who makes a unit shares the tree's lock, who moves a branch holds it
alone, so that no path is ever built on one that is about to change.
"""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import func, literal, select, update
from sqlalchemy.exc import IntegrityError

from training.audit.services import record
from training.core.db import db
from training.core.errors import Conflict
from training.org.domain import PATH_MAX_CHARACTERS, lies_within
from training.org.models import Unit
from training.org.queries import is_within
from training.org.signals import unit_closing

TREE_LOCK = 0x6E657472  # any number that nothing else locks on
CODE_LOCK = 0x636F6465  # the same, beside the hash of a code
DEFAULT_ZONE = "Asia/Jakarta"


class UnitCodeTaken(Conflict):
    """Another unit has this code, or one that differs from it in nothing but capitals."""

    message = _l("Kode ini sudah dipakai unit kerja lain.")


class UnitInItsOwnBranch(Conflict):
    """A unit would stand below itself."""

    message = _l("Unit kerja tidak dapat dipindahkan ke bawah dirinya sendiri atau ke bawah unit di cabangnya.")


class TreeTooDeep(Conflict):
    """The path would be longer than its column."""

    message = _l("Susunan unit kerja menjadi terlalu dalam. Pilih induk yang lebih dekat ke puncak.")


class UnitClosed(Conflict):
    """Nothing new goes to a unit that is closed."""

    message = _l("Unit kerja ini sudah ditutup. Pilih unit kerja lain, atau buka kembali unit itu lebih dahulu.")


class UnitNotEmpty(Conflict):
    """A unit that something still needs stays open; the message says what."""


@dataclass(frozen=True)
class UnitDetails:
    """What can be changed about a unit without moving it; `zone` as in IANA, `corps` None where its people differ."""

    code: str
    name: str
    kind: str
    zone: str
    corps: str | None


def create_unit(
    *, code: str, name: str, kind: str, opened_on: date, parent: Unit | None = None, zone: str | None = None,
    corps: str | None = None, actor_id: int | None = None,
) -> Unit:  # fmt: skip
    """A unit below its parent, with its path; without a zone it has its parent's.

    Raises UnitCodeTaken, UnitClosed (the parent is), TreeTooDeep.
    """
    hold_tree(alone=False)
    parent_path, parent_zone = _parent(parent.id) if parent else ("/", DEFAULT_ZONE)
    unit = _added(code, name, kind, corps, parent, zone or parent_zone, opened_on)
    path = f"{parent_path}{unit.id}/"
    if len(path) > PATH_MAX_CHARACTERS:
        raise TreeTooDeep
    unit.path = path
    db.session.flush()
    record("unit_created", actor_id=actor_id, object_kind="unit", object_id=unit.id, unit_id=unit.id)
    return unit


def _added(code: str, name: str, kind: str, corps: str | None, parent: Unit | None, zone: str, opened_on: date) -> Unit:
    """A unit without its path, which needs its id. Raises UnitCodeTaken."""
    _claim_code(code, unit_id=None)
    parent_id = parent.id if parent else None
    unit = Unit(
        code=code, name=name, kind=kind, corps=corps, parent_id=parent_id, zone=zone, path=f"/new-{code}/",
        opened_on=opened_on,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(unit)
            db.session.flush()
    except IntegrityError:
        raise UnitCodeTaken from None
    return unit


def update_unit(unit_id: int, details: UnitDetails, *, actor_id: int | None) -> tuple[str, ...]:
    """Change code, name, kind, zone or corps; returns the names of what differed. Raises UnitCodeTaken."""
    hold_tree(alone=False)
    unit = _locked(unit_id)
    changed = tuple(name for name, value in vars(details).items() if getattr(unit, name) != value)
    if not changed:
        return ()
    if "code" in changed:
        _claim_code(details.code, unit_id=unit_id)
    facts = {name: [getattr(unit, name), getattr(details, name)] for name in changed}
    try:
        with db.session.begin_nested():
            for name in changed:
                setattr(unit, name, getattr(details, name))
            db.session.flush()
    except IntegrityError:
        raise UnitCodeTaken from None
    record("unit_changed", actor_id=actor_id, object_kind="unit", object_id=unit_id, unit_id=unit_id, facts=facts)
    return changed


def move_unit(unit_id: int, parent_id: int | None, *, actor_id: int | None) -> bool:
    """Hang a unit and all below it under another (None: at the top); False when it hangs there already.

    One statement gives every unit of the branch its new path. Raises UnitInItsOwnBranch, UnitClosed, TreeTooDeep.
    """
    hold_tree(alone=True)
    unit = _locked(unit_id)
    if unit.parent_id == parent_id:
        return False
    old, new = unit.path, path_below(unit, parent_id)
    old_parent_id = unit.parent_id
    db.session.execute(update(Unit).where(Unit.id == unit_id).values(parent_id=parent_id))
    db.session.execute(
        update(Unit)
        .where(is_within(old))
        .values(path=literal(new, Unit.path.type) + func.substr(Unit.path, len(old) + 1)),
        execution_options={"synchronize_session": False},
    )
    _forget_loaded_units()
    facts = {"from_unit_id": old_parent_id, "to_unit_id": parent_id}
    record("unit_moved", actor_id=actor_id, object_kind="unit", object_id=unit_id, unit_id=unit_id, facts=facts)
    return True


def path_below(unit: Unit, parent_id: int | None) -> str:
    """The path that a unit would have under another (None: at the top), which stays open for this transaction.

    Raises UnitInItsOwnBranch, UnitClosed, TreeTooDeep where it cannot hang there.
    """
    parent_path, _zone = _parent(parent_id) if parent_id is not None else ("/", "")
    if lies_within(parent_path, unit.path):
        raise UnitInItsOwnBranch
    path = f"{parent_path}{unit.id}/"
    longest = db.session.scalars(select(func.max(func.length(Unit.path))).where(is_within(unit.path))).one()
    if longest - len(unit.path) + len(path) > PATH_MAX_CHARACTERS:
        raise TreeTooDeep
    return path


def close_unit(unit_id: int, *, on: date, actor_id: int | None) -> bool:
    """Close a unit from a day on; False when it is closed already.

    Raises UnitNotEmpty while open units are below it or anything else needs it (people, as `accounts` tells).
    """
    hold_tree(alone=False)
    unit = _locked(unit_id)
    if unit.closed_on is not None:
        return False
    reasons = [reason for _listener, reason in unit_closing.send(unit_id=unit_id) if reason]
    below = db.session.scalars(
        select(func.count()).select_from(Unit).where(Unit.parent_id == unit_id, Unit.closed_on.is_(None))
    ).one()
    if below:
        reasons.append(
            ngettext("%(num)d unit kerja di bawahnya masih buka", "%(num)d unit kerja di bawahnya masih buka", below)
        )
    if reasons:
        told = _("Unit kerja ini belum dapat ditutup: %(reasons)s.", reasons="; ".join(map(str, reasons)))
        raise UnitNotEmpty(told)
    unit.closed_on = max(on, unit.opened_on)
    record("unit_closed", actor_id=actor_id, object_kind="unit", object_id=unit_id, unit_id=unit_id)
    db.session.flush()
    return True


def reopen_unit(unit_id: int, *, actor_id: int | None) -> bool:
    """Take back that a unit was closed; False when it is open. Raises UnitClosed when its parent is closed."""
    hold_tree(alone=False)
    unit = _locked(unit_id)
    if unit.closed_on is None:
        return False
    if unit.parent_id is not None:
        _parent(unit.parent_id)
    unit.closed_on = None
    record("unit_reopened", actor_id=actor_id, object_kind="unit", object_id=unit_id, unit_id=unit_id)
    db.session.flush()
    return True


def hold_tree(*, alone: bool) -> None:
    """Until the transaction ends nobody moves a branch (and with `alone`, nobody makes a unit). SQLite has one writer."""
    if db.engine.dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        db.session.execute(select(lock(TREE_LOCK)))


def _claim_code(code: str, *, unit_id: int | None) -> None:
    """Raises UnitCodeTaken where another unit has this code, whatever the capitals; nobody else claims it meanwhile.

    The column is unique to the letter only: units that are there already may differ in capitals alone.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(CODE_LOCK, func.hashtext(code.lower()))))
    same = select(Unit.id).where(func.lower(Unit.code) == code.lower(), Unit.id.is_distinct_from(unit_id))
    if db.session.scalars(same.limit(1)).first() is not None:
        raise UnitCodeTaken


def _locked(unit_id: int) -> Unit:
    """A unit as it is now, kept for this transaction. Raises NoResultFound."""
    return db.session.scalars(
        select(Unit).where(Unit.id == unit_id).with_for_update(), execution_options={"populate_existing": True}
    ).one()


def _parent(unit_id: int) -> tuple[str, str]:
    """Path and zone of an open unit, which stays open for this transaction. Raises NoResultFound, UnitClosed."""
    row = db.session.execute(
        select(Unit.path, Unit.zone, Unit.closed_on).where(Unit.id == unit_id).with_for_update(read=True)
    ).one()
    if row.closed_on is not None:
        raise UnitClosed
    return row.path, row.zone


def _forget_loaded_units() -> None:
    """Units that the session holds are read again when they are next used: their paths may have changed."""
    for loaded in list(db.session.identity_map.values()):
        if isinstance(loaded, Unit):
            db.session.expire(loaded)
