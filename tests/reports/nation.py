"""A small nation that lives: people move, leave, pass and fail; beside it the same facts in plain Python."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.factories.attempts import STARTED_AT, make_assignment, make_submitted
from tests.factories.people import JOINED_ON, make_grant, make_unit, make_user
from tests.reports.conftest import NOW
from training.accounts.models import User
from training.accounts.services.memberships import transfer
from training.accounts.services.people import deactivate
from training.assignments.models import Enrolment
from training.core.access import Role
from training.core.db import db
from training.modules.models import Module
from training.org.models import Unit
from training.org.services import move_unit

ATTEMPTS_ALLOWED = 2
YESTERDAY = date(2026, 3, 19)
_serial = count(1)

UNITS, PEOPLE = 12, 10
SMALL = st.integers(0, 99)
PLANS = st.fixed_dictionaries(
    {
        "parents": st.lists(SMALL, min_size=3, max_size=UNITS),
        "homes": st.lists(SMALL, min_size=1, max_size=PEOPLE),
        "assigned": SMALL,
        "due": st.sampled_from([None, date(2026, 3, 10), date(2026, 4, 10)]),
        "events": st.lists(
            st.tuples(st.sampled_from(["pass", "fail", "move", "leave", "exempt", "hang"]), SMALL, SMALL), max_size=10
        ),
        "grants": st.lists(st.tuples(SMALL, st.booleans()), min_size=1, max_size=3),
    }
)


@dataclass
class Duty:
    """One person's duty, as plain facts."""

    person: str
    unit: int
    state: str = "open"
    submitted: int = 0
    is_exempt: bool = False


@dataclass
class Nation:
    """Ids of units and people; `parents` by unit index (None: a top), `duties` by person index; `granted` are unit indexes of grants in force."""

    units: list[int]
    parents: list[int | None]
    people: list[int]
    assignment_id: int
    supervisor_email: str
    granted: set[int]
    due: date | None
    duties: dict[int, Duty] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def inside(self, unit: int | None, tops: set[int]) -> bool:
        """Whether a unit is one of `tops` or below one, by walking up."""
        while unit is not None:
            if unit in tops:
                return True
            unit = self.parents[unit]
        return False

    def seen(self, tops: set[int] | None = None) -> list[Duty]:
        """The duties a supervisor sees, or those below some units."""
        wanted = self.granted if tops is None else tops
        return [duty for duty in self.duties.values() if duty.state != "ended" and self.inside(duty.unit, wanted)]

    def status_of(self, duty: Duty) -> str:
        """As decided here, not there."""
        if duty.state == "completed":
            return "passed"
        if duty.is_exempt:
            return "exempt"
        if duty.submitted >= ATTEMPTS_ALLOWED:
            return "out_of_attempts"
        return "in_progress" if duty.submitted else "not_started"

    def is_overdue(self, duty: Duty) -> bool:
        """Open, not exempt, past its date."""
        return duty.state == "open" and not duty.is_exempt and self.due is not None and self.due < NOW.date()


def make_nation(module: Module, plan: dict) -> Nation:
    """Units, people, an assignment, and then what happened."""
    parents: list[int | None] = [None]
    units = [make_unit(f"Unit {next(_serial)}")]
    for place, number in enumerate(plan["parents"], start=1):
        above = number % (place + 1)
        parents.append(None if above == place else above)
        units.append(make_unit(f"Unit {next(_serial)}", parent=None if above == place else units[above]))
    homes = [number % len(units) for number in plan["homes"]]
    people = [make_user(f"Orang {letters(next(_serial))}", unit=units[home], password=None) for home in homes]
    supervisor = make_user(email=f"atasan{next(_serial)}@example.id")
    granted = set()
    for number, expired in plan["grants"]:
        unit = number % len(units)
        until = YESTERDAY if expired else None
        make_grant(supervisor, Role.SUPERVISOR, units[unit], from_on=JOINED_ON, until_on=until)
        granted |= set() if expired else {unit}
    assigned = plan["assigned"] % len(units)
    assignment = make_assignment(module, units[assigned], due_on=plan["due"])
    nation = Nation(
        units=[unit.id for unit in units],
        parents=parents,
        people=[person.id for person in people],
        assignment_id=assignment.id,
        supervisor_email=supervisor.email or "",
        granted=granted,
        due=plan["due"],
    )
    nation.duties = {
        index: Duty(person.full_name, homes[index])
        for index, person in enumerate(people)
        if nation.inside(homes[index], {assigned})
    }
    for kind, first, second in plan["events"]:
        _happen(nation, kind, first % len(people), second % len(units))
    db.session.commit()
    return nation


def letters(number: int) -> str:
    """A number as letters that sort as it does: a word of digits would be looked for among service numbers."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:05d}")


def _happen(nation: Nation, kind: str, person: int, unit: int) -> None:
    duty = nation.duties.get(person)
    if kind == "hang":
        _hang(nation, person % len(nation.units), unit)
    elif person in nation.gone:
        return
    elif kind == "move":
        _move(nation, person, unit)
    elif kind == "leave":
        deactivate(nation.people[person], on=NOW.date(), actor_id=None, now=NOW)
        nation.gone.add(person)
        if duty and duty.state == "open":
            duty.state = "ended"
    elif duty and duty.state == "open":
        _act(nation, kind, person, duty)
    db.session.commit()


def _hang(nation: Nation, unit: int, below: int) -> None:
    """Move a unit with all below it, where that makes no circle."""
    if nation.inside(below, {unit}) or nation.parents[unit] == below:
        return
    move_unit(nation.units[unit], nation.units[below], actor_id=None)
    nation.parents[unit] = below


def _move(nation: Nation, person: int, unit: int) -> None:
    moved = transfer(
        nation.people[person], db.session.get_one(Unit, nation.units[unit]),
        position=None, on=NOW.date(), actor_id=None, now=NOW,
    )  # fmt: skip
    duty = nation.duties.get(person)
    if moved and duty and duty.state == "open":
        duty.unit = unit


def _act(nation: Nation, kind: str, person: int, duty: Duty) -> None:
    user = db.session.get_one(User, nation.people[person])
    enrolment = select(Enrolment.id).where(
        Enrolment.user_id == user.id, Enrolment.assignment_id == nation.assignment_id
    )
    enrolment_id = db.session.scalars(enrolment).one()
    if kind == "exempt":
        db.session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(exempted_at=NOW))
        duty.is_exempt = True
    elif duty.submitted < ATTEMPTS_ALLOWED and not duty.is_exempt:
        make_submitted(
            user, enrolment_id, correct=2 if kind == "pass" else 0, seed=duty.submitted + 1,
            now=STARTED_AT + timedelta(hours=duty.submitted),
        )  # fmt: skip
        duty.submitted += 1
        if kind == "pass":
            duty.state = "completed"
