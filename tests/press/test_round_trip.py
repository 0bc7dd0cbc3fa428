"""Reading what was written gives the same report: for every form, whatever it is filled with."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.press.reports import forms, intake, reports, rulebook

from zhunsheng.intake.readers import read_bytes
from zhunsheng.kernel.facts import Fact, State
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.press.docx import docx_bytes
from zhunsheng.press.html import html_text
from zhunsheng.press.xlsx import xlsx_bytes

FORMS = pytest.mark.parametrize("form", forms(), ids=lambda form: form.id)
MANY = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def read_back(data: bytes, name: str) -> Report:
    found = intake().read(read_bytes(data, name))
    assert len(found) == 1
    return found[0]


def table_facts(report: Report, form: Form, texts: bool) -> dict[str, tuple[object, ...]]:
    """What the tables say; a blank cell says nothing."""
    return {
        key: _said(fact, texts)
        for key, fact in report.facts.items()
        if key not in form.narrative_keys and fact.state is not State.BLANK
    }


def _said(fact: Fact, texts: bool) -> tuple[object, ...]:
    """A date is a date however it is written; everything else keeps its very words."""
    shows_text = texts and not isinstance(fact.value, date)
    return (fact.state, fact.value, fact.text) if shows_text else (fact.state, fact.value)


def table_rows(report: Report) -> list[tuple[object, ...]]:
    return [_row(indicator) for indicator in report.indicators]


def _row(indicator: Indicator) -> tuple[object, ...]:
    fields = ("level1", "level2", "name", "direction", "target_value", "unit", "target", "actual", "reason")
    texts = tuple(getattr(indicator, field) for field in fields)
    return (*texts, indicator.weight, indicator.score, indicator.weight_text, indicator.score_text)


def identity(report: Report) -> tuple[object, ...]:
    return report.scheme, report.form, report.fiscal_year, report.unit


def said_in_text(report: Report) -> list[tuple[str, str, str]]:
    return [(section.number, section.title, section.text) for section in report.sections]


def assert_same(before: Report, after: Report, form: Form, with_text: bool) -> None:
    assert table_facts(after, form, True) == table_facts(before, form, True)
    assert table_rows(after) == table_rows(before)
    assert identity(after) == identity(before)
    assert [entry.text for entry in after.unread] == []
    if with_text:
        assert said_in_text(after) == said_in_text(before)
        assert before.title in ("", after.title)


@FORMS
@MANY
@given(data=st.data())
def test_word(form: Form, data: st.DataObject) -> None:
    report = data.draw(reports(form))
    written = docx_bytes(report, form, rulebook().schemes[report.scheme or ""])
    assert_same(report, read_back(written, "正式稿.docx"), form, with_text=True)


@FORMS
@MANY
@given(data=st.data())
def test_workbook(form: Form, data: st.DataObject) -> None:
    report = data.draw(reports(form))
    written = xlsx_bytes(report, form, rulebook().schemes[report.scheme or ""])
    assert_same(report, read_back(written, "附件.xlsx"), form, with_text=False)


@FORMS
@MANY
@given(data=st.data())
def test_web_page(form: Form, data: st.DataObject) -> None:
    report = data.draw(reports(form))
    written = html_text(report, form, rulebook().schemes[report.scheme or ""]).encode()
    assert_same(report, read_back(written, "正式稿.html"), form, with_text=True)
