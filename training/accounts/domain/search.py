"""What somebody types to find people: words of a name, a number in any script, an address, a unit."""

import re
from dataclasses import dataclass

from training.core.messages import plain

SEARCH_MAX_CHARACTERS = 100
MOST_WORDS = 6
FEWEST_DIGITS = 3
SEPARATORS = re.compile(r"[\s.\-]")


@dataclass(frozen=True)
class SearchTerms:
    """Every one of `words` (lower case) must occur; `digits` is a part of a service number. One of them is empty."""

    words: tuple[str, ...] = ()
    digits: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not self.words and not self.digits


def tidy_search(typed: str) -> str:
    """What was typed in one line, full-width letters and digits of any script as plain ones."""
    return " ".join(plain(typed).replace("\0", " ").split())


def read_search(typed: str) -> SearchTerms:
    """`19810211 200602 1 001` and `1981.0211` are numbers, all else is words."""
    text = tidy_search(typed)[:SEARCH_MAX_CHARACTERS].lower()
    digits = SEPARATORS.sub("", text)
    if len(digits) >= FEWEST_DIGITS and digits.isascii() and digits.isdigit():
        return SearchTerms(digits=digits)
    return SearchTerms(words=tuple(text.split()[:MOST_WORDS]))
