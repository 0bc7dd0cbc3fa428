"""How much of a file we are ready to take in. A report is far below every one of these."""

from __future__ import annotations

from typing import Final

MAX_FILE_BYTES: Final = 50 * 1024 * 1024
"""The file as it lies on the disk."""

MAX_PART_BYTES: Final = 48 * 1024 * 1024
"""One part of a zip package (document.xml, a sheet) after inflating."""

MAX_PACKAGE_BYTES: Final = 400 * 1024 * 1024
"""All parts of a zip package after inflating, pictures included."""

MAX_RATIO: Final = 100
"""Inflated to packed size of a part above `RATIO_FREE_BYTES`. Office XML stays below 40."""

RATIO_FREE_BYTES: Final = 4 * 1024 * 1024

MAX_DIRECTORY_BYTES: Final = 2 * 1024 * 1024
"""The zip's table of contents."""

MAX_TABLE_CELLS: Final = 2_000_000
"""Cells of one file, the covered ones of merges and the repeated ones of .ods/.odt included."""

MAX_COLUMNS: Final = 16_384
MAX_NESTING: Final = 60
"""Tables in tables, lists in lists. What lies deeper is read as plain text."""

DATA_CELLS: Final = 8
"""A table with so many written cells of its own is data even if it holds another table."""

FORM_ROWS: Final = 3
FORM_CELLS: Final = 5
"""A table in a cell with so many rows, and cells in the widest of them, is a form of its own; a smaller one is layout."""

MAX_PAGES: Final = 300
"""Of a PDF. At a tenth of a second a page this is already half a minute."""

MAX_PAGE_SIGNS: Final = 50_000
MAX_PAGE_RULES: Final = 5_000
"""Lines and boxes on one page of a PDF. A drawing has more, and no tables."""

CONVERSION_SECONDS: Final = 60
"""How long LibreOffice may take over one file."""
