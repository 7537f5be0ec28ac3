"""Words to search by, folded the same way when they are stored and when they are asked for.

What is asked for is parts of words, each on its own, so that each word of an item need be kept once: of 1,300
characters about 900 stay.

Databases fold only ASCII alike, so we do it: `É` finds `é`, `ẞ` finds `ss`, full-width letters find plain ones.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

MAX_WORDS = 8
LANGUAGES = frozenset({"id", "en"})


def fold(text: str) -> str:
    """Composed, without case, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def wanted_words(query: str) -> list[str]:
    """The folded words of a query, at most MAX_WORDS; each must occur."""
    return fold(query).split()[:MAX_WORDS]


def search_words(code: str, family: str | None, tags: Iterable[str], content: Mapping[str, Any]) -> str:
    """Every word that an item says, in all its languages, folded, once; `content` is the stored content of any kind."""
    return " ".join(dict.fromkeys(fold(" \n ".join([code, family or "", *tags, *texts_in(content)])).split()))


def texts_in(value: Any) -> Iterator[str]:
    """Every text inside a stored content: whatever is an object of languages."""
    if isinstance(value, Mapping):
        if value and value.keys() <= LANGUAGES:
            yield from (text for text in value.values() if isinstance(text, str))
        else:
            for part in value.values():
                yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)
