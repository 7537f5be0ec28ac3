"""The parts of an XLSX file around its sheets: which there are, the shared texts, the number formats."""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from training.core.tables.archive import MEGABYTE, Archive, damaged, too_large
from training.core.tables.number_formats import BUILT_IN, GENERAL
from training.core.tables.texts import TextCollector

MAX_SMALL_PART_BYTES = 2 * MEGABYTE
MAX_STYLES_BYTES = 8 * MEGABYTE
MAX_SHARED_BYTES = 32 * MEGABYTE
MAX_FORMATS = 70_000
MAX_SHEETS = 60
MAX_TAGS = 8_000_000
MAX_DEPTH = 40
MAX_WAITING_BYTES = MEGABYTE
VISIBLE = "visible"

Attributes = dict[str, str]


@dataclass(frozen=True)
class SheetPart:
    """One worksheet: its name and the part that holds it."""

    name: str
    part: str
    is_visible: bool


@dataclass(frozen=True)
class Workbook:
    """What its sheets need to be read."""

    sheets: tuple[SheetPart, ...]
    since_1904: bool
    shared: list[str]
    formats: list[str]


class Enough(Exception):
    """Stops a parse: what was wanted is there."""


class Elements:
    """Feeds XML to callbacks; names come without their prefix. Document types, and with them entities, are refused.

    Bounds how many tags there are and what one tag may hold; `deeper` and `higher` bound how deep they nest, for
    callbacks that do not know it from what they expect.
    """

    def __init__(self, start: Callable[[str, Attributes], None], end: Callable[[str], None]) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self._start, self._end = start, end
        self._depth = 0
        self.parser.StartElementHandler = self._on_root
        self.parser.StartDoctypeDeclHandler = self._on_doctype

    def feed(self, chunks: Iterable[bytes]) -> None:
        """Parse it all. Raises SheetUnreadable for what is no XML, or too much of it."""
        fed = tags = 0
        try:
            for chunk in chunks:
                tags += chunk.count(b"<")
                self.parser.Parse(chunk, False)
                fed += len(chunk)
                if tags > MAX_TAGS or fed - self.parser.CurrentByteIndex > MAX_WAITING_BYTES:
                    raise too_large()
            self.parser.Parse(b"", True)
        except (expat.ExpatError, UnicodeError, LookupError, ValueError):
            raise damaged() from None

    def deeper(self) -> None:
        """An element begins inside another."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise too_large()

    def higher(self) -> None:
        """It ends."""
        self._depth -= 1

    def _on_root(self, name: str, attributes: Attributes) -> None:
        """Files without prefixes, which are nearly all, are spared a look at each name."""
        start, end = self._start, self._end
        if ":" in name:
            self.parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
            self.parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        else:
            self.parser.StartElementHandler = start
            self.parser.EndElementHandler = end
        start(name.rpartition(":")[2], attributes)

    def _on_doctype(self, *_declared: object) -> None:
        raise damaged()


def read_workbook(archive: Archive) -> Workbook:
    """All but the sheets themselves. Raises SheetUnreadable."""
    main = _main_part(archive)
    related = _relations(archive, main)
    named = {posixpath.basename(kind): part for kind, part in related.values()}
    sheets, since_1904 = _sheets(archive, main, related)
    return Workbook(
        sheets=sheets,
        since_1904=since_1904,
        shared=_shared_texts(archive, named.get("sharedStrings")),
        formats=_formats(archive, named.get("styles")),
    )


def _starts(archive: Archive, part: str, at_most: int) -> list[tuple[str, Attributes]]:
    """Every element of a small part."""
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        elements.deeper()
        found.append((name, attributes))

    elements = Elements(start, lambda _name: elements.higher())
    elements.feed([archive.read(part, at_most=at_most)])
    return found


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive:
        for kind, part in _relations(archive, "").values():
            if kind.endswith("/officeDocument") and part in archive:
                return part
    if "xl/workbook.xml" in archive:
        return "xl/workbook.xml"
    raise damaged()


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Id → (type, part) of what a part refers to."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive:
        raise damaged()
    found = {}
    for element, attributes in _starts(archive, rels, MAX_SMALL_PART_BYTES):
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), target)
    return found


def _sheets(archive: Archive, main: str, related: Mapping[str, tuple[str, str]]) -> tuple[tuple[SheetPart, ...], bool]:
    sheets, since_1904 = [], False
    for element, attributes in _starts(archive, main, MAX_SMALL_PART_BYTES):
        if element == "workbookPr":
            since_1904 = attributes.get("date1904", "0") in ("1", "true")
        if element != "sheet":
            continue
        reference = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        kind, part = related.get(reference, ("", ""))
        if kind.endswith("/worksheet") and part in archive:
            sheets.append(SheetPart(attributes.get("name", ""), part, attributes.get("state", VISIBLE) == VISIBLE))
    if not sheets:
        raise damaged()
    if len(sheets) > MAX_SHEETS:
        raise too_large()
    return tuple(sheets), since_1904


def _shared_texts(archive: Archive, part: str | None) -> list[str]:
    if part is None or part not in archive:
        return []
    if archive.size(part) > MAX_SHARED_BYTES:
        raise too_large()
    texts: list[str] = []
    collector = TextCollector()

    def start(name: str, _attributes: Attributes) -> None:
        elements.deeper()
        if name == "si":
            collector.begin()
        else:
            collector.start(name)

    def end(name: str) -> None:
        elements.higher()
        if name == "si":
            texts.append(collector.text())
        else:
            collector.end(name)

    elements = Elements(start, end)
    elements.parser.CharacterDataHandler = collector.characters
    elements.feed(archive.chunks(part))
    return texts


def _formats(archive: Archive, part: str | None) -> list[str]:
    """The format code of each cell style, in the order of `cellXfs`."""
    if part is None or part not in archive:
        return []
    if archive.size(part) > MAX_STYLES_BYTES:
        raise too_large()
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside = [False]

    def start(name: str, attributes: Attributes) -> None:
        elements.deeper()
        if name == "numFmt":
            codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", GENERAL)[:255])
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            styles.append(attributes.get("numFmtId", "0"))
            if len(styles) > MAX_FORMATS:
                raise too_large()

    def end(name: str) -> None:
        elements.higher()
        if name == "cellXfs":
            inside[0] = False

    elements = Elements(start, end)
    elements.feed(archive.chunks(part))
    built_in = {str(number): code for number, code in BUILT_IN.items()}
    return [codes.get(style) or built_in.get(style, GENERAL) for style in styles]
