"""Cells of a text put into the rows of a form: it tells how many cells follow each label."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from zhunsheng.intake.captions import is_note
from zhunsheng.intake.document import Cell, Table
from zhunsheng.intake.matcher import TableMatcher
from zhunsheng.intake.outline import numbered
from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.form import FormCell, FormRow
from zhunsheng.kernel.labels import LONGEST_LABEL, full_class, is_figure, own_number, read_label
from zhunsheng.kernel.numerals import BLANKS, NOT_APPLICABLE_TEXTS
from zhunsheng.rulebook.facts import kind_of

_MOST_LINES = 6
"""A label is broken over no more lines; 绩、效、指、标 takes four."""
_SENTENCE_ENDS = ("。", "；", "：", ";", ":")
_SHARE = 0.5
"""Of the form's rows: so many must be there."""
_LEVELS = ("level1", "level2")
_POINTS = ("weight", "score")


@dataclass(slots=True, frozen=True)
class Way:
    """How a program turned rows into lines."""

    covered: bool
    """A cell that a merge covers is an empty line of its own."""
    parted: bool
    """An empty line ends every row."""


class Unlike(Exception):
    """The lines are not those of the form."""


@dataclass(slots=True, frozen=True)
class Piece:
    """What stands between two tabs or line ends: a cell, or a paragraph of one."""

    text: str
    line: int
    ends_line: bool


def rows_of(matchers: Iterable[TableMatcher]) -> list[FormRows]:
    """Every form's rows. A form may print a few classes only: a report may have those of the others, too."""
    forms = [FormRows(matcher) for matcher in matchers]
    upper = frozenset().union(*(form.upper for form in forms))
    lower = frozenset().union(*(form.lower for form in forms))
    starts = frozenset().union(*(form.matcher.first for form in forms))
    for form in forms:
        form.starts = starts
        form.upper, form.lower = form.upper | (upper - form.lower), form.lower | (lower - form.upper)
    return forms


class FormRows:
    """The rows of a form by the label they begin with, those below a merged label with the first of them."""

    def __init__(self, matcher: TableMatcher) -> None:
        self.matcher = matcher
        self.first = matcher.table.rows[0].cells[0].label
        self.starts = matcher.first
        """Labels of a file that a table of any form begins with."""
        self.blocks: dict[str, list[FormRow]] = {}
        label = ""
        for row in matcher.table.rows:
            if not row.cells[0].continued:
                label = row.cells[0].label
                self.blocks[label] = []
            self.blocks.setdefault(label, []).append(row)
        self.upper = frozenset(read_label(level.name).key for level in matcher.table.classes)
        """Classes of the first level; those of the second are `lower`."""
        self.lower = matcher.classes - self.upper

    @property
    def classes(self) -> frozenset[str]:
        return self.upper | self.lower


