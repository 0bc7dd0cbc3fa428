"""Sheets saved as text (.csv): a grid without merges, the cells of each line parted by commas.

Some programs part them by semicolons: the sign there is more of is meant.
"""

from __future__ import annotations

import csv
import io

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import limits
from zhunsheng.intake.readers.grids import Texts, sheet_blocks
from zhunsheng.intake.readers.package import too_large
from zhunsheng.intake.readers.txt import decode


def read(data: bytes, notes: list[str]) -> list[Paragraph | Table]:
    texts: Texts = {}
    text = decode(data)
    parting = max(",;", key=text.count)
    for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=parting)):
        texts |= {(row, column): text for column, text in enumerate(cells[: limits.MAX_COLUMNS]) if text}
        if len(texts) > limits.MAX_TABLE_CELLS:
            raise too_large()
    return sheet_blocks("", texts, [])
