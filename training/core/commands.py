"""Commands that end with one clear line when what they need is not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError

from training.core.errors import DomainError

SET_UP = "`flask --app app setup` makes what is missing in it"
MISSING_TABLE_OR_COLUMN = ("42P01", "42703")  # what PostgreSQL calls them; SQLite's are an OperationalError


class PlainCommand(click.Command):
    """A command of its own, outside a group."""

    def invoke(self, context: click.Context) -> Any:
        """Run it."""
        with plain_failures():
            return super().invoke(context)


class CommandGroup(AppGroup):
    """The commands of a feature."""

    def invoke(self, context: click.Context) -> Any:
        """Run one of them."""
        with plain_failures():
            return super().invoke(context)


@contextmanager
def plain_failures() -> Iterator[None]:
    """Trouble of the surroundings, told to the person at the keyboard; a mistake of ours keeps its traceback."""
    try:
        yield
    except (OperationalError, InterfaceError, ProgrammingError) as error:
        if isinstance(error, ProgrammingError) and getattr(error.orig, "sqlstate", None) not in MISSING_TABLE_OR_COLUMN:
            raise
        raise click.ClickException(_without_database(error)) from None
    except DomainError as refusal:
        raise click.ClickException(str(refusal.message)) from None
    except BrokenPipeError:  # whoever read our output has seen enough; click ends quietly then
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{where}{error.strerror or error}") from None


def _without_database(error: DBAPIError) -> str:
    """The driver's first line, and what may help."""
    reason = str(error.orig).partition("\n")[0].strip()
    help_ = f" ({SET_UP})" if "no such" in reason or "does not exist" in reason else ""
    return f"the database cannot be used: {reason}{help_}"
