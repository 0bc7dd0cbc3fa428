"""Reports, findings and scores as plain data, ready for JSON, and reports back from it.

The shape is a contract with other programs: keys are added, never changed. Numbers are strings,
dates ISO, positions integers. What is written here reads back to an equal report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhunsheng.kernel.errors import ZhunshengError
from zhunsheng.kernel.facts import Fact, State, Value
from zhunsheng.kernel.findings import (
    AtDimension,
    AtFact,
    AtIndicator,
    AtPlace,
    AtSection,
    CheckResult,
    Finding,
    Outcome,
    Target,
)
from zhunsheng.kernel.numerals import plain_decimal, read_quantity
from zhunsheng.kernel.places import CellPlace, Place, TextPlace
from zhunsheng.kernel.report import (
    Doubt,
    EmptyRow,
    Indicator,
    Mention,
    Report,
    Residue,
    Section,
    TableSeen,
    Unread,
)
from zhunsheng.kernel.scoring import ClassTotal, Scorecard, ScoreLine

Plain = dict[str, Any]

_TEXT_COLUMNS = (
    "level1",
    "level2",
    "name",
    "target",
    "actual",
    "reason",
    "direction",
    "target_value",
    "unit",
)
_LONGEST_NUMBER = 40
"""Digits before or after the point; a longer number is an attack, not a budget."""


class ExchangeError(ZhunshengError):
    """Data that is no report of ours."""


# --- report → data ---------------------------------------------------------------------------------


def report_to_dict(report: Report, file: str = "", result: CheckResult | None = None) -> Plain:
    """A report, with what a check said of it; without a check every outcome counts 0."""
    return {
        "file": file,
        "scheme": report.scheme,
        "fiscal_year": report.fiscal_year,
        "unit": report.unit,
        "facts": {key: _fact(fact) for key, fact in report.facts.items()},
        "indicators": [_indicator(indicator) for indicator in report.indicators],
        "sections": [_section(section) for section in report.sections],
        "mentions": [_mention(mention) for mention in report.mentions],
        "unread": [{"text": entry.text, "place": place_to_dict(entry.place)} for entry in report.unread],
        "doubts": [_doubt(doubt) for doubt in report.doubts],
        **result_to_dict(result or CheckResult()),
        "form": report.form,
        "title": report.title,
        "outside": [_section(section) for section in report.outside],
        "tables": [_table(table) for table in report.tables],
        "empty_rows": [_empty_row(row) for row in report.empty_rows],
        "residues": [{"text": entry.text, "place": place_to_dict(entry.place)} for entry in report.residues],
        "notes": list(report.notes),
    }


def error_to_dict(file: str, code: str, message: str) -> Plain:
    """A file no report could be read from."""
    return {"file": file, "error": {"code": code, "message": message}}


def place_to_dict(place: Place | None) -> Plain | None:
    match place:
        case CellPlace(table, row, column):
            return {"table": table, "row": row, "column": column}
        case TextPlace(section, start, end):
            return {"section": section, "start": start, "end": end}
        case _:
            return None


def _fact(fact: Fact) -> Plain:
    """`type` says how to take `value`; it is null for a mask such as （略） in a cell for a number or date."""
    value, kind = _plain_value(fact.value)
    if fact.value is None and fact.state is State.GIVEN:
        value = fact.text
    return {
        "value": value,
        "state": fact.state.value,
        "text": fact.text,
        "place": place_to_dict(fact.place),
        "type": kind,
    }


def _plain_value(value: Value) -> tuple[str | None, str | None]:
    match value:
        case None:
            return None, None
        case Decimal():
            return plain_decimal(value), "number"
        case date():
            return value.isoformat(), "date"
        case _:
            return value, "text"


def _indicator(indicator: Indicator) -> Plain:
    return {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": indicator.name,
        "target": indicator.target,
        "actual": indicator.actual,
        "weight": _number(indicator.weight),
        "score": _number(indicator.score),
        "reason": indicator.reason,
        "place": place_to_dict(indicator.place),
        "direction": indicator.direction,
        "target_value": indicator.target_value,
        "unit": indicator.unit,
        "weight_text": indicator.weight_text,
        "score_text": indicator.score_text,
        "columns": {name: place_to_dict(place) for name, place in indicator.columns.items()},
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain_decimal(value)


def _section(section: Section) -> Plain:
    return {
        "number": section.number,
        "title": section.title,
        "text": section.text,
        "heading": section.heading,
    }


def _mention(mention: Mention) -> Plain:
    return {
        "section": mention.section,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "value": plain_decimal(mention.value),
        "unit": mention.unit,
        "fact": mention.fact,
    }


def _doubt(doubt: Doubt) -> Plain:
    return {
        "question": doubt.question,
        "place": place_to_dict(doubt.place),
        "candidates": list(doubt.candidates),
    }


def _table(table: TableSeen) -> Plain:
    return {
        "id": table.id,
        "table": table.table,
        "title": table.title,
        "number": table.number,
        "money_unit": table.money_unit,
        "mixed_units": table.mixed_units,
        "years": list(table.years),
    }


def _empty_row(row: EmptyRow) -> Plain:
    return {"level1": row.level1, "level2": row.level2, "text": row.text, "place": place_to_dict(row.place)}


# --- findings and scores → data --------------------------------------------------------------------


def result_to_dict(result: CheckResult) -> Plain:
    """findings, outcomes, and why what could not be checked could not."""
    return {
        "findings": [finding_to_dict(finding) for finding in result.findings],
        "outcomes": {outcome.value: result.outcomes[outcome] for outcome in Outcome},
        "not_evaluable": [
            {"code": entry.code, "rule": entry.rule, "missing": list(entry.missing)}
            for entry in result.unanswered
        ],
    }


def finding_to_dict(finding: Finding) -> Plain:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "blocking": finding.blocking,
        "message": finding.message,
        "hint": finding.hint,
        "basis": finding.basis,
        "places": [target_to_dict(target) for target in finding.targets],
        "rule": finding.rule,
    }


def target_to_dict(target: Target) -> Plain:
    match target:
        case AtFact(key):
            return {"fact": key}
        case AtIndicator(row, column):
            return {"indicator": row, "column": column}
        case AtSection(number, start, end):
            return {"section": number, "start": start, "end": end}
        case AtDimension(name):
            return {"dimension": name}
        case AtPlace(place):
            return {"place": place_to_dict(place)}


def scorecard_to_dict(report: Report, card: Scorecard, cite: Callable[[str], str], file: str = "") -> Plain:
    """Scores recomputed beside the filed ones; `by_hand` are rows counted as filed."""
    return {
        "file": file,
        "scheme": report.scheme,
        "fiscal_year": report.fiscal_year,
        "unit": report.unit,
        "scores": [_score_line(line, cite) for line in card.lines],
        "total": _number(card.total),
        "grade": card.grade or None,
        "filed_total": _number(card.filed_total),
        "filed_grade": card.filed_grade or None,
        "classes": [_class_total(entry) for entry in card.classes],
        "by_hand": list(card.by_hand),
    }


def _score_line(line: ScoreLine, cite: Callable[[str], str]) -> Plain:
    at = {"fact": line.fact} if line.indicator is None else {"indicator": line.indicator}
    return {
        **at,
        "filed": _number(line.filed),
        "computed": _number(line.computed),
        "steps": line.steps,
        "basis": cite(line.basis),
        "low": _number(line.low),
        "high": _number(line.high),
    }


def _class_total(entry: ClassTotal) -> Plain:
    return {
        "level1": entry.level1,
        "weight": plain_decimal(entry.weight),
        "filed": plain_decimal(entry.filed),
        "counted": plain_decimal(entry.counted),
    }


# --- data → report ---------------------------------------------------------------------------------


def report_from_dict(data: Mapping[str, Any]) -> Report:
    """The report that `report_to_dict` wrote. Raises ExchangeError for anything else."""
    try:
        return _report(data)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise ExchangeError("JSON 的内容不是准绳写出的报告。") from error


def _report(data: Mapping[str, Any]) -> Report:
    year = data.get("fiscal_year")
    return Report(
        scheme=_optional_text(data.get("scheme")),
        form=_optional_text(data.get("form")),
        fiscal_year=None if year is None else int(year),
        unit=_text(data.get("unit", "")),
        title=_text(data.get("title", "")),
        facts={_text(key): _fact_from(entry) for key, entry in data["facts"].items()},
        indicators=[_indicator_from(entry) for entry in data["indicators"]],
        sections=_sections_from(data["sections"]),
        outside=_sections_from(data.get("outside", ())),
        mentions=[_mention_from(entry) for entry in data.get("mentions", ())],
        unread=[
            Unread(_text(entry["text"]), place_from_dict(entry["place"])) for entry in data.get("unread", ())
        ],
        doubts=[_doubt_from(entry) for entry in data.get("doubts", ())],
        empty_rows=[_empty_row_from(entry) for entry in data.get("empty_rows", ())],
        tables=[_table_from(entry) for entry in data.get("tables", ())],
        residues=[
            Residue(_text(entry["text"]), place_from_dict(entry["place"]))
            for entry in data.get("residues", ())
        ],
        notes=[_text(note) for note in data.get("notes", ())],
    )


def place_from_dict(data: Mapping[str, Any]) -> Place:
    if "section" in data:
        return TextPlace(_text(data["section"]), int(data["start"]), int(data["end"]))
    return CellPlace(int(data["table"]), int(data["row"]), int(data["column"]))


def _place(data: Mapping[str, Any] | None) -> Place | None:
    return None if data is None else place_from_dict(data)


def _cell(data: Mapping[str, Any]) -> CellPlace:
    return CellPlace(int(data["table"]), int(data["row"]), int(data["column"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _optional_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _fact_from(data: Mapping[str, Any]) -> Fact:
    state, text = State(data["state"]), _text(data.get("text", ""))
    value = _value_from(data, text) if state is State.GIVEN else None
    return Fact(value, state, text, _place(data.get("place")))


def _value_from(data: Mapping[str, Any], text: str) -> Value:
    value = data["value"]
    if value is None:
        return None
    match data.get("type", _guessed_type(_text(value))):
        case "number":
            return _as_written(value, text)
        case "date":
            return date.fromisoformat(value)
        case "text":
            return _text(value)
        case _:
            return None


def _guessed_type(value: str) -> str:
    """For a report written by another program, which need not know `type`."""
    for kind, read in (("number", _decimal), ("date", date.fromisoformat)):
        try:
            read(value)
        except (ValueError, InvalidOperation):
            continue
        return kind
    return "text"


def _decimal(text: str) -> Decimal:
    value = Decimal(_text(text))
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST_NUMBER:
        raise ValueError(text)
    return value


def _as_written(value: str, text: str) -> Decimal:
    """The number with the digits it was filed with: rules allow for the rounding of 9.2 but not of 9.20."""
    number, written = _decimal(value), read_quantity(text)
    return written.number if written is not None and written.number == number else number


def _indicator_from(data: Mapping[str, Any]) -> Indicator:
    weight_text, score_text = _text(data.get("weight_text", "")), _text(data.get("score_text", ""))
    place = data.get("place")
    return Indicator(
        **{column: _text(data.get(column, "")) for column in _TEXT_COLUMNS},
        weight=_points_from(data.get("weight"), weight_text),
        score=_points_from(data.get("score"), score_text),
        weight_text=weight_text,
        score_text=score_text,
        place=None if place is None else _cell(place),
        columns={_text(name): _cell(entry) for name, entry in data.get("columns", {}).items()},
    )


def _points_from(value: str | None, text: str) -> Decimal | None:
    return None if value is None else _as_written(value, text)


def _sections_from(data: Iterable[Mapping[str, Any]]) -> list[Section]:
    return [
        Section(*(_text(entry.get(name, "")) for name in ("number", "title", "text", "heading")))
        for entry in data
    ]


def _mention_from(data: Mapping[str, Any]) -> Mention:
    text = _text(data["text"])
    return Mention(
        _text(data["section"]),
        int(data["start"]),
        int(data["end"]),
        text,
        _as_written(data["value"], text),
        _text(data["unit"]),
        _optional_text(data.get("fact")),
    )


def _doubt_from(data: Mapping[str, Any]) -> Doubt:
    candidates = [_text(candidate) for candidate in data.get("candidates", ())]
    return Doubt(_text(data["question"]), _place(data.get("place")), candidates)


def _empty_row_from(data: Mapping[str, Any]) -> EmptyRow:
    return EmptyRow(_text(data["level1"]), _text(data["level2"]), _text(data["text"]), _cell(data["place"]))


def _table_from(data: Mapping[str, Any]) -> TableSeen:
    return TableSeen(
        id=_text(data["id"]),
        table=int(data["table"]),
        title=_text(data.get("title", "")),
        number=_text(data.get("number", "")),
        money_unit=_text(data.get("money_unit", "")),
        mixed_units=bool(data.get("mixed_units", False)),
        years=[int(year) for year in data.get("years", ())],
    )
