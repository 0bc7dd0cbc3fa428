"""Reports, findings and scores as plain data, ready for JSON, and reports back from it.

The shape is a contract with other programs: keys are added, never changed. Numbers are strings,
dates ISO, positions integers. What is written here reads back to an equal report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

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
from zhunsheng.kernel.report import Doubt, Indicator, Mention, Report, Section
from zhunsheng.kernel.scoring import ClassTotal, Scorecard, ScoreLine

T = TypeVar("T")
Plain = dict[str, Any]

_IN_CONTRACT = (
    "scheme",
    "fiscal_year",
    "unit",
    "facts",
    "indicators",
    "sections",
    "mentions",
    "unread",
    "doubts",
)
_SIBLINGS = tuple(field.name for field in fields(Report) if field.name not in _IN_CONTRACT)
"""Parts of a report that only reading it back needs. A new one needs no line here."""

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
        **{name: _plain(getattr(report, name)) for name in _SIBLINGS},
    }


def _plain(value: Any) -> Any:
    """The parts of a report that are not in the contract, field by field."""
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    names = _field_names(value.__class__)
    if names:
        return {name: _plain(getattr(value, name)) for name in names}
    return plain_decimal(value) if isinstance(value, Decimal) else value


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    """Empty for what is no dataclass."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


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
        "formula": finding.formula or None,
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
        if "facts" not in data or "indicators" not in data:
            raise KeyError("facts")
        return _record(Report, data)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise ExchangeError("JSON 的内容不是准绳写出的报告。") from error


def _record(kind: type[T], data: Mapping[str, Any]) -> T:
    """A dataclass from its fields; a field the data lacks takes its default."""
    if not isinstance(data, Mapping):
        raise TypeError(data)
    hints = _hints(kind)  # type: ignore[arg-type]  # a class is hashable, mypy forgets it of type[T]
    return kind(**{name: _load(hint, data[name]) for name, hint in hints.items() if name in data})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _load(kind: Any, data: Any) -> Any:
    """A value of an annotated type."""
    if kind in _LOADERS:
        return _LOADERS[kind](data)
    if is_dataclass(kind):
        return _record(kind, data)  # type: ignore[arg-type]
    inner = get_args(kind)
    if get_origin(kind) is list:
        return [_load(inner[0], entry) for entry in _list(data)]
    if get_origin(kind) is dict:
        return {_text(key): _load(inner[1], entry) for key, entry in data.items()}
    return None if data is None else _load(_without_none(inner), data)


def _without_none(kinds: tuple[Any, ...]) -> Any:
    left = [kind for kind in kinds if kind is not NoneType]
    return left[0] if len(left) == 1 else Place


def place_from_dict(data: Mapping[str, Any]) -> Place:
    return _record(TextPlace, data) if "section" in data else _record(CellPlace, data)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()  # half a character (a lone surrogate) could never be written again
    return value


def _fact_from(data: Mapping[str, Any]) -> Fact:
    state, text = State(data["state"]), _text(data.get("text", ""))
    value = _value_from(data, text) if state is State.GIVEN else None
    return Fact(value, state, text, _load(Place | None, data.get("place")))


def _value_from(data: Mapping[str, Any], text: str) -> Value:
    value = data["value"]
    if value is None:
        return None
    kind = data["type"] if "type" in data else _guessed_type(_text(value))
    match kind:
        case "number":
            return _as_written(_decimal(value), text)
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


def _as_written(number: Decimal, text: str) -> Decimal:
    """The number with the digits it was filed with: rules allow for the rounding of 9.2, not of 9.20."""
    written = read_quantity(text)
    return written.number if written is not None and written.number == number else number


def _indicator_from(data: Mapping[str, Any]) -> Indicator:
    indicator = _record(Indicator, data)
    if indicator.weight is not None:
        indicator.weight = _as_written(indicator.weight, indicator.weight_text)
    if indicator.score is not None:
        indicator.score = _as_written(indicator.score, indicator.score_text)
    return indicator


def _mention_from(data: Mapping[str, Any]) -> Mention:
    mention = _record(Mention, data)
    mention.value = _as_written(mention.value, mention.text)
    return mention


_LOADERS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    int: int,
    bool: bool,
    Decimal: _decimal,
    Place: place_from_dict,
    Fact: _fact_from,
    Indicator: _indicator_from,
    Mention: _mention_from,
}
