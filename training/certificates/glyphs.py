"""What the fonts of a certificate can print: Latin with every diacritic, Arabic, Javanese and Balinese script.

A character without a glyph would be an empty box, so it never reaches the page: emoji are left out, anything else
becomes REPLACEMENT, and the certificate says so.
"""

import unicodedata
from bisect import bisect_right
from pathlib import Path

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LONGEST_UNBROKEN = 24
BREAK_HERE = "\N{ZERO WIDTH SPACE}"
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
COVERAGE = Path(__file__).parent / "template" / "fonts" / "coverage.txt"


def coverage() -> list[tuple[int, int]]:
    """The code points that have a glyph, as ranges: first and last, in order."""
    pairs = (line.split("-") for line in COVERAGE.read_text(encoding="ascii").split())
    return [(int(first, 16), int(last, 16)) for first, last in pairs]


_RANGES = coverage()
_FIRSTS = [first for first, _ in _RANGES]


def is_covered(character: str) -> bool:
    """Whether the fonts have a glyph for a character."""
    place = bisect_right(_FIRSTS, ord(character)) - 1
    return place >= 0 and ord(character) <= _RANGES[place][1]


def printable(text: str) -> str:
    """The text as it can be set: composed, on one line, without control characters, text direction marks and emoji.

    What the fonts lack is REPLACEMENT. A text of which nothing is left is REPLACEMENT too.
    """
    composed = unicodedata.normalize("NFC", text)
    words = "".join(_printed(character) for character in composed).split()
    kept = " ".join(word for word in (word.strip(JOINERS) for word in words) if word)
    return kept if kept or not text.strip() else REPLACEMENT


def breakable(text: str, *, after: str = "", longest: int = LONGEST_UNBROKEN) -> str:
    """The text with a place to break after each of the characters `after` and wherever `longest` follow unbroken."""
    broken, run = [], 0
    for character in text:
        if run == longest and character != " ":
            broken.append(BREAK_HERE)
            run = 0
        broken.append(character)
        run = 0 if character == " " else run + 1
        if character in after:
            broken.append(BREAK_HERE)
            run = 0
    return "".join(broken)


def _printed(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Cc" or (category == "Cf" and character not in JOINERS):
        return ""
    if is_covered(character):
        return character
    is_decoration = category in ("So", "Sk") or unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    return "" if is_decoration else REPLACEMENT
