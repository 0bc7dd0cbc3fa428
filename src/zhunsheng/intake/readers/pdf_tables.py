"""Ruled tables of PDF pages, and the parts of one table on following pages put together again.

A vertical merge that crosses a page is two boxes in the PDF, and nothing in the drawing tells them
from two cells. We go by what a label column looks like: a blank box under a merged one goes on, and
so does a text that only together with the one before ends as the labels of its column usually end.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from zhunsheng.intake.document import Cell, Table
from zhunsheng.intake.readers.pdf_lines import Char, Line, cell_text, joined, to_lines, was_broken
from zhunsheng.kernel.labels import is_figure

_TOLERANCE: Final = 3.0
"""Points by which edges of one line may differ."""
_WIDEST_PADDING: Final = 8.0
_USUAL_SHARE: Final = 0.5
_ENDING: Final = 2
_LONGER: Final = 1.5
_SHORTER: Final = 0.8
"""A label put together may be so much longer than its siblings; its second part must be so much shorter."""
_SENTENCE_ENDS: Final = ("。", "；", "！", "？")
_ELLIPSIS: Final = re.compile(r"[.…。·\s]+")
_DECIMALS: Final = re.compile(r"[\d,]+(?:\.\n\d{1,2}|\.\d\n\d)[%％]?")
"""A number of two decimals broken behind its point."""
_IN_BRACKETS: Final = re.compile(r"\((?![一二三四五六七八九十\d]{1,3}\))[^()]+\)")
"""What stands behind a label: （万元）, （80分）. Numbers in brackets begin one."""


@dataclass(slots=True)
class Box:
    """A ruled rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float
    lines: list[Line] = field(default_factory=list)
    text: str = ""
    rows: int = 1
    open_above: bool = False
    open_below: bool = False
    """No rule closes it where the page begins or ends: it goes on there."""


@dataclass(slots=True)
class Slot:
    """A box in one of the rows it reaches over."""

    box: Box
    continued: bool


Row = list[Slot]
Rule = tuple[float, float, float]
"""A level rule: from, to, distance from the top."""


@dataclass(slots=True)
class RuledTable:
    rows: list[Row]
    top: float
    bottom: float
    padding: float

    @property
    def boxes(self) -> list[Box]:
        return [slot.box for row in self.rows for slot in row if not slot.continued]

    def mark_open(self, level: Sequence[Rule]) -> None:
        """Mark the boxes that the level rules of the page leave open at the ends of the table."""
        for box in self.boxes:
            if box.top - self.top <= _TOLERANCE:
                box.open_above = not _closes(level, box, box.top)
            if self.bottom - box.bottom <= _TOLERANCE:
                box.open_below = not _closes(level, box, box.bottom)

    @property
    def edges(self) -> list[float]:
        return _clustered(edge for box in self.boxes for edge in (box.x0, box.x1))


def _closes(level: Sequence[Rule], box: Box, at: float) -> bool:
    middle = (box.x0 + box.x1) / 2
    return any(x0 <= middle <= x1 and abs(y - at) <= _TOLERANCE for x0, x1, y in level)


def ruled_table(
    bounds: Iterable[tuple[float, float, float, float]], chars: Sequence[Char]
) -> RuledTable | None:
    """The table of these rectangles with the signs in them; None for a mere frame."""
    boxes = [Box(*bound) for bound in bounds]
    if len(boxes) < 2:
        return None
    _fill(boxes, chars)
    padding = _padding(boxes)
    for box in boxes:
        box.text = cell_text(box.lines, box.x1 - padding)
    return RuledTable(_rows(boxes), min(box.top for box in boxes), max(box.bottom for box in boxes), padding)


def _fill(boxes: list[Box], chars: Sequence[Char]) -> None:
    for box in boxes:
        inside = [
            char
            for char in chars
            if box.x0 <= (char["x0"] + char["x1"]) / 2 < box.x1
            and box.top <= (char["top"] + char["bottom"]) / 2 < box.bottom
        ]
        box.lines = to_lines(inside)


