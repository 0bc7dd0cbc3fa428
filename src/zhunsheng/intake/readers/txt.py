"""Plain text: paragraphs, one a line, and the three ways tables are flattened into text.

* cell by line: a cell starts with a tab and may go on over the next lines, a blank line parts rows
  (the way government websites flatten a Word table);
* row by line: cells parted by tabs, as copied from Excel;
* row by line between bars, `| a | b |`, those of drawn boxes too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from zhunsheng.intake.document import Cell, Paragraph, Table
from zhunsheng.intake.readers.sniffing import unknown_format

_IN_BRACKETS = re.compile(r"[（(](?![一二三四五六七八九十\d]{1,3}[）)])[^（()）]{1,20}[）)]").fullmatch
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_RULE_LINE = re.compile(r"\|(\s*:?-+:?\s*\|)+\s*")
_BAR = re.compile(r"(?<!\\)\|")
_BAR_SIGNS = str.maketrans("│┃║｜", "||||")
_BOX_RULE = re.compile(r"[|+┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝]+(?:[-─━═=]+[|+┬┐┼┤┴┘┳┓╋┫┻┛╦╗╬╣╩╝]+)+")
_BOX_CORNERS = frozenset("+┌├└┏┣┗╔╠╚")
_RULES_OF_ROWS = 4
"""So many rules or more part the rows of a drawn box, fewer only its header and its ends."""
_SENTENCE_ENDS = ("。", "；", "！", "？")
_PROSE_SHARE = 3
"""One cell in so many ends like a sentence: then the tabs were indents, not cells."""
_MOST_QUOTED_LINES = 30
_ENCODINGS = ("utf-8", "gb18030")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read(data: bytes, notes: list[str]) -> list[Paragraph | Table]:
    return blocks(decode(data))


def decode(data: bytes) -> str:
    """UTF-8, UTF-16 or GB18030 bytes as text with "\\n" line ends."""
    text = try_encodings(data)
    if text is None or _BINARY.search(text):
        raise unknown_format()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").removesuffix("\x1a")


def try_encodings(data: bytes, *declared: str) -> str | None:
    """The text in the encoding of its byte order mark, else in the first that fits."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _try_decode(data, encoding)
    for encoding in (*declared, *_ENCODINGS):
        text = _try_decode(data, encoding)
        if text is not None:
            return text
    return None


def _try_decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def blocks(text: str) -> list[Paragraph | Table]:
    lines = text.split("\n")
    if any(sign in text for sign in "|│┃║｜"):
        lines = list(_with_bars(lines))
    if "\t" in text and '"' not in text:
        lines = list(_with_whole_labels(lines))
    found: list[Paragraph | Table] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("|") or (line[:1] in _BOX_CORNERS and _is_bar_row(line)):
            end = _bars_end(lines, at)
            found += _bar_table(lines[at:end])
        elif "\t" in line[1:]:
            end = _tabbed_end(lines, at)
            found += _tabbed_table(lines[at:end])
        elif line.startswith("\t"):
            end = _cells_end(lines, at)
            found += _cell_table(lines[at:end])
        else:
            end = at + 1
            found += _paragraphs([line])
        at = end
    return found


def _paragraphs(lines: list[str]) -> list[Paragraph | Table]:
    return [Paragraph(line) for line in lines if line.strip()]


def _table(rows: list[list[str]], gridded: bool) -> Table:
    cells = [[Cell(text, column) for column, text in enumerate(row)] for row in rows]
    return Table(cells, gridded=gridded)


def _cells_end(lines: list[str], start: int) -> int:
    """Cell by line: up to a text after a blank line that doesn't start with a tab."""
    end = start
    for at in range(start, len(lines)):
        line = lines[at]
        if line.startswith("\t"):
            end = at + 1
        elif line.strip():
            if not lines[at - 1].strip() and "\t" not in lines[at - 1]:
                break
            end = at + 1
    return end


def _cell_table(lines: list[str]) -> list[Paragraph | Table]:
    rows: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("\t"):
            rows[-1].append(line[1:])
        elif line.strip():
            rows[-1][-1] += "\n" + line
        elif rows[-1]:
            rows.append([])
    if _is_prose(rows):
        return _paragraphs([line for row in rows for cell in row for line in cell.split("\n")])
    return [_table([row for row in rows if row], gridded=False)]


