"""Reading modules and their lessons, as participants and as those who write them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.types import Text as SqlText

from training.banks.models import Bank, Item, ItemVersion
from training.core.db import db
from training.core.errors import NotAllowed
from training.modules.domain import may_edit
from training.modules.models import Lesson, LessonRead, Module, ModuleState
from training.modules.signals import modules_shown
from training.org.models import Unit
from training.org.queries import is_within_any
from training.quizzes.models import Quiz, QuizBank

MAX_WORDS = 8


@dataclass(frozen=True)
class ModuleFilter:
    """Which modules to list; an empty part lets everything through. Every word of `words` must occur in the title."""

    words: str = ""
    state: str = ""
    corps: str = ""


@dataclass(frozen=True)
class ModuleRow:
    """A module as the list of its authors shows it; `owner` None belongs to the whole installation."""

    id: int
    title: dict[str, Any]
    state: str
    corps: list[str]
    owner: str | None
    lessons: int
    items: int
    banks: int
    assignments: int


@dataclass(frozen=True)
class Managed:
    """A module that somebody manages, with its quiz and its owner (None: the whole installation)."""

    module: Module
    quiz: Quiz
    owner: Unit | None
    is_editable: bool


@dataclass(frozen=True)
class BankRow:
    """A bank that a quiz may draw from: how many approved items, whether it feeds this one, and whether it is one's own
    to add or take away.
    """

    id: int
    title: dict[str, Any]
    owner: str | None
    items: int
    feeds: bool
    is_in_scope: bool


def published_module(slug: str) -> Module:
    """A published module with its quiz. Raises NoResultFound."""
    return db.session.scalars(
        select(Module)
        .options(joinedload(Module.quiz))
        .where(Module.slug == slug, Module.state == ModuleState.PUBLISHED)
    ).one()


def modules_drawing_from(bank_id: int) -> Sequence[Module]:
    """The published modules whose quiz draws from a bank, with their quizzes."""
    drawing = select(QuizBank.quiz_id).where(QuizBank.bank_id == bank_id)
    return db.session.scalars(
        select(Module)
        .options(joinedload(Module.quiz))
        .where(Module.quiz_id.in_(drawing), Module.state == ModuleState.PUBLISHED)
        .order_by(Module.slug)
    ).all()


def lessons_of(module_id: int) -> Sequence[Lesson]:
    """The lessons of a module in order."""
    return db.session.scalars(
        select(Lesson)
        .where(Lesson.module_id == module_id, Lesson.is_retired.is_(False))
        .order_by(Lesson.position, Lesson.id)
    ).all()


def all_lessons_of(module_id: int) -> Sequence[Lesson]:
    """The lessons of a module in order, then those that are not shown any more."""
    return db.session.scalars(
        select(Lesson).where(Lesson.module_id == module_id).order_by(Lesson.is_retired, Lesson.position, Lesson.id)
    ).all()


def lesson_of(module_id: int, lesson_id: int) -> Lesson:
    """One lesson of a module, shown or not. Raises NoResultFound."""
    return db.session.scalars(select(Lesson).where(Lesson.id == lesson_id, Lesson.module_id == module_id)).one()


def read_lesson_ids(user_id: int, lesson_ids: Collection[int]) -> set[int]:
    """Which of some lessons a person has marked as read."""
    return set(
        db.session.scalars(
            select(LessonRead.lesson_id).where(LessonRead.user_id == user_id, LessonRead.lesson_id.in_(lesson_ids))
        )
    )


def modules_in_scope(
    paths: Sequence[str], wanted: ModuleFilter, *, page: int, size: int
) -> tuple[list[ModuleRow], int]:
    """One page of the modules below some units and of the whole installation, by title; and how many there are."""
    conditions = [_in_scope(paths), *_conditions(wanted)]
    total = db.session.scalar(select(func.count(Module.id)).outerjoin(Unit, _is_owner()).where(*conditions)) or 0
    title = func.lower(Module.title["id"].as_string())
    statement = _rows().where(*conditions).order_by(title, Module.id).limit(size).offset((page - 1) * size)
    rows = db.session.execute(statement).all()
    running = running_assignments([row.id for row in rows])
    return [_row(row, running.get(row.id, 0)) for row in rows], total


def running_assignments(module_ids: Sequence[int]) -> dict[int, int]:
    """How many assignments of each module are under way; one statement, none for no modules."""
    running: dict[int, int] = {}
    if module_ids:
        modules_shown.send(module_ids=module_ids, running=running)
    return running


def module_in_scope(module_id: int, paths: Sequence[str]) -> Managed:
    """A module below some units or of the whole installation. Raises NoResultFound."""
    return _managed(_in_scope_with_id(module_id, paths), paths)


def module_to_edit(module_id: int, paths: Sequence[str]) -> Managed:
    """The same, taken for oneself until the end of the transaction. Raises NoResultFound, or NotAllowed where reading
    is all that one's roles allow.
    """
    managed = _managed(_in_scope_with_id(module_id, paths).with_for_update(of=Module), paths)
    if not managed.is_editable:
        raise NotAllowed
    return managed


def banks_to_draw_from(paths: Sequence[str], feeding: Collection[int]) -> list[BankRow]:
    """The banks below some units and of the whole installation, and whatever else feeds a quiz; by title."""
    approved = (
        select(func.count(ItemVersion.id))
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_id == Bank.id, ItemVersion.state == "approved")
        .scalar_subquery()
    )
    in_scope = or_(Bank.owner_unit_id.is_(None), is_within_any(paths))
    rows = db.session.execute(
        select(Bank.id, Bank.title, Unit.name, approved.label("items"), in_scope.label("in_scope"))
        .outerjoin(Unit, Unit.id == Bank.owner_unit_id)
        .where(or_(in_scope, Bank.id.in_(feeding)))
        .order_by(Bank.owner_unit_id.is_not(None), func.lower(Bank.title["id"].as_string()), Bank.id)
    )
    return [BankRow(row.id, row.title, row.name, row.items, row.id in feeding, bool(row.in_scope)) for row in rows]


def units_of(paths: Sequence[str]) -> Sequence[Unit]:
    """The units at some paths, the widest first: those that can own what one makes."""
    return db.session.scalars(
        select(Unit).where(Unit.path.in_(paths), Unit.closed_on.is_(None)).order_by(func.length(Unit.path), Unit.path)
    ).all()


def slugs_of_modules() -> set[str]:
    """The short names that are taken."""
    return set(db.session.scalars(select(Module.slug)))


def _managed(statement: Select[*tuple[Any, ...]], paths: Sequence[str]) -> Managed:
    module, owner = db.session.execute(statement).one()
    quiz = db.session.get_one(Quiz, module.quiz_id)  # after the lock: it is as the last one who saved left it
    return Managed(module, quiz, owner, may_edit(owner.path if owner else None, paths))


def _in_scope_with_id(module_id: int, paths: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return select(Module, Unit).outerjoin(Unit, _is_owner()).where(Module.id == module_id, _in_scope(paths))


def _in_scope(paths: Sequence[str]) -> ColumnElement[bool]:
    return or_(Module.owner_unit_id.is_(None), is_within_any(paths))


def _is_owner() -> ColumnElement[bool]:
    return Unit.id == Module.owner_unit_id


def _conditions(wanted: ModuleFilter) -> list[ColumnElement[bool]]:
    title = func.lower(Module.title["id"].as_string())
    conditions = [title.contains(word, autoescape=True) for word in wanted.words.lower().split()[:MAX_WORDS]]
    if wanted.state:
        conditions.append(Module.state == wanted.state)
    if wanted.corps:
        conditions.append(cast(Module.corps, SqlText).contains(f'"{wanted.corps}"', autoescape=True))
    return conditions


def _rows() -> Select[*tuple[Any, ...]]:
    lessons = (
        select(func.count(Lesson.id))
        .where(Lesson.module_id == Module.id, Lesson.is_retired.is_(False))
        .scalar_subquery()
    )
    banks = select(func.count(QuizBank.bank_id)).where(QuizBank.quiz_id == Module.quiz_id).scalar_subquery()
    return (
        select(
            Module.id,
            Module.title,
            Module.state,
            Module.corps,
            Unit.name,
            Quiz.blueprint,
            lessons.label("lessons"),
            banks.label("banks"),
        )
        .join(Quiz, Quiz.id == Module.quiz_id)
        .outerjoin(Unit, _is_owner())
    )


def _row(row: Any, assignments: int) -> ModuleRow:
    return ModuleRow(
        id=row.id,
        title=row.title,
        state=row.state,
        corps=row.corps,
        owner=row.name,
        lessons=row.lessons,
        items=sum(draw["count"] for draw in row.blueprint["draws"]),
        banks=row.banks,
        assignments=assignments,
    )