def _padding(boxes: list[Box]) -> float:
    """Between the rule and the text, as most cells have it on the left."""
    gaps = [line.x0 - box.x0 for box in boxes for line in box.lines]
    return min(max(median(gaps), 0.0), _WIDEST_PADDING) if gaps else 0.0


def _rows(boxes: list[Box]) -> list[Row]:
    rows: list[Row] = []
    for top, bottom in pairwise(_clustered(edge for box in boxes for edge in (box.top, box.bottom))):
        reaching = [box for box in boxes if box.top < bottom - _TOLERANCE and box.bottom > top + _TOLERANCE]
        row = [Slot(box, box.top < top - _TOLERANCE) for box in sorted(reaching, key=lambda box: box.x0)]
        if any(not slot.continued for slot in row):
            rows.append(row)
            for slot in row:
                slot.box.rows += slot.continued
    return rows


def _clustered(edges: Iterable[float]) -> list[float]:
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > _TOLERANCE:
            found.append(edge)
    return found


def goes_on(table: RuledTable, following: RuledTable) -> bool:
    """Whether a table at the top of a page has the columns of the one that ended the page before."""
    ours, theirs = table.edges, following.edges
    if abs(ours[0] - theirs[0]) > _TOLERANCE or abs(ours[-1] - theirs[-1]) > _TOLERANCE:
        return False
    fewer, more = sorted((ours, theirs), key=len)
    shared = sum(any(abs(edge - other) <= _TOLERANCE for other in more) for edge in fewer)
    return shared * 2 >= len(fewer) + 2


def append(table: RuledTable, following: RuledTable) -> None:
    """Add the rows of the next page: header rows printed again go, cut cells are put together."""
    rows = following.rows
    repeated = 0
    while repeated < min(len(rows), len(table.rows)) and _same_header(table.rows[repeated], rows[repeated]):
        repeated += 1
    rows = rows[repeated:]
    if not rows:
        return
    _join_open(table.rows[-1], rows[0])
    all_boxes = [*table.boxes, *following.boxes]
    if _is_rest_of_row(table.rows[-1], rows[0], table.padding, all_boxes):
        for slot, rest in zip(table.rows[-1], rows[0], strict=True):
            slot.box.text = joined(slot.box.text, rest.box.text)
        rows = rows[1:]
    else:
        _continue_merges(table.rows[-1], rows[0], all_boxes)
    table.rows += rows


def _same_header(row: Row, other: Row) -> bool:
    texts = [slot.box.text for slot in row]
    return sum(map(bool, texts)) > 1 and texts == [slot.box.text for slot in other]


def _is_rest_of_row(last: Row, first: Row, padding: float, all_boxes: list[Box]) -> bool:
    """Whether the page cut a row in two: then each text goes on with one that filled its last line.

    One such text could be chance, unless it has no label of its own while the row above has one.
    """
    if len(last) != len(first):
        return False
    if _lost_its_label(last, first):
        return True
    signs = 0
    has_ended = False
    """Whether something of the upper row doesn't go on."""
    for slot, other in zip(last, first, strict=True):
        upper, lower = slot.box, other.box
        if not _same_columns(upper, lower):
            return False
        if not lower.text:
            has_ended = has_ended or (bool(upper.text) and not _is_merged(upper, lower))
            continue
        if _goes_on_in_brackets(upper.text, lower.text):
            signs += 2
        elif _is_unfinished(upper, lower, padding) or _is_cut(upper, lower, all_boxes):
            signs += 1
        else:
            return False
    return signs > 1 or (signs == 1 and has_ended and not first[0].box.text)


def _lost_its_label(last: Row, first: Row) -> bool:
    """Whether a row has values and no label, and the next page begins with a label that has no values."""
    upper, lower = last[0].box, first[0].box
    return (
        _same_columns(upper, lower)
        and not _is_merged(upper, lower)
        and not upper.text
        and bool(lower.text)
        and any(slot.box.text for slot in last)
        and not any(slot.box.text for slot in first[1:])
    )


def _is_merged(upper: Box, lower: Box) -> bool:
    return upper.rows > 1 or lower.rows > 1


