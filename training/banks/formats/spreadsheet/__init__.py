"""Items as rows of a spreadsheet, the way trainers write them.

One row is one `choice` item. What a sheet cannot say stays as it is: a column that the sheet does not have leaves its
part of an existing item alone, an empty cell empties it. English texts have no columns: an English text stays while
its Indonesian text stays, and goes with it, which the difference shows.

`kategori` is for sheets that come from elsewhere: a topic (code or label) where `topik` is empty, else a tag.
`keadaan` is written for the reader and never read: what becomes of the rows is chosen when they are brought.
"""

from training.banks.formats.spreadsheet.columns import COLUMNS, LETTERS
from training.banks.formats.spreadsheet.places import column_of
from training.banks.formats.spreadsheet.reading import ReadRow, read_row
from training.banks.formats.spreadsheet.writing import row_of

__all__ = ["COLUMNS", "LETTERS", "ReadRow", "column_of", "read_row", "row_of"]
