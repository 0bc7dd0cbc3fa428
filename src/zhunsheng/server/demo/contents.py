"""Contents for the made-up units: the sample report under another name, other amounts, with chosen faults."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.numerals import plain_decimal, read_quantity
from zhunsheng.portfolio.sources import intake, reports_in
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.reports.importing import Taken, taken_from
from zhunsheng.server.reports.schemes import sheet_of

SCHEME = "hunan-overall"
_FACTORS = ("1", "2", "3", "5", "4", "6")
_GROWING = re.compile(r"\d+(?:\.\d+)?(?=万元)|(?<=帮代办)\d+(?=件)")
"""Amounts, and the count that is multiplied by a price."""
_LINKED = (
    (re.compile(r"自评总分94\.66分，等级为“优”。其中[^。]*。"), "自评总分〔总分〕，等级为“〔等级〕”。"),
    (
        re.compile(r"编制人数26人，实有人数25人，在职人员控制率96\.15%"),
        "编制人数〔编制数〕，实有人数〔在职人数〕，在职人员控制率〔控制率〕",
    ),
    (
        re.compile(r"规范化建设基层便民服务点10个，其中甲镇6个、乙街道4个，均在"),
        "规范化建设的基层便民服务点均在",
    ),
    (re.compile(r"年初计划建设12个，实际建成10个。"), "实际建成数少于年初计划。"),
    (re.compile(r"建成剩余2个便民服务点"), "建成剩余的便民服务点"),
)
"""What differs from unit to unit is linked to the tables, or left to them."""
_FAULTS = 5
"""Every so many units have another fault; the rest have none."""


def texts_of(number: int, unit: str, year: int) -> Taken:
    """Rows and cells for the unit of this number."""
    base = _sample()
    factor = Decimal(_FACTORS[number % len(_FACTORS)])
    texts = {cell: _varied(cell, text, unit, year, factor) for cell, text in base.texts.items()}
    _plant(texts, base, number)
    return Taken(list(base.rows), texts, dict(base.indicators))


@cache
def _sample() -> Taken:
    report = reports_in(sample_text().encode(), "clean.txt", intake())[0]
    return taken_from(report, sheet_of(SCHEME))


def sample_text() -> str:
    """The made-up centre's report, as it lies in the package or in the source tree."""
    package = Path(__file__).parents[2]
    installed = package / "samples" / "shili-2023" / "clean.txt"
    file = installed if installed.is_file() else package.parents[1] / "samples" / "shili-2023" / "clean.txt"
    return file.read_text("utf-8")


def _varied(cell: str, text: str, unit: str, year: int, factor: Decimal) -> str:
    text = text.replace("示例区政务服务中心", unit).replace("我中心", "我单位").replace("2022", str(year - 1))
    text = text.replace("2023", str(year))
    if cell.startswith("section.") or "万元" in text:
        for pattern, linked in _LINKED:
            text = pattern.sub(linked, text)
        return _GROWING.sub(lambda match: _scaled(match.group(), factor), text)
    quantity = read_quantity(text) if kind_of(cell) is Kind.MONEY and not cell.startswith("r") else None
    return _scaled(text, factor) if quantity is not None else text


def _scaled(text: str, factor: Decimal) -> str:
    return plain_decimal(Decimal(text) * factor) if re.fullmatch(r"\d+(\.\d+)?", text) else text


def _plant(texts: dict[str, str], base: Taken, number: int) -> None:
    """A fault a reviewer should see: a score above its rule, a reason left out, a rate that lost its sign."""
    lacking = number % 7
    reached = 12 - lacking
    texts["r2.actual"] = f"{reached}个"
    texts["r2.reason"] = texts["r2.reason"].replace("少建2个。", f"少建{lacking}个。" if lacking else "")
    texts["goal.achieved"] = texts["goal.achieved"].replace("便民服务点10个", f"便民服务点{reached}个")
    row = base.rows[number % 4].id
    match number % _FAULTS:
        case 1:
            _raise_score(texts, base)
            _exceed(texts)
        case 2:
            for cell in [cell for cell in texts if cell.endswith(".reason")]:
                del texts[cell]
        case 3:
            texts["staffing.actual"] = "28"
        case 4:
            texts[f"{row}.actual"] = texts.get(f"{row}.actual", "").rstrip("%件个项")


def _exceed(texts: dict[str, str]) -> None:
    """Far more than the target, in table and text alike: it asks for an explanation."""
    for cell, text in texts.items():
        texts[cell] = text.replace("53860", "71200").replace("22620", "39960")


def _raise_score(texts: dict[str, str], base: Taken) -> None:
    """Every score to its weight, whatever was reached."""
    for row in base.rows:
        if f"{row.id}.weight" in texts:
            texts[f"{row.id}.score"] = texts[f"{row.id}.weight"]
