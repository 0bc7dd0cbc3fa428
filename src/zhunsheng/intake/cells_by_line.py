"""Tables of text files whose rows only the form tells apart.

Saved as plain text by Word, WPS or LibreOffice a table has a cell a line, an empty cell is an empty line,
and nothing says where a row ends. Pasted into Notepad its cells are parted by tabs, but a label of several
paragraphs goes on over lines like a new row. What doesn't fit a form cell by cell is left to the ordinary
reading, for a value in the wrong column is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from zhunsheng.intake.document import Document, Paragraph, Table
from zhunsheng.intake.form_rows import FormRows, Piece, Unlike, Walk, Way, names_at
from zhunsheng.intake.readers import txt
from zhunsheng.kernel.numerals import BLANKS

_MOST_SIGNS = 2_000_000
"""Of a text file: a longer one is no report, and not worth the time."""
_MOST_STARTS = 500
"""So many lines may begin a table and be none: then there is no table."""
_GAP = re.compile(r"[ \u3000]{2,}")
"""Between cells that only blanks part."""
_WAYS = tuple(Way(covered, parted) for covered, parted in product((True, False), repeat=2))


def with_tables(document: Document, forms: Sequence[FormRows]) -> list[Paragraph | Table]:
    """The blocks of a file, the tables found by the rows of a form in place of what their lines were before."""
    lines = _lines(document)
    found = list(_tables(lines, forms)) if lines else []
    if not found:
        return document.blocks
    blocks: list[Paragraph | Table] = []
    end = 0
    for table, first, behind in found:
        blocks += [*_between(document, lines, end, first), table]
        end = behind
    return blocks + _between(document, lines, end, len(lines))


def _lines(document: Document) -> list[str]:
    """The lines of a text file; the paragraphs of another that has no tables."""
    if _is_text(document):
        text = txt.decode(document.content)
        return text.split("\n") if len(text) <= _MOST_SIGNS else []
    if document.has_tables:
        return []
    return [block.text.removeprefix("\t") for block in document.blocks if isinstance(block, Paragraph)]


def _between(document: Document, lines: list[str], start: int, end: int) -> list[Paragraph | Table]:
    """What the lines between two tables hold."""
    return txt.blocks("\n".join(lines[start:end])) if _is_text(document) else document.blocks[start:end]


def _is_text(document: Document) -> bool:
    return document.format == "txt"


def _tables(lines: Sequence[str], forms: Sequence[FormRows]) -> Iterator[tuple[Table, int, int]]:
    """Every table with its first line and the line behind it."""
    starts = frozenset().union(*(form.starts for form in forms))
    pieces = [
        Piece(text, number, at == line.count("\t"))
        for number, line in enumerate(lines)
        for at, text in enumerate(line.split("\t"))
    ]
    at = vain = 0
    while at < len(pieces) and vain < _MOST_STARTS:
        if starts.isdisjoint(names_at(pieces, at)):
            at += 1
        elif (walk := _walk_from(pieces, at, forms)) is not None:
            yield walk.table, pieces[at].line, pieces[walk.at - 1].line + 1
            at = walk.at
        else:
            at, vain = at + 1, vain + 1


def labels_in(blocks: Iterable[Paragraph | Table]) -> set[str]:
    """The labels that stand alone in lines of text or between wide gaps, perhaps broken over several lines."""
    paragraphs = [block.text.strip(BLANKS) for block in blocks if isinstance(block, Paragraph)]
    texts = [text for paragraph in paragraphs for text in _GAP.split(paragraph)]
    pieces = [Piece(text, number, ends_line=True) for number, text in enumerate(texts)]
    return {name for at in range(len(pieces)) for name in names_at(pieces, at)}


def _walk_from(pieces: Sequence[Piece], at: int, forms: Iterable[FormRows]) -> Walk | None:
    """The way through the rows of a form that begins with a piece; none where there is none, or two."""
    if at and not pieces[at - 1].ends_line:
        return None
    names = names_at(pieces, at)
    begun = [form for form in forms if not form.matcher.first.isdisjoint(names)]
    fitting = [walk for form in begun for way in _WAYS if (walk := _walked(pieces, at, form, way))]
    longest = max(fitting, key=lambda walk: walk.at, default=None)
    if longest is None or any(walk.at == longest.at and walk.filled != longest.filled for walk in fitting):
        return None
    return longest


def _walked(pieces: Sequence[Piece], at: int, form: FormRows, way: Way) -> Walk | None:
    walk = Walk(pieces, at, form, way)
    try:
        walk.go()
    except Unlike:
        return None
    return walk
