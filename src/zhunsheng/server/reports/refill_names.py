"""The plain official annex (.xlsx, .docx): facts by their keys, indicators by their names, the rest is asked."""

from __future__ import annotations

from collections.abc import Mapping

from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import Report
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.content import ROW_CELL, Content
from zhunsheng.server.reports.importing import Taken
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.refill_items import Refill, Unmatched, item_of
from zhunsheng.server.reports.schemes import FormSheet


def refuse_foreign_report(found: Report, report: UnitReport, sheet: FormSheet, name: str) -> None:
    year, unit = report.campaign.fiscal_year, compact(found.unit)
    if found.form != sheet.form.id:
        raise Refused(f"没有在“{name}”里认出“{sheet.form.title}”的表，请确认没有选错文件。")
    if found.fiscal_year not in (None, year):
        raise Refused(f"“{name}”是 {found.fiscal_year} 年度的表，这里填的是 {year} 年度。")
    own = compact(report.unit.name)
    if unit and unit not in own and own not in unit:
        raise Refused(f"“{name}”是“{found.unit}”的表，不能导入“{report.unit.name}”的报告。")


def read_by_names(
    refill: Refill,
    found: Report,
    taken: Taken,
    content: Content,
    sheet: FormSheet,
    answers: Mapping[int, str],
) -> None:
    """Facts by their keys; indicators by their names. What the file leaves empty stays as it is."""
    for key, text in taken.texts.items():
        if ROW_CELL.match(key) is None:
            fact = found.facts.get(key)
            where = place_words(fact.place) if fact is not None else "正文"
            refill.items.append(item_of(key, where, text, content, sheet))
    known = {row.id: content.text(f"{row.id}.name") for row in content.rows}
    named = {compact(indicator.name) for indicator in found.indicators}
    claimed = {row for row, title in known.items() if compact(title) in named}
    for row in taken.rows:
        number = taken.indicators.get(row.id)
        if number is None:
            continue
        name = taken.texts.get(f"{row.id}.name", "")
        texts = {
            cell.partition(".")[2]: text
            for cell, text in taken.texts.items()
            if cell.startswith(f"{row.id}.")
        }
        same = [own for own, title in known.items() if title and compact(title) == compact(name)]
        answer = answers.get(number, same[0] if len(same) == 1 else "")
        if answer in known:
            where = place_words(found.indicators[number].place)
            refill.items += [
                item_of(f"{answer}.{column}", where, text, content, sheet) for column, text in texts.items()
            ]
        if len(same) != 1:
            candidates = sorted(known.items(), key=lambda entry: _rank(entry, name, claimed))
            refill.unmatched.append(
                Unmatched(
                    number,
                    name,
                    row.level1,
                    row.level2,
                    texts,
                    [(own, title or "（空行）") for own, title in candidates],
                    _is_class(row.level1, row.level2, sheet),
                )
            )


def _rank(entry: tuple[str, str], name: str, claimed: set[str]) -> tuple[bool, float]:
    """Rows no other indicator of the file has by name come first, then those of a like name."""
    return entry[0] in claimed, -_alike(entry[1], name)


def _alike(one: str, other: str) -> float:
    """Share of characters two names have in common."""
    first, second = set(compact(one)), set(compact(other))
    return len(first & second) / max(1, len(first | second))


def _is_class(level1: str, level2: str, sheet: FormSheet) -> bool:
    classes = sheet.indicator_table.classes if sheet.indicator_table is not None else ()
    return any(level.name == level1 and level2 in (level.parts or ("",)) for level in classes)


def place_words(place: object) -> str:
    """表2 第5行第3列, counted from 1; 正文 六.2."""
    if isinstance(place, CellPlace):
        return f"表{place.table + 1} 第{place.row + 1}行第{place.column + 1}列"
    section = getattr(place, "section", "")
    return f"正文 {section}" if section else "正文"
