"""A command that cannot do its work says why in one line; a mistake of ours keeps its traceback."""

import click
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from tests.core.outage import without_database
from training.accounts.cli import users
from training.attempts.cli import attempts
from training.core.commands import CommandGroup, PlainCommand
from training.core.db import db
from training.core.errors import Busy


def run(app: Flask, command: click.Command, *words: str) -> Result:
    return app.test_cli_runner().invoke(command, words)


@pytest.mark.parametrize(("group", "words"), [(users, ["code", "siti"]), (attempts, ["recompute", "--check"])])
def test_without_a_database_there_is_one_line_and_an_exit_code(
    app: Flask, group: click.Group, words: list[str]
) -> None:
    with without_database():
        result = run(app, group, *words)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("Error: the database cannot be used: ")


def test_a_database_without_tables_is_told_how_to_set_it_up(app: Flask) -> None:
    group = CommandGroup("sample")

    @group.command("look")
    def look() -> None:
        db.session.execute(text("SELECT * FROM no_such_table"))

    result = run(app, group, "look")
    db.session.rollback()
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "no_such_table" in result.stderr
    assert "flask --app app setup" in result.stderr


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (PermissionError(13, "Permission denied", "/srv/bank"), "Error: /srv/bank: Permission denied"),
        (Busy("Server sedang sibuk."), "Error: Server sedang sibuk."),
    ],
)
def test_files_and_rules_that_stand_in_the_way_are_named(app: Flask, error: Exception, line: str) -> None:
    @click.command("sample", cls=PlainCommand)
    def fail() -> None:
        raise error

    result = run(app, fail)
    assert (result.exit_code, result.stderr.strip()) == (1, line)


def test_a_reader_who_has_seen_enough_is_told_nothing(app: Flask) -> None:
    @click.command("sample", cls=PlainCommand)
    def fail() -> None:
        raise BrokenPipeError(32, "Broken pipe")

    result = run(app, fail)
    assert (result.exit_code, result.stderr) == (1, "")


def test_a_mistake_of_ours_keeps_its_traceback(app: Flask) -> None:
    group = CommandGroup("sample")

    @group.command("fail")
    def fail() -> None:
        raise KeyError("ours")

    assert isinstance(run(app, group, "fail").exception, KeyError)
