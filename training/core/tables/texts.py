"""The texts of an XLSX part: rich runs joined, phonetic guides left out, `_x000D_` turned back."""

import re

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class TextCollector:
    """Gathers the `t` elements of one `si` or `is`."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._in_text = self._in_guide = False

    def begin(self) -> None:
        """A new text."""
        self._parts.clear()
        self._in_text = self._in_guide = False

    def start(self, name: str) -> None:
        """An element inside it begins."""
        if name == "t":
            self._in_text = not self._in_guide
        elif name == "rPh":
            self._in_guide = True

    def end(self, name: str) -> None:
        """An element inside it ends."""
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._in_guide = False

    def characters(self, data: str) -> None:
        """Characters anywhere in it."""
        if self._in_text:
            self._parts.append(data)

    def text(self) -> str:
        """What was gathered."""
        return unescaped("".join(self._parts))


def unescaped(text: str) -> str:
    """Office programs write control characters, and underscores that look like that, as `_xHHHH_`."""
    if "_x" not in text:
        return text
    found = ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
