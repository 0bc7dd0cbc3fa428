"""Figures that differ from the register's (X12 in the table, N10 in the text): 请核实, with both figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import Mention, Section
from zhunsheng.kernel.targets import read_actual
from zhunsheng.rulebook.office_rules import N10, X12, OfficeRule
from zhunsheng.server.reports.assessment import Assessment
from zhunsheng.server.reports.content import Content
from zhunsheng.server.reports.differences import place_of
from zhunsheng.server.reports.findings import Shown
from zhunsheng.server.reports.models import Quote
from zhunsheng.server.reports.quotes import (
    Offer,
    agrees,
    figure_text,
    fitting,
    named,
    same_count,
    unit_fits,
)
from zhunsheng.server.reports.schemes import FormSheet, rulebook

_HINT = "请核对是哪个口径；在“台账里的数”里可以引用台账的数和明细。确有不同请写明原因。"
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")
_BEFORE = re.compile(r"[^，。；：、\n]*$")
_AFTER = re.compile(r"[^，。；：、\n]*")
Explanations = Mapping[str, tuple[str, str]]


def register_findings(
    content: Content,
    assessment: Assessment,
    sheet: FormSheet,
    offers: list[Offer],
    quotes: Mapping[str, Quote],
    explanations: Explanations,
) -> list[Shown]:
    """`explanations`: finding id → (message it was written for, text)."""
    year = assessment.report.fiscal_year or 0
    found = [
        *_in_table(content, assessment, sheet, offers, quotes, year),
        *_in_text(assessment, sheet, offers, year),
    ]
    for finding in found:
        written_for, text = explanations.get(finding.id, ("", ""))
        finding.explanation = text if written_for == finding.message else ""
    return found


def _in_table(
    content: Content,
    assessment: Assessment,
    sheet: FormSheet,
    offers: list[Offer],
    quotes: Mapping[str, Quote],
    year: int,
) -> Iterator[Shown]:
    for row, indicator in zip(assessment.rows, assessment.report.indicators, strict=True):
        cell = f"{row}.actual"
        filed = read_actual(indicator.actual)
        if filed.value is None:
            continue
        quote = quotes.get(cell)
        if quote is not None:
            message = _against_quote(filed.value, indicator.actual, quote, same_count(offers, quote), year)
        else:
            message = _against_register(filed.value, indicator.actual, fitting(indicator, offers), year)
        if message:
            yield _shown(X12, f"{X12.code}|{cell}", place_of(cell, content, sheet), message, cell)


def _against_quote(filed: Decimal, written: str, quote: Quote, now: Offer | None, year: int) -> str:
    """Silent where the cell says what was quoted, and the register still does."""
    value = now.snapshot.value if now is not None else None
    if now is not None and value is not None and value != quote.value:
        if agrees(filed, quote.value, quote.unit):
            return (
                f"{quote.source}已变为 {figure_text(value, quote.unit)}，这里引用的是"
                f" {figure_text(quote.value, quote.unit)}（截至 {quote.as_of}）。是否更新？"
            )
        return "" if agrees(filed, value, quote.unit) else _disagreeing(now, written, year)
    if agrees(filed, quote.value, quote.unit):
        return ""
    return _words(quote.source, year, quote.words, written, quote.rule_name, quote.value, quote.unit)


def _against_register(filed: Decimal, written: str, fitted: list[Offer], year: int) -> str:
    best = fitted[0] if fitted else None
    if best is None or best.snapshot.value is None:
        return ""
    if agrees(filed, best.snapshot.value, best.snapshot.unit):
        return ""
    return _disagreeing(best, written, year)


def _disagreeing(offer: Offer, written: str, year: int) -> str:
    snapshot = offer.snapshot
    assert snapshot.value is not None
    return _words(
        offer.source.name,
        year,
        snapshot.words,
        written,
        snapshot.rule_name,
        snapshot.value,
        snapshot.unit,
    )


def _words(
    source: str, year: int, words: str, written: str, rule_name: str, value: Decimal, unit: str
) -> str:
    """台账中 2023 年已完成 2 轮、进行中 1 轮，这里填 3 轮。按“已反馈”口径应为 2。"""
    should = figure_text(value, unit) if unit == "%" else plain_decimal(value)
    filed = re.sub(r"(?<=\d)(?=[^\d.,%])", " ", written)
    return f"{source}中 {year} 年{words}，这里填 {filed}。按“{rule_name}”口径应为 {should}。"


# --- the text ------------------------------------------------------------------------------------------------


def _in_text(assessment: Assessment, sheet: FormSheet, offers: list[Offer], year: int) -> Iterator[Shown]:
    if not offers:
        return
    sections = {section.number: section for section in assessment.report.sections}
    told: set[str] = set()
    for mention in assessment.report.mentions:
        section = sections[mention.section]
        best = _meant(mention, section, offers)
        if best is None or _said_by_the_family(mention, best, offers):
            continue
        cell = f"section.{mention.section.partition('.')[0]}"
        identity = f"{N10.code}|{cell}|{best.snapshot.key}"
        if identity in told:
            continue
        told.add(identity)
        clause = _clause(section.text, mention)
        message = f"正文写“{clause}”，{best.source.name}中 {year} 年{best.snapshot.words}。请核对口径。"
        yield _shown(N10, identity, sheet.label(cell), message, cell)


def _meant(mention: Mention, section: Section, offers: list[Offer]) -> Offer | None:
    """The count the sentence names best; None where two are named alike."""
    sentence, clause = _sentence(section.text, mention), _clause(section.text, mention)
    scored = [
        (named(offer.snapshot, sentence, clause), offer)
        for offer in offers
        if mention.unit and unit_fits(offer.snapshot.unit, mention.unit)
    ]
    scored.sort(key=lambda pair: -pair[0])
    if not scored or not scored[0][0]:
        return None
    if len(scored) > 1 and scored[1][0] == scored[0][0] and scored[1][1].family != scored[0][1].family:
        return None
    return scored[0][1]


def _said_by_the_family(mention: Mention, best: Offer, offers: list[Offer]) -> bool:
    """Three rounds begun are rightly called three rounds, though two are done."""
    return any(
        mention.value == offer.snapshot.value
        for offer in offers
        if offer.family == best.family and offer.snapshot.unit == best.snapshot.unit
    )


def _sentence(text: str, mention: Mention) -> str:
    for match in _SENTENCE.finditer(text):
        if match.start() <= mention.start < match.end():
            return match[0]
    return text


def _clause(text: str, mention: Mention) -> str:
    """What stands around the figure between two commas."""
    before, after = _BEFORE.search(text[: mention.start]), _AFTER.match(text[mention.end :])
    return f"{before[0] if before else ''}{mention.text}{after[0] if after else ''}"


def _shown(rule: OfficeRule, identity: str, place: str, message: str, cell: str) -> Shown:
    return Shown(
        id=identity[:120],
        code=rule.code,
        severity=rule.severity.value,
        label=rule.severity.label,
        place=place,
        message=message,
        hint=_HINT,
        basis=rulebook().cite(rule.basis),
        cells=[cell],
    )
