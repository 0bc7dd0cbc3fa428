"""Last year's figures beside this year's (上年数), and which moved so far that a reason is asked for."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.numerals import plain_decimal, read_quantity, read_value
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.reports.content import ROW_CELL, Content, content_from_json
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.queries import previous_report

MOVEMENT = Decimal("0.2")
"""From a fifth up or down a reason is asked for. Common practice, no rule of law: it blocks nothing."""
_SAME = ("name", "direction", "target_value", "unit", "target", "actual")
_MONEY_LIKE = (Kind.MONEY, Kind.COUNT, Kind.AREA)


def last_year_texts(report: UnitReport, content: Content) -> dict[str, str]:
    """Cell → what last year's accepted report says there; an indicator is found by its name."""
    previous = previous_report(report)
    if previous is None:
        return {}
    old = content_from_json(previous.content)
    texts = {
        cell: text for cell, text in old.filled() if ROW_CELL.match(cell) is None and "section." not in cell
    }
    named = {compact(old.text(f"{row.id}.name")): row.id for row in old.rows if old.text(f"{row.id}.name")}
    for row in content.rows:
        before = named.get(compact(content.text(f"{row.id}.name")))
        if before is not None:
            texts |= {f"{row.id}.{c}": old.text(f"{before}.{c}") for c in _SAME if old.text(f"{before}.{c}")}
    return texts


def movements(content: Content, last_year: dict[str, str]) -> dict[str, str]:
    """Cell → 比上年的 4.68 减 11.5%, where it moved by a fifth or more.

    A figure of this year is compared with the one of last year in the same table, else with last year's report.
    """
    found = {}
    for cell, text in content.filled():
        before = last_year.get(cell, "")
        if cell.endswith(".final"):
            before = content.text(f"{cell.removesuffix('.final')}.prior") or before
        words = _movement(_number(cell, before), _number(cell, text), before)
        if words:
            found[cell] = words
    return found


def _number(cell: str, text: str) -> Decimal | None:
    row = ROW_CELL.match(cell)
    if row is not None:
        quantity = read_quantity(text) if row[2] == "actual" and text else None
        return quantity.number if quantity is not None else None
    if kind_of(cell) not in _MONEY_LIKE or cell.endswith((".prior", ".budget")):
        return None
    _, value = read_value(text, kind_of(cell))
    return value if isinstance(value, Decimal) else None


def _movement(before: Decimal | None, now: Decimal | None, written: str) -> str:
    if before is None or now is None or not before:
        return ""
    share = (now - before) / before
    if abs(share) < MOVEMENT:
        return ""
    percent = (abs(share) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"比上年的 {written} {'增' if share > 0 else '减'} {plain_decimal(percent)}%，请写明原因"