class Walk:
    """Goes from cell to cell along the rows of a form."""

    def __init__(self, pieces: Sequence[Piece], at: int, form: FormRows, way: Way) -> None:
        self.pieces, self.at, self.form, self.way = pieces, at, form, way
        self.canonical = form.matcher.canonical
        self.rows: list[list[str]] = []
        self.row_at = at
        """Where the row began."""
        self.may_be_trimmed = way.covered and not pieces[at].ends_line
        """Empty cells at the end of a line with tabs may have been cut off."""

    @property
    def table(self) -> Table:
        cells = [[Cell(text, column) for column, text in enumerate(row)] for row in self.rows]
        return Table(cells, gridded=False)

    @property
    def filled(self) -> list[list[tuple[int, str]]]:
        return [[(at, text) for at, text in enumerate(row) if text.strip(BLANKS)] for row in self.rows]

    def go(self) -> None:
        """Raises Unlike where a line is not what the form has there."""
        met: set[str] = set()
        values: list[FormCell] = []
        while True:
            label = self._block_here()
            if met and label == self.form.first:
                break  # another report's table
            if label:
                met.add(label)
                self._block(self.form.blocks[label])
                values = [cell for cell in self.form.blocks[label][0].cells if cell.is_value]
            elif not self._inserted(len(values)):
                break
        if len(met) < _SHARE * len(self.form.blocks) or self._goes_on_behind():
            raise Unlike

    def _block(self, rows: list[FormRow]) -> None:
        """The rows beside one label; those below the first may be left out."""
        self._row(rows[0], is_last=len(rows) == 1)
        for row in rows[1:]:
            if self._block_here():
                return
            if self._is_here(row):
                self._row(row, is_last=row is rows[-1])

    def _is_here(self, row: FormRow) -> bool:
        """Whether the first label of a row, if it has any, stands where it should."""
        at = self.at
        for cell in row.cells:
            if cell.label:
                return self._label_end(at, cell) > 0
            at += not cell.continued or self.way.covered
        return True

    def _goes_on_behind(self) -> bool:
        """Whether rows of the form come further below: then something in between is not the form's."""
        labels: set[str] = set()
        for at in range(self.at, len(self.pieces)):
            if not self.form.starts.isdisjoint(names_at(self.pieces, at)):
                break
            labels.add(self._block_at(at))
        return len(labels - {""}) > 1

    # -- pieces -----------------------------------------------------------------------------------

    @property
    def _is_cut_off(self) -> bool:
        """Whether the line has ended before the row: what is left of it is empty."""
        return self.may_be_trimmed and self.at > self.row_at and self.pieces[self.at - 1].ends_line

    def _take(self) -> str:
        if self._is_cut_off:
            return ""
        if self.at >= len(self.pieces):
            raise Unlike
        self.at += 1
        return self.pieces[self.at - 1].text

    def _take_empty(self) -> None:
        if self._take().strip(BLANKS):
            raise Unlike

    def _end_row(self, cells: list[str]) -> None:
        if not self.pieces[self.at - 1].ends_line:
            raise Unlike
        self.rows.append(cells)
        self.row_at = self.at
        if self.way.parted and self.at < len(self.pieces):
            self._take_empty()
            self.row_at = self.at

    def _block_here(self) -> str:
        """The label of the form's rows that begin here; empty if none do."""
        return self._block_at(self.at)

    def _block_at(self, at: int) -> str:
        names = map(self.canonical, names_at(self.pieces, at))
        return next((name for name in names if name in self.form.blocks), "")

    def _label_of(self, names: Collection[str]) -> str:
        """The text of the label here, one of these names; empty if it is none."""
        if self._is_cut_off:
            return ""
        for name, end in names_at(self.pieces, self.at).items():
            if (self.canonical(name) or full_class(name)) in names:
                return self._take_to(end)
        return ""

    def _label_end(self, at: int, cell: FormCell) -> int:
        """The piece behind a label, which may have its value behind a colon (其中：基本支出：200); 0 if it isn't there."""
        for name, end in names_at(self.pieces, at).items():
            if self.canonical(name) == cell.label:
                return end
        text = self.pieces[at].text if at < len(self.pieces) and cell.keys else ""
        head = text.replace("：", ":").rpartition(":")[0]
        return at + 1 if head and self.canonical(read_label(head).key) == cell.label else 0

    def _take_to(self, end: int) -> str:
        """A label of one or more lines."""
        text = "\n".join(piece.text for piece in self.pieces[self.at : end])
        self.at = end
        return text

    # -- rows -------------------------------------------------------------------------------------

    def _row(self, row: FormRow, is_last: bool) -> None:
        if row.indicator_columns:
            self._indicators(row)
            return
        if [cell.is_value for cell in row.cells] == [False, True, True] and _is_text(row.cells[1]):
            self._end_row([self._cell(row.cells[0], is_last=False), *self._two_texts()])
            return
        last = row.cells[-1] if is_last else None
        self._end_row([self._cell(cell, is_last=cell is last) for cell in row.cells])

    def _two_texts(self) -> tuple[str, str]:
        """Goals and results side by side: a tab parts their paragraphs, else the numbering that begins again does."""
        below = range(self.at, len(self.pieces))
        end = next((at for at in below if self._block_at(at)), len(self.pieces)) - self.way.parted
        pieces = self.pieces[self.at : end]
        tabs = [at for at, piece in enumerate(pieces, start=1) if not piece.ends_line]
        cuts = tabs or ([1] if len(pieces) == 2 else _numbered_again(pieces))
        if len(cuts) != 1:
            raise Unlike
        self.at = end
        texts = [piece.text for piece in pieces]
        return "\n".join(texts[: cuts[0]]), "\n".join(texts[cuts[0] :])

    def _cell(self, cell: FormCell, is_last: bool) -> str:
        if cell.continued:
            self._covered()
            return ""
        if cell.label:
            return self._labelled(cell)
        text = self._take()
        if is_last and _is_text(cell):
            text = "\n".join([text, *self._further_lines()])
        return text

    def _covered(self) -> None:
        if self.way.covered:
            self._take_empty()

    def _labelled(self, cell: FormCell) -> str:
        end = 0 if self._is_cut_off else self._label_end(self.at, cell)
        if not end:
            raise Unlike
        return self._take_to(end)

    def _further_lines(self) -> list[str]:
        """The paragraphs that go on with a text in the last cell of a row."""
        texts = []
        while self.at < len(self.pieces) and self._goes_on(self.pieces[self.at]):
            texts.append(self.pieces[self.at].text)
            self.at += 1
        return texts

    def _goes_on(self, piece: Piece) -> bool:
        """Whether a whole sentence stands here that belongs neither to a heading nor to the lines below the table."""
        line = piece.text.strip(BLANKS)
        if not piece.ends_line or not line.endswith(_SENTENCE_ENDS) or is_note(line):
            return False
        heading = numbered(line)
        return heading is None or heading.level > 1

    def _inserted(self, values: int) -> bool:
        """Whether a row under a label of its own stands here (一个专项一行): a text and as many figures."""
        row = [piece.text for piece in self.pieces[self.at : self.at + 1 + values]]
        texts = [text.strip(BLANKS) for text in row]
        figures = [text for text in texts[1:] if text]
        is_row = values > 0 and len(texts) > values and _is_name(texts[0])
        if not is_row or not figures or not all(map(_is_value, figures)):
            return False
        self.at += len(row)
        self._end_row(row)
        return True

    # -- indicators -------------------------------------------------------------------------------

    def _indicators(self, row: FormRow) -> None:
        """Raises Unlike where points stand in another column than theirs."""
        while self.at < len(self.pieces) and not self._block_here():
            cells = [self._cell(row.cells[0], is_last=False)] if row.cells[0].continued else []
            cells += self._levels()
            cells += [
                self._indicator_cell(column) for column in row.indicator_columns if column not in _LEVELS
            ]
            self._end_row(cells)

    def _levels(self) -> list[str]:
        """The classes beside an indicator, empty where a merge covers them: a new first level has its second."""
        upper = self._level(self.form.upper)
        lower = self._level(self.form.classes if upper else self.form.lower)
        if upper and not lower:
            raise Unlike
        return [upper, lower]

    def _level(self, names: Collection[str]) -> str:
        text = self._label_of(names)
        if not text:
            self._covered()
        return text

    def _indicator_cell(self, column: str) -> str:
        text = self._take()
        if column in _POINTS and text.strip(BLANKS) and not _is_value(text):
            raise Unlike
        return text


