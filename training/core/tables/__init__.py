"""Spreadsheets in and out: XLSX and CSV as office programs write them, read as the text that a person sees.

`read_sheet(content, file_name, wanted=…)` gives a `Sheet`: headings, rows with the numbers they have in the sheet, and
notes for the person who sent the file. It raises `SheetUnreadable` with one plain sentence. `write_xlsx` and
`write_csv` write no live formula, and what they write is read back to the same texts.

XLSX is read in one pass by the standard library's XML parser. The fast libraries expand a sheet before anybody can
look at it: one of two cells, A1 and XFD1048576, ends the whole process (docs/decisions/0006).
"""

from training.core.cells import Mark, MarkKind, Sheet, SheetRow, fold_heading
from training.core.tables.reading import read_sheet
from training.core.tables.sheet import SheetUnreadable
from training.core.tables.writing import Cell, Column, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Column",
    "Mark",
    "MarkKind",
    "Sheet",
    "SheetRow",
    "SheetUnreadable",
    "fold_heading",
    "read_sheet",
    "write_csv",
    "write_xlsx",
]
