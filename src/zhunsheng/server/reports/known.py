"""What the bureau knows of a unit (一数一源), and where a report says otherwise (L17)."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhunsheng.kernel.numerals import read_value
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.rulebook.office_rules import L17
from zhunsheng.server.campaigns.models import KnownFigure
from zhunsheng.server.reports.content import Content
from zhunsheng.server.reports.findings import Shown
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.schemes import FormSheet, rulebook

_NUMBER = re.compile(r"-?[\d,，]+(?:\.\d+)?")


class Known(NamedTuple):
    key: str
    text: str
    source: str


def known_of(report: UnitReport) -> list[Known]:
    rows = KnownFigure.objects.filter(campaign_id=report.campaign_id, unit_id=report.unit_id)
    return [Known(*row) for row in rows.order_by("id").values_list("key", "text", "source")]


def differing(content: Content, known: list[Known], sheet: FormSheet) -> list[Known]:
    """The figures the report gives otherwise. A blank cell says nothing, so it doesn't differ."""
    return [
        figure
        for figure in known
        if sheet.is_cell(figure.key)
        and content.text(figure.key)
        and _value(figure.key, content.text(figure.key), sheet) != _value(figure.key, figure.text, sheet)
    ]


def _with_unit(key: str, text: str, sheet: FormSheet) -> str:
    """26 人; as it stands where it says its unit itself, or is no plain number."""
    unit = sheet.unit_of(key)
    return f"{text} {unit}" if unit and _NUMBER.fullmatch(text) else f"{text} "


def _value(key: str, text: str, sheet: FormSheet) -> object:
    """State and value; 248.7 and 248.70 are the same."""
    return read_value(text, kind_of(key), sheet.money_of(key))


def known_findings(content: Content, known: list[Known], sheet: FormSheet) -> list[Shown]:
    """L17: only a report filed, or taken in, before the figure came can differ: elsewhere the cell is locked."""
    return [
        Shown(
            id=f"{L17.code}|{figure.key}",
            code=L17.code,
            severity=L17.severity.value,
            label=L17.severity.label,
            place=sheet.label(figure.key),
            message=(
                f"“{sheet.label(figure.key)}”填报 {_with_unit(figure.key, content.text(figure.key), sheet)}，"
                f"与财政局掌握的 {_with_unit(figure.key, figure.text, sheet)}不一致。"
            ),
            hint="退回或确认后会换成财政局的数；财政局的数有误，请财政局改正。",
            basis=rulebook().cite(L17.basis),
            cells=[figure.key],
            blocking=L17.blocking,
        )
        for figure in differing(content, known, sheet)
    ]
