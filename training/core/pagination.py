"""Lists by the page; the page number and every filter stand in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import abort, redirect, request, url_for

Row = TypeVar("Row")
MAX_DIGITS = 6


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: `number` of `pages` (1..), and the addresses beside it, None at the ends."""

    rows: Sequence[Row]
    number: int
    pages: int
    previous_url: str | None
    next_url: str | None


def wanted_page() -> int:
    """The page number in the address; 1 for anything that is none."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 1


def page_of(rows: Sequence[Row], *, size: int) -> Page[Row]:
    """One page of a list that is loaded whole."""
    number = min(wanted_page(), pages_for(len(rows), size))
    return framed(rows[(number - 1) * size : number * size], number=number, total=len(rows), size=size)


def framed(rows: Sequence[Row], *, number: int, total: int, size: int) -> Page[Row]:
    """Rows of one page with the addresses of its neighbours; whoever asks for one beyond the end is sent to the last.

    So the address says what is shown: people get there when they have dealt with all rows of the last page.
    """
    pages = pages_for(total, size)
    if number > pages and total and request.method in ("GET", "HEAD"):
        abort(redirect(page_url(pages), 303))
    number = min(number, pages)
    return Page(
        rows=rows,
        number=number,
        pages=pages,
        previous_url=page_url(number - 1) if number > 1 else None,
        next_url=page_url(number + 1) if number < pages else None,
    )


def pages_for(total: int, size: int) -> int:
    """How many pages a list takes; an empty one takes one."""
    return max(1, -(-total // size))


def page_url(number: int) -> str:
    """The address of this list at another page, with every filter kept, also one that is given several times."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page" and value]
    address = url_for(request.endpoint or "", **(request.view_args or {}))
    return f"{address}?{urlencode([*kept, ('page', number)])}"
