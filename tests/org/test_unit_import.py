"""Doing what a sheet of units says."""

from sqlalchemy import select

from tests.client import recorded_statements
from tests.factories.people import make_unit
from tests.factories.sheets import IMPORTED_AT
from training.audit.models import AuditEvent
from training.core.db import db
from training.org.domain.unit_plan import Verdict, plan_units
from training.org.domain.unit_sheet import SheetUnit
from training.org.models import Unit
from training.org.services import hold_tree
from training.org.unit_import import Act, store_units, units_for


def bring_in(*rows: SheetUnit) -> list[Verdict]:
    hold_tree(alone=True)
    verdicts = plan_units(rows, units_for(rows), ("/",))
    store_units(
        [verdict for verdict in verdicts if verdict.outcome not in ("refused", "unchanged")], Act(None, IMPORTED_AT, 7)
    )
    db.session.commit()
    return verdicts


def unit(code: str, parent: str | None, name: str = "Unit", number: int = 2, **more: str) -> SheetUnit:
    return SheetUnit(number, code, name, parent, more.get("kind"), more.get("zone"))


def tree() -> dict[str, str]:
    """Code → the codes on the path of the unit."""
    rows = db.session.execute(select(Unit.id, Unit.code, Unit.path)).all()
    codes = {str(row.id): row.code for row in rows}
    return {row.code: "/".join(codes[part] for part in row.path.strip("/").split("/")) for row in rows}


def test_units_are_made_with_paths_zones_and_a_line_in_the_log(app):
    make_unit("Papua", code="P", zone="Asia/Jayapura")
    bring_in(unit("C", "B"), unit("B", "A", kind="school"), unit("A", "P", zone="Asia/Makassar"))
    assert tree() == {"P": "P", "A": "P/A", "B": "P/A/B", "C": "P/A/B/C"}
    rows = db.session.execute(select(Unit.code, Unit.zone, Unit.kind).where(Unit.code != "P").order_by(Unit.code))
    assert [tuple(row) for row in rows] == [
        ("A", "Asia/Makassar", "office"), ("B", "Asia/Makassar", "school"), ("C", "Asia/Makassar", "office"),
    ]  # fmt: skip
    acts = db.session.scalars(select(AuditEvent.facts).where(AuditEvent.action == "unit_created")).all()
    assert list(acts)[-3:] == [{"import_id": 7}] * 3


def test_what_is_made_below_a_unit_that_moves_gets_its_new_path(app):
    top = make_unit("P", code="P")
    first = make_unit("A", code="A", parent=top)
    make_unit("B", code="B", parent=top)
    make_unit("A1", code="A1", parent=first)
    bring_in(unit("A", "B"), unit("NEW", "A1"), unit("B", "P", "Nama baru"))
    assert tree() == {"P": "P", "A": "P/B/A", "B": "P/B", "A1": "P/B/A/A1", "NEW": "P/B/A/A1/NEW"}
    assert db.session.scalar(select(Unit.name).where(Unit.code == "B")) == "Nama baru"


def test_parent_and_child_may_change_places(app):
    top = make_unit("P", code="P")
    first = make_unit("A", code="A", parent=top)
    make_unit("B", code="B", parent=first)
    bring_in(unit("A", "B"), unit("B", "P"))
    assert tree() == {"P": "P", "B": "P/B", "A": "P/B/A"}


def test_the_same_sheet_twice_changes_nothing(app):
    make_unit("P", code="P")
    sheet = [unit("A", "P", kind="office", zone="Asia/Jakarta"), unit("B", "A")]
    bring_in(*sheet)
    assert [verdict.outcome for verdict in bring_in(*sheet)] == ["unchanged", "unchanged"]


def test_a_thousand_units_of_one_level_cost_few_statements(app):
    make_unit("P", code="P")
    sheet = [unit(f"U{number}", "P", number=number) for number in range(2, 1002)]
    with recorded_statements(app) as statements:
        bring_in(*sheet)
    assert len(statements) <= 16
    assert len(tree()) == 1001
