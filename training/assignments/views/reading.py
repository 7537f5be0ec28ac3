"""What every page here reads of a request: whose branches, the day, and ids out of addresses."""

from collections.abc import Iterable
from datetime import datetime

from flask_login import current_user
from werkzeug.datastructures import MultiDict

from training.core import clock
from training.core.access import Permission

MAX_DIGITS = 18
MOST_IDS = 500


def branches() -> tuple[str, ...]:
    """The paths below which the signed-in person manages assignments."""
    paths: tuple[str, ...] = current_user.paths_with(Permission.MANAGE_ASSIGNMENTS)
    return paths


def moment() -> datetime:
    """This moment."""
    return clock.now()


def ids_in(values: MultiDict[str, str], name: str) -> tuple[int, ...]:
    """The ids a form or an address names, each once, in order; what is none is left out, and so is all beyond MOST_IDS."""
    found = (whole_number(text) for text in values.getlist(name))
    return tuple(_once(number for number in found if number is not None))[:MOST_IDS]


def whole_number(text: str | None) -> int | None:
    """A number out of an address, or None for anything that is none."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > MAX_DIGITS:
        return None
    return int(text)


def _once(numbers: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(numbers))
