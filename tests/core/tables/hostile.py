"""Sheets made to hurt whoever reads them."""

import io
import zipfile
import zlib
from collections.abc import Callable

from tests.core.tables.files import MAIN, PARTS, by_hand, text_cell

MEGABYTE = 1024 * 1024


def far_cell() -> bytes:
    """A1 and XFD1048576."""
    return by_hand(f'<row r="1">{text_cell("A1")}</row><row r="1048576">{text_cell("XFD1048576")}</row>')


def many_columns() -> bytes:
    """Ten thousand cells in a row."""
    return by_hand(f'<row r="1">{"<c><v>1</v></c>" * 10_000}</row>')


def many_rows() -> bytes:
    """A million rows of one cell."""
    return by_hand("<row><c><v>1</v></c></row>" * 1_000_000)


def unpacks_to_300_megabytes() -> bytes:
    """As the directory says."""
    return by_hand("", {"xl/worksheets/sheet1.xml": b" " * (300 * MEGABYTE)})


def unpacks_to_more_than_it_says() -> bytes:
    """The directory says 1 MB with the sum of that megabyte, the data unpacks to 200 MB."""
    honest = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode().ljust(MEGABYTE)
    whole = honest + b" " * (200 * MEGABYTE)
    content = bytearray(by_hand("", {"xl/worksheets/sheet1.xml": whole}))
    real, claimed = (
        zlib.crc32(whole).to_bytes(4, "little"),
        zlib.crc32(honest).to_bytes(4, "little"),
    )
    size, said = len(whole).to_bytes(4, "little"), len(honest).to_bytes(4, "little")
    return bytes(content.replace(real, claimed).replace(size, said))


def many_parts() -> bytes:
    """A directory of 60,000 parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
        for number in range(60_000):
            archive.writestr(f"xl/media/{number}.png", b"")
    return target.getvalue()


def entity_bomb() -> bytes:
    """Ten entities, each ten of the one before."""
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    before = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>'
    return by_hand('<row r="1"><c r="A1" t="inlineStr"><is><t>&a10;</t></is></c></row>', before=before)


def outer_entity() -> bytes:
    """A file of the server as an entity, in the shared texts."""
    shared = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst xmlns="{MAIN}"><si><t>&f;</t></si></sst>'
    return by_hand('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', {"xl/sharedStrings.xml": shared})


def deep_nesting() -> bytes:
    """A million elements inside each other."""
    return by_hand("<a>" * 1_000_000)


def many_elements() -> bytes:
    """Fifteen million empty elements."""
    return by_hand("<a/>" * 15_000_000)


def huge_tag() -> bytes:
    """One tag with two million attributes."""
    attributes = " ".join(f"a{number}=''" for number in range(2_000_000))
    return by_hand(f"<row {attributes}/>")


def many_styles() -> bytes:
    """A million cell styles."""
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 1_000_000}</cellXfs></styleSheet>'
    return by_hand('<row r="1"><c r="A1"><v>1</v></c></row>', {"xl/styles.xml": styles})


def many_formulas() -> bytes:
    """A million formulas without a value."""
    return by_hand("".join(f"<row>{'<c><f>NOW()</f></c>' * 100}</row>" for _row in range(11_000)))


def many_shared_texts() -> bytes:
    """Shared texts of 40 MB."""
    shared = f'<sst xmlns="{MAIN}">{"<si><t>aaaaaaaa</t></si>" * 2_000_000}</sst>'
    return by_hand('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', {"xl/sharedStrings.xml": shared})


HOSTILE: dict[str, Callable[[], bytes]] = {
    function.__name__: function
    for function in (
        far_cell, many_columns, many_rows, unpacks_to_300_megabytes, unpacks_to_more_than_it_says, many_parts,
        entity_bomb, outer_entity, deep_nesting, many_elements, huge_tag, many_styles, many_formulas, many_shared_texts,
    )
}  # fmt: skip
