"""One report sent as several files, 正文 and 附件: the cells from the annex, the text from the body.

What a file holds is told in parts: the ids of the form's tables that were found in it, and TEXT for its sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zhunsheng.kernel.report import Report
from zhunsheng.server.reports.content import IMPORTED, ROW_CELL, SECTION_CELL, Content
from zhunsheng.server.reports.differences import COLUMN_TITLES
from zhunsheng.server.reports.schemes import FormSheet

TEXT = "text"
_NUMBER = re.compile(r"\[\d+\]")
_LONGEST = 20
Parts = frozenset[str]


def parts_of(report: Report, content: Content) -> Parts:
    tables = {table.id for table in report.tables}
    has_text = any(SECTION_CELL.match(cell) for cell, _ in content.filled())
    return frozenset(tables | ({TEXT} if has_text else set()))


def belong_together(one: Parts, other: Parts) -> bool:
    """Two bodies, or two annexes with the same table, are two versions: nobody knows which one holds."""
    shared = one & other
    return TEXT not in shared and (not shared or TEXT in one | other)


@dataclass(slots=True)
class Joined:
    content: Content
    doubts: list[str] = field(default_factory=list)
    """Where the files say different things, and which was taken."""


def joined(
    held: Content, held_parts: Iterable[Parts], came: Content, came_parts: Parts, sheet: FormSheet
) -> Joined:
    """`held` is what the files of `held_parts` made together."""
    held_ranks = _ranks(held_parts)
    came_ranks = _ranks([came_parts])
    newer = {table for table, rank in came_ranks.items() if rank > held_ranks.get(table, _SAID_IN_TEXT)}
    rows_table = sheet.indicator_table.id if sheet.indicator_table is not None else ""
    rows_from = came if rows_table in newer else held
    result = Joined(Content(rows=list(rows_from.rows), next_row=rows_from.next_row))
    for cell in [*held.cells, *(cell for cell in came.cells if cell not in held.cells)]:
        if ROW_CELL.match(cell):
            continue
        first, second = (came, held) if _table_of(cell, sheet) in newer else (held, came)
        taken = first if first.text(cell) else second
        result.content.cells[cell] = taken.cells[cell]
        if held.text(cell) and came.text(cell) and held.text(cell) != came.text(cell):
            both = f"{_said(held, cell)}，{_said(came, cell)}"
            result.doubts.append(f"{sheet.label(cell)}：{both}，按 {_short(taken.text(cell))}。")
    result.content.cells |= {cell: found for cell, found in rows_from.cells.items() if ROW_CELL.match(cell)}
    result.doubts += _row_doubts(held, came, rows_from)
    return result


_ANNEX, _IN_THE_BODY, _SAID_IN_TEXT = 2, 1, 0


def _ranks(files: Iterable[Parts]) -> dict[str, int]:
    """How well a table is known: from an annex, from a table in the body; what only prose says is the least."""
    ranks: dict[str, int] = {}
    for parts in files:
        for table in parts - {TEXT}:
            ranks[table] = max(ranks.get(table, 0), _IN_THE_BODY if TEXT in parts else _ANNEX)
    return ranks


def _table_of(cell: str, sheet: FormSheet) -> str:
    """The table a figure stands in; empty for what only the text has."""
    plain = _NUMBER.sub("", cell)
    for table in sheet.form.tables:
        if plain in table.keys or plain.rpartition(".")[0] in table.repeat.values():
            return table.id
    return ""


def _said(content: Content, cell: str) -> str:
    return f"“{_file_of(content, cell)}”写 {_short(content.text(cell))}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


def _file_of(content: Content, cell: str) -> str:
    return content.cells[cell].source.removeprefix(f"{IMPORTED}:")


def _row_doubts(held: Content, came: Content, taken: Content) -> Iterator[str]:
    """Only where both have indicators; those of the same name are compared column by column."""
    ours, theirs = _named(held), _named(came)
    if not ours or not theirs:
        return
    kept = _named(taken)
    for name, row in ours.items():
        if name not in theirs:
            continue
        for column, title in COLUMN_TITLES.items():
            mine, other = f"{row}.{column}", f"{theirs[name]}.{column}"
            if held.text(mine) and came.text(other) and held.text(mine) != came.text(other):
                both = f"{_said(held, mine)}，{_said(came, other)}"
                yield f"指标“{name[:20]}”的{title}：{both}，按 {_short(taken.text(f'{kept[name]}.{column}'))}。"
    for name in [*(n for n in ours if n not in theirs), *(n for n in theirs if n not in ours)]:
        verdict = "已收" if name in kept else "没有收"
        yield f"指标“{name[:20]}”只有一个文件里有，{verdict}。"


def _named(content: Content) -> dict[str, str]:
    """Name of an indicator → its row."""
    return {name: row.id for row in content.rows if (name := content.text(f"{row.id}.name"))}
