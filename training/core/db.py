"""The database behind everything: session, column types, and the settings of each engine.

SQLite runs in WAL mode with `synchronous=FULL`: what was acknowledged survives a power cut. We issue BEGIN ourselves,
because the driver's own way loses updates: IMMEDIATE for what writes, DEFERRED for what reads.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated, Any

from flask import Flask, current_app, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import JSON, BigInteger, Dialect, Engine, Integer, MetaData, Result, Select, String, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import DateTime, TypeDecorator

from training.core.config import Settings
from training.core.postgresql import prepare_postgresql
from training.core.sqlite import prepare_sqlite

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WRITING = frozenset({"INSERT", "UPDATE", "DELETE"})
READER = "netral_reader"
ONLY_READS = "only_reads"
SHARE_PARTS = 10_000
BIG = BigInteger().with_variant(Integer(), "sqlite")


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment in UTC; refuses naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out: aware; SQLite keeps it without zone, in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In: always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Share(TypeDecorator[Fraction]):
    """A share 0..1, exact, kept as ten-thousandths."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> int | None:
        """Refuses shares finer than a ten-thousandth rather than rounding them."""
        if value is None:
            return None
        parts = value * SHARE_PARTS
        if parts.denominator != 1:
            raise ValueError(f"{value} is finer than 1/{SHARE_PARTS}")
        return int(parts)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Fraction | None:
        """The same fraction that was stored."""
        return None if value is None else Fraction(value, SHARE_PARTS)


pk = Annotated[int, mapped_column(BIG, primary_key=True)]
utc = Annotated[datetime, mapped_column(UtcMoment())]
share = Annotated[Fraction, mapped_column(Share())]
json_list = Annotated[list[Any], mapped_column(JSON().with_variant(JSONB(), "postgresql"))]
json_object = Annotated[dict[str, Any], mapped_column(JSON().with_variant(JSONB(), "postgresql"))]
tree_path = Annotated[str, mapped_column(String(300).with_variant(String(300, collation="C"), "postgresql"))]


class Model(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class RequestSession(Session):
    """The session of a GET reads: no lock on SQLite, no BEGIN on PostgreSQL. All others take part in a transaction."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options)
        self.info[ONLY_READS] = is_reading()

    def get_bind(self, *arguments: Any, **options: Any) -> Engine | Connection:
        """The engine to use, with the options of a reader where that is enough."""
        return _reader() if self.info[ONLY_READS] else super().get_bind(*arguments, **options)


def is_reading() -> bool:
    """Whether this is a request, and one that may not write."""
    return has_request_context() and request.method in READING_METHODS


db = SQLAlchemy(
    model_class=Model,
    session_options={"class_": RequestSession, "expire_on_commit": False},
    disable_autonaming=True,
)


def only_where(condition: str) -> dict[str, Any]:
    """Keyword arguments that make an Index partial on both databases."""
    clause = text(condition)
    return {"sqlite_where": clause, "postgresql_where": clause}


def engine_options(settings: Settings) -> dict[str, Any]:
    """SQLAlchemy engine arguments; no statement or lock is waited for longer than the patience of the settings."""
    patience = settings.database_patience_seconds
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        return {
            "connect_args": {"timeout": patience, "check_same_thread": False},
            "pool_timeout": patience,
            "hide_parameters": True,
        }
    milliseconds = int(patience * 1000)
    longest = 0 if settings.is_command else milliseconds
    limits = f"-c lock_timeout={milliseconds} -c statement_timeout={longest} -c timezone=UTC"
    return {
        "connect_args": {"prepare_threshold": None, "connect_timeout": max(2, int(patience)), "options": limits},
        "pool_timeout": patience,
        "pool_size": 16,
        "max_overflow": 4,
        "hide_parameters": True,
    }


def init_db(app: Flask, settings: Settings) -> None:
    """Bind the app to its database and give each SQLite connection our settings."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine, settings)
            reader = db.engine.execution_options(sqlite_begin="DEFERRED")
        else:
            prepare_postgresql(db.engine, settings)
            reader = db.engine.execution_options(isolation_level="AUTOCOMMIT")
        event.listen(reader, "before_cursor_execute", _refuse_to_write)
        app.extensions[READER] = reader


def _refuse_to_write(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    """A GET that writes is a mistake of ours: in autocommit nothing could undo it."""
    if statement[:6].upper() in WRITING:
        raise InvalidRequestError("a request that only reads tried to write")


def _reader() -> Engine:
    reader: Engine = current_app.extensions[READER]
    return reader


def rows_of(statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Result[*tuple[Any, ...]]:
    """Plain columns read on the session's connection, past its ORM: for the statements that every request runs."""
    return db.session.connection().execute(statement, values)


@contextmanager
def aside() -> Iterator[Connection]:
    """A connection of its own for a single read beside the session, outside any transaction."""
    with _reader().connect() as connection:
        yield connection