def _goes_on_in_brackets(upper: str, lower: str) -> bool:
    """Whether a text closes a bracket opened above, or is what stands in brackets behind a label."""
    above, below = _plain(upper), _plain(lower)
    closes = above.count("(") > above.count(")") and below.count("(") < below.count(")")
    return closes or (bool(above) and _IN_BRACKETS.fullmatch(below) is not None)


def _is_unfinished(upper: Box, lower: Box, padding: float) -> bool:
    if not upper.lines or upper.text.endswith(_SENTENCE_ENDS) or _ELLIPSIS.fullmatch(lower.text):
        return False
    if is_figure(lower.text) and not _DECIMALS.fullmatch(f"{upper.text}\n{lower.text}"):
        return False  # a number of its own, in a column just wide enough for it
    return was_broken(upper.lines[-1], lower.lines[0], upper.x1 - padding)


def _same_columns(box: Box, other: Box) -> bool:
    return abs(box.x0 - other.x0) <= _TOLERANCE and abs(box.x1 - other.x1) <= _TOLERANCE


def _join_open(last: Row, first: Row) -> None:
    """Cells both pages leave open are one, its text printed on either page, on both, or in part on each."""
    for slot in first:
        lower = slot.box
        upper = _open_upper(last, lower)
        if upper is not None:
            upper.text = _whole(upper.text, lower.text)
            lower.text = ""
            upper.rows += lower.rows
            slot.continued = True


def _open_upper(last: Row, lower: Box) -> Box | None:
    if not lower.open_above:
        return None
    return next((slot.box for slot in last if slot.box.open_below and _same_columns(slot.box, lower)), None)


def _whole(upper: str, lower: str) -> str:
    if not lower or lower in upper:
        return upper
    return lower if upper in lower else f"{upper}\n{lower}"


def open_texts(table: RuledTable, following: RuledTable) -> list[str]:
    """What stands in the cells that go on from one page to the next, without blanks."""
    pairs = [(_open_upper(table.rows[-1], slot.box), slot.box) for slot in following.rows[0]]
    return [_plain(_whole(upper.text, lower.text)) for upper, lower in pairs if upper is not None]


def _continue_merges(last: Row, first: Row, all_boxes: list[Box]) -> None:
    """From the left, as long as the first row of a page goes on with cells of the last row before it."""
    for slot in first[:-1]:
        if slot.continued:
            continue
        lower = slot.box
        upper = next((above.box for above in last if _same_columns(above.box, lower)), None)
        if upper is None or not _is_cut(upper, lower, all_boxes):
            return
        if lower.text:
            upper.text += "\n" + lower.text
            lower.text = ""
        upper.rows += lower.rows
        slot.continued = True


def _is_cut(upper: Box, lower: Box, all_boxes: list[Box]) -> bool:
    if not lower.text:
        return _is_merged(upper, lower)
    if not upper.text:
        return False
    if _goes_on_in_brackets(upper.text, lower.text):
        return True
    siblings = [
        _plain(box.text)
        for box in all_boxes
        if _same_columns(box, upper) and box is not upper and box is not lower
    ]
    ending = _usual_ending(siblings)
    whole, rest = _plain(upper.text + lower.text), _plain(lower.text)
    if not ending or _plain(upper.text).endswith(ending) or not whole.endswith(ending):
        return False
    lengths = [len(text) for text in siblings if text.endswith(ending)]
    return len(rest) <= min(lengths) * _SHORTER and len(whole) <= max(lengths) * _LONGER


def _usual_ending(texts: Iterable[str]) -> str:
    """The last two signs of most labels of a column: 指标, 分)."""
    endings = Counter(text[-_ENDING:] for text in texts if text)
    if not endings:
        return ""
    ending, count = endings.most_common(1)[0]
    return ending if count >= _USUAL_SHARE * endings.total() else ""


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def to_table(ruled: RuledTable) -> Table:
    edges = ruled.edges
    return Table([[_cell(slot, edges) for slot in row] for row in ruled.rows])


def _cell(slot: Slot, edges: list[float]) -> Cell:
    column = _nearest(edges, slot.box.x0)
    span = max(_nearest(edges, slot.box.x1) - column, 1)
    return Cell("" if slot.continued else slot.box.text, column, span, slot.continued)


def _nearest(edges: list[float], x: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - x))
