"""A place in a report in words, as one colleague tells another where to look."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhunsheng.kernel.facts import Fact
from zhunsheng.kernel.findings import (
    AtDimension,
    AtFact,
    AtIndicator,
    AtPlace,
    AtSection,
    Target,
    nested_quotes,
)
from zhunsheng.kernel.form import Form, FormTable
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import Report
from zhunsheng.rulebook.facts import label_of

_COLUMN_WORDS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "名称",
    "direction": "指标性质",
    "target_value": "指标值",
    "unit": "度量单位",
    "target": "指标值",
    "actual": "完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因",
}
_COLUMN = re.compile(r"(?<=.)((?:上年|本年|年初|全年)[预决]算数|全年执行数)")
_ITEM = re.compile(r"^(.+\[\d+\])\.(?!name$)")
_ITEM_NUMBER = re.compile(r"（第\d+项）$")
_SECTION = re.compile(r"^[一二三四五六七八九十\d]+(?:\.\d+)*$")
_SHORT = 20


def place_words(target: Target, report: Report, form: Form | None) -> str:
    """附件1-1 三公经费 本年决算数; 附件1-2 自评表 第3个指标“群众满意度”得分; 正文 二.2.1“基本支出情况”."""
    match target:
        case AtFact():
            return _fact(target.key, report, form)
        case AtIndicator():
            return _indicator(target, report, form)
        case AtSection():
            return _section(target.number, report)
        case AtDimension():
            return target.name
        case AtPlace():
            place = target.place
            return (
                _cell(place, report, form)
                if isinstance(place, CellPlace)
                else _section(place.section, report)
            )


def places_words(
    targets: Sequence[Target], report: Report, form: Form | None, most: int | None = None
) -> str:
    """Several places: table and indicator are named once for those that follow each other in them.

    `most`: how many are named where there is little room; the rest is counted.
    """
    words = list(dict.fromkeys(_by_indicator(targets, report, form)))
    parts: list[str] = []
    table = ""
    for place in words[:most]:
        owner = place.partition(" ")[0] if " " in place else ""
        parts.append(place.removeprefix(f"{owner} ") if owner and owner == table else place)
        table = owner
    return "；".join(parts) + (f" 等 {len(words)} 处" if len(words) > len(parts) else "")


def _by_indicator(targets: Sequence[Target], report: Report, form: Form | None) -> list[str]:
    """附件1-2 自评表 第3个指标“群众满意度”得分、偏差原因."""
    words: list[str] = []
    row = -1
    for target in dict.fromkeys(targets):
        column = _COLUMN_WORDS.get(target.column, "") if isinstance(target, AtIndicator) else ""
        if isinstance(target, AtIndicator) and target.row == row and column:
            words[-1] += f"、{column}"
        else:
            words.append(place_words(target, report, form))
        row = target.row if isinstance(target, AtIndicator) else -1
    return words


def _fact(key: str, report: Report, form: Form | None) -> str:
    name = _fact_name(key, report)
    fact = report.facts.get(key)
    section = _section_of(fact, report)
    if section:
        return f"{_section(section, report)} {name}"
    table = _table_of(key, form)
    return f"{table_words(table)} {name}" if table is not None else name


def _section_of(fact: Fact | None, report: Report) -> str:
    """The section that states the fact; empty where a table does, or the text around one."""
    place = fact.place if fact is not None else None
    if not isinstance(place, TextPlace):
        return ""
    return next((section.number for section in report.sections if section.number == place.section), "")


def _fact_name(key: str, report: Report) -> str:
    """三公经费 本年决算数; the item's own name where the report gives it one."""
    name = _COLUMN.sub(r" \1", label_of(key))
    item = _ITEM.match(key)
    own = report.facts.get(f"{item[1]}.name") if item is not None else None
    return _ITEM_NUMBER.sub(f"（{own.text}）", name) if own is not None and own.text else name


def _table_of(key: str, form: Form | None) -> FormTable | None:
    plain = re.sub(r"\[\d+\]", "", key)
    tables = form.tables if form is not None else ()
    if plain.startswith("score.class."):
        return next((table for table in tables if table.indicator_columns), None)
    owner = next((table for table in tables if plain in table.keys), None)
    if owner is not None:
        return owner
    stem = plain.rpartition(".")[0]
    return next((table for table in tables if stem in table.repeat.values()), None)


def table_words(table: FormTable, named: bool = False) -> str:
    """附件1-2; 附件1-2 自评表 if `named`, and always where the table has no number."""
    short = "自评表" if table.title.endswith("自评表") else table.title
    if not table.number:
        return short
    return f"{table.number} {short}" if named else table.number


def _indicator(target: AtIndicator, report: Report, form: Form | None) -> str:
    tables = form.tables if form is not None else ()
    table = next((table for table in tables if table.indicator_columns), None)
    where = f"{table_words(table, named=True)} " if table is not None else ""
    column = _COLUMN_WORDS.get(target.column, "")
    if not 0 <= target.row < len(report.indicators):
        return f"{where}第{target.row + 1}个指标{column}"
    name = _shortened(report.indicators[target.row].name)
    return nested_quotes(f"{where}第{target.row + 1}个指标“{name}”{column}")


def _section(number: str, report: Report) -> str:
    """正文 二.2.1“基本支出情况”; what stands outside the numbered text goes by its own name (卷首, 附件1-1)."""
    section = next((section for section in report.sections if section.number == number), None)
    if section is not None:
        return (
            nested_quotes(f"正文 {number}“{_shortened(section.title)}”")
            if section.title
            else f"正文 {number}"
        )
    return f"正文 {number}" if _SECTION.match(number) else number


def _cell(place: CellPlace, report: Report, form: Form | None) -> str:
    seen = next((table for table in report.tables if table.table == place.table), None)
    table = (
        next((t for t in form.tables if seen is not None and t.id == seen.id), None)
        if form is not None
        else None
    )
    where = table_words(table, named=True) if table is not None else f"第{place.table + 1}张表"
    return f"{where} 第{place.row + 1}行第{place.column + 1}列"


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
