"""What a file would change in a report, cell by cell, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from zhunsheng.kernel.facts import Kind, State
from zhunsheng.kernel.numerals import plain_decimal, read_value
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.reports.assessment import figures_of
from zhunsheng.server.reports.content import ROW_CELL, Content
from zhunsheng.server.reports.differences import place_of
from zhunsheng.server.reports.linked import with_figures
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import locked_cells, tidy
from zhunsheng.server.reports.schemes import FormSheet


@dataclass(slots=True)
class Item:
    """A cell the file has something to say about."""

    cell: str
    name: str
    address: str
    before: str
    after: str
    typed: str
    """As it stands in the file, before it was tidied."""
    problem: str = ""

    @property
    def kind(self) -> str:
        if self.before == self.after:
            return "same"
        return "changed" if self.before else "new"

    @property
    def note(self) -> str:
        return f"已按“{self.after}”读取" if self.after and self.after != self.typed else ""


@dataclass(slots=True)
class Unmatched:
    """An indicator of the file that is not certainly one of the report's."""

    number: int
    name: str
    level1: str
    level2: str
    texts: dict[str, str]
    candidates: list[tuple[str, str]]
    """Row id and name, the likeliest first."""
    can_be_new: bool


@dataclass(slots=True)
class Refill:
    items: list[Item] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Address and text of what has no cell."""
    has_ids: bool = False
    downloaded: int | None = None
    """The report's version when the workbook left."""

    def of_kind(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.kind == kind]

    @property
    def wrong(self) -> list[Item]:
        return [item for item in self.items if item.problem and item.kind != "same"]


def item_of(cell: str, address: str, typed: str, content: Content, sheet: FormSheet) -> Item:
    return Item(
        cell, place_of(cell, content, sheet), address, content.text(cell), tidy(cell, typed, sheet), typed
    )


def judge_items(refill: Refill, report: UnitReport, content: Content, sheet: FormSheet) -> None:
    locked = locked_cells(report)
    figures = figures_of(content, sheet, report.campaign.fiscal_year, report.unit.name)
    after = {item.cell: item.after for item in refill.items}
    for item in refill.items:
        if item.cell.startswith("section.") and item.after == with_figures(item.before, figures, sheet):
            item.after = item.before
        if item.cell in locked and item.kind != "same":
            item.problem = f"这个数来自{locked[item.cell]}，不能在这里改；有误请联系财政局。"
        else:
            item.problem = (
                _unreadable(item, sheet)
                or _over_weight(item, after, content)
                or _changed_since(item, refill.downloaded, content)
            )


def _unreadable(item: Item, sheet: FormSheet) -> str:
    row = ROW_CELL.match(item.cell)
    if row is not None:
        kind = Kind.POINTS if row[2] in ("weight", "score") else Kind.TEXT
    else:
        kind = Kind.TEXT if item.cell.startswith("section.") else kind_of(item.cell)
    if kind is Kind.TEXT or not item.after:
        return ""
    state, _ = read_value(item.after, kind, sheet.money_of(item.cell))
    wanted = "日期" if kind is Kind.DATE else "数"
    return f"“{item.typed[:20]}”读不出{wanted}，请改成{wanted}。" if state is State.UNREADABLE else ""


def _changed_since(item: Item, downloaded: int | None, content: Content) -> str:
    """A workbook filled for days must not take back what was typed meanwhile."""
    held = content.cells.get(item.cell)
    if downloaded is None or held is None or held.version <= downloaded or item.kind == "same":
        return ""
    return "下载这张表之后，这一格在网上又改过；导入会盖掉现在的内容。"


def _over_weight(item: Item, after: Mapping[str, str], content: Content) -> str:
    row = ROW_CELL.match(item.cell)
    if row is None or row[2] != "score":
        return ""
    beside = f"{row[1]}.weight"
    weight = _points(after.get(beside, content.text(beside)))
    score = _points(item.after)
    if score is None or weight is None or 0 <= score <= weight:
        return ""
    return f"得分 {item.after} 超出本指标分值 {plain_decimal(weight)}，请改为 0 到 {plain_decimal(weight)} 之间的数。"


def _points(text: str) -> Decimal | None:
    _, value = read_value(text, Kind.POINTS)
    return value if isinstance(value, Decimal) else None
