"""Headers in two rows read as one: years over columns (2023年 over 预算数 and 决算数) or the other way round."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from zhunsheng.intake.document import Cell
from zhunsheng.kernel.labels import Label, compact, read_label

_YEARS_IN_WORDS = frozenset(("本年", "本年度", "当年", "上年", "上年度", "上一年", "上一年度", "去年"))
_FEWEST = 2


def above(cell: Cell, cells: Sequence[Cell]) -> Cell | None:
    """The cell of the row above that stands over a cell; none left of that row's first."""
    return next((other for other in reversed(cells) if other.column <= cell.column), None)


def headers_as_one(cells: list[Cell], rest: list[Cell], labels: list[Label]) -> list[Cell]:
    """Two rows of headers as one: what goes on in the second, and its own with the year above them."""
    headers = zip(cells, labels, strict=True)
    years = {cell.column: cell.text for cell, label in headers if label.year and not label.key}
    joined = []
    for cell in rest:
        upper = above(cell, cells)
        if upper is None:
            joined.append(cell)
        elif cell.continued:
            joined.append(replace(cell, text=upper.text, continued=upper.continued))
        else:
            joined.append(replace(cell, text=years.get(upper.column, "") + cell.text))
    return joined


def unmerged_as_one(cells: list[Cell], rest: list[Cell], parts: Sequence[bool]) -> list[Cell]:
    """Two rows of headers whose merges are dissolved: 绩效指标值 over 年度指标值 and 实际完成值, blanks beside them.

    `parts` says of each cell of the second row whether it is one of the headers that part another.
    """
    filled = [(cell, part) for cell, part in zip(rest, parts, strict=True) if cell.text.strip()]
    if len(filled) < _FEWEST or filled[0][0] is rest[0] or not all(part for _, part in filled):
        return []
    wide = [cell for cell in cells if cell.text.strip()]
    below: dict[int, list[Cell]] = {}
    for cell, _ in filled:
        upper = above(cell, wide)
        if upper is None:
            return []
        below.setdefault(upper.column, []).append(cell)
    if any(len(group) < _FEWEST for group in below.values()):
        return []  # nothing beside it is parted from the same header
    covered = {cell.column for cell, _ in filled} | set(below)
    whole = [cell for cell in cells if cell.column not in covered]
    years = {cell.column: cell.text for cell in wide if is_year(read_label(cell.text))}
    parted = [
        replace(cell, text=years.get(column, "") + cell.text)
        for column, group in below.items()
        for cell in group
    ]
    return sorted([*whole, *parted], key=lambda cell: cell.column)


class HeaderRow:
    """A row that may be one of the two: its cells with their labels and the form's names for them."""

    def __init__(self, cells: list[Cell], labels: list[Label], names: list[str]) -> None:
        self.cells = cells
        self._named = list(zip(cells, labels, names, strict=True))

    def are_years(self, after: int = 0) -> bool:
        """Whether all it says from a position on is years."""
        said = [label for cell, label, _ in self._named[after:] if cell.text and not cell.continued]
        return bool(said) and all(is_year(label) for label in said)

    def are_columns(self, headers: Collection[str], after: int = 0) -> bool:
        """Whether all it says from a position on is headers of the form."""
        said = [name for cell, _, name in self._named[after:] if cell.text and not cell.continued]
        return bool(said) and all(name in headers for name in said)


def is_year(label: Label) -> bool:
    """Whether a label is nothing but a year: 2023年, 上年."""
    return label.key in _YEARS_IN_WORDS or (label.year is not None and not label.key)


def years_joined(upper: HeaderRow, lower: HeaderRow, headers: Collection[str]) -> list[Cell]:
    """One row of 2023年预算数 … out of two rows; empty where they aren't years and columns.

    The first cell of the upper row is the label of the block (经费控制情况) and stands beside both rows.
    An unmerged cell that is blank belongs to the filled one on its left.
    """
    first = lower.cells[0]
    is_repeated = first.text == upper.cells[0].text
    if first.text.strip() and not first.continued and not is_repeated:
        return []
    years_first = upper.are_years(after=1) and lower.are_columns(headers, after=is_repeated)
    if not years_first and not (upper.are_columns(headers, after=1) and lower.are_years(after=is_repeated)):
        return []
    if sum(bool(cell.text) and not cell.continued for cell in lower.cells) < _FEWEST:
        return []
    block, *over = [cell for cell in upper.cells if cell.text]
    below = lower.cells[1:] if first.column == block.column else lower.cells
    parted = [part for cell in below for part in _parted(cell, over)]
    joined = [
        replace(cell, text=_with_year(cell, over, years_first)) if cell.text else cell for cell in parted
    ]
    return [replace(block, span=first.span), *joined]


def _parted(cell: Cell, over: Sequence[Cell]) -> list[Cell]:
    """A cell below several: 决算数, merged, below 2023年 and 2022年 is a header of both."""
    end = cell.column + cell.span
    starts = [cell.column, *(other.column for other in over if cell.column < other.column < end), end]
    return [replace(cell, column=one, span=two - one) for one, two in pairwise(starts)]


def _with_year(cell: Cell, over: Sequence[Cell], years_first: bool) -> str:
    upper = above(cell, over)
    if upper is None:
        return cell.text
    return upper.text + cell.text if years_first else cell.text + upper.text


def years_in_order(upper: HeaderRow, lower: HeaderRow, headers: Collection[str]) -> list[Cell]:
    """The same for lines of text, which don't say how wide 2023年 is: empty where it can't be told.

    Equal headers (决算数, 决算数) are of one year each, in order; any other is of the newest.
    """
    below = [cell for cell in lower.cells if cell.text]
    if not (upper.are_years(after=1) and lower.are_columns(headers)) or len(below) < _FEWEST:
        return []
    block, *over = [cell for cell in upper.cells if cell.text]
    names = [compact(cell.text) for cell in below]
    if any(names.count(name) not in (1, len(over)) for name in names):
        return []
    newest = max(over, key=lambda cell: compact(cell.text)).text
    left = {name: iter(over) for name in names if names.count(name) > 1}
    joined = [
        replace(cell, text=(next(left[name]).text if name in left else newest) + cell.text, column=at)
        for at, (name, cell) in enumerate(zip(names, below, strict=True), start=1)
    ]
    return [block, *joined]