def names_at(pieces: Sequence[Piece], at: int) -> dict[str, int]:
    """The labels that may begin with a piece, longest first: name → the piece after it."""
    found: dict[str, int] = {}
    text = ""
    for end in range(at, min(at + _MOST_LINES, len(pieces))):
        piece = pieces[end]
        text += piece.text
        label = read_label(text).key if len(text) <= LONGEST_LABEL else ""
        if not label or not piece.text.strip(BLANKS):
            break
        found[label] = end + 1
        if not piece.ends_line:
            break
    return dict(reversed(found.items()))


def _numbered_again(pieces: Sequence[Piece]) -> list[int]:
    """Where the number of the first paragraph (1.) comes again."""
    first = own_number(pieces[0].text.strip(BLANKS)) if pieces else ""
    return [
        at for at, piece in enumerate(pieces) if at and first and piece.text.strip(BLANKS).startswith(first)
    ]


def _is_text(cell: FormCell) -> bool:
    return any(kind_of(key) is Kind.TEXT for key in cell.keys)


def _is_name(text: str) -> bool:
    return bool(text) and len(text) <= LONGEST_LABEL and not _is_value(text)


def _is_value(text: str) -> bool:
    return is_figure(text) is not None or text.strip(BLANKS) in NOT_APPLICABLE_TEXTS