def _is_prose(rows: list[list[str]]) -> bool:
    if all(len(row) <= 1 for row in rows):
        return True
    cells = [cell.rstrip() for row in rows for cell in row if cell.strip()]
    sentences = sum(cell.endswith(_SENTENCE_ENDS) for cell in cells)
    return sentences * _PROSE_SHARE > len(cells)


def _tabbed_end(lines: list[str], start: int) -> int:
    """Row by line, as long as there are tabs; Excel puts a cell with line breaks in quotes."""
    end = at = start
    while at < len(lines):
        line, first = lines[at], at
        at = _quote_end(lines, at) + 1 if _opens_quote(line) else at + 1
        if any("\t" in part for part in lines[first:at]):
            end = at
        elif line:
            break
    return end


def _opens_quote(line: str) -> bool:
    return line.count('"') % 2 == 1 and (line.startswith('"') or '\t"' in line)


def _quote_end(lines: list[str], start: int) -> int:
    """The line that closes the quote; `start` itself if none near does."""
    near = range(start + 1, min(start + _MOST_QUOTED_LINES, len(lines)))
    return next((at for at in near if lines[at].count('"') % 2), start)


def _with_whole_labels(lines: list[str]) -> Iterator[str]:
    """Rows pasted from Word whose cells are broken over lines: what stands in brackets goes on with a label.

    A line that begins with a cell such as （㎡） begins no row: it belongs to the last cell of the line before.
    """
    before = ""
    for line in lines:
        head, tab, _ = line.partition("\t")
        if tab and before.strip() and _IN_BRACKETS(head.strip()):
            before += "\n" + line
            continue
        if before:
            yield before
        if not line:
            yield line
        before = line
    if before:
        yield before


def _tabbed_table(lines: list[str]) -> list[Paragraph | Table]:
    kept = [line for line in lines if line]
    if len(kept) < 2:
        return _paragraphs(kept)
    if any(line.count('"') % 2 for line in kept):
        rows = list(csv.reader([line + "\n" for line in lines], dialect="excel-tab"))
    else:
        rows = [line.split("\t") for line in kept]
    rows = [row for row in rows if row]
    # Where cells were put together the rows come from Word: its merged cells are one each, and there is no grid.
    is_word = any("\n" in line for line in kept) and len({len(row) for row in rows}) > 1
    return [_table(rows, gridded=not is_word)]


def _with_bars(lines: list[str]) -> Iterator[str]:
    """Rows between bars spelled alike: a bar at either end, without the blanks around."""
    bare = ["" if "\t" in line else line.translate(_BAR_SIGNS).strip() for line in lines]
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and ("|" in bare[end] or _is_bar_row(bare[end])):
            end += 1
        rows = bare[at:end]
        if all(map(_is_bar_row, rows)):
            yield from rows
        elif len(rows) > 1 and any(row.count("|") > 1 for row in rows):
            yield from (f"|{row.translate(_BAR_SIGNS)}|" for row in lines[at:end])
        else:
            yield from lines[at:end]
        yield from lines[end : end + 1]
        at = end + 1


def _is_bar_row(line: str) -> bool:
    return line.startswith("|") or _BOX_RULE.fullmatch(line) is not None


def _bars_end(lines: list[str], start: int) -> int:
    end = start
    while end < len(lines) and _is_bar_row(lines[end]):
        end += 1
    return end


def _bar_table(lines: list[str]) -> list[Paragraph | Table]:
    if len(lines) < 2:
        return _paragraphs(lines)
    rules = [_BOX_RULE.fullmatch(line) is not None and not _RULE_LINE.fullmatch(line) for line in lines]
    rows: list[list[str]] = []
    follows_rule = True
    for line, is_rule in zip(lines, rules, strict=True):
        if is_rule:
            follows_rule = True
            continue
        if _RULE_LINE.fullmatch(line):
            continue
        cells = _bar_cells(line)
        if follows_rule or sum(rules) < _RULES_OF_ROWS or len(cells) != len(rows[-1]):
            rows.append(cells)
        else:
            rows[-1] = ["\n".join(filter(None, pair)) for pair in zip(rows[-1], cells, strict=True)]
        follows_rule = False
    return [_table(rows, gridded=len({len(row) for row in rows}) == 1)] if rows else []


def _bar_cells(line: str) -> list[str]:
    inner = line.rstrip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|").replace("<br>", "\n") for cell in _BAR.split(inner)]
