"""The text step: starter sentences, figures quoted from the tables, the print of a section."""

from __future__ import annotations

import json

import pytest
from tests.server.conftest import Advance, Office

from zhunsheng.server.reports.assessing import Judged, judge
from zhunsheng.server.reports.content import CellText as Text
from zhunsheng.server.reports.content import Content, Row
from zhunsheng.server.reports.linked import with_figures
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.prose import chips, printed_section
from zhunsheng.server.reports.starters import starter

YEAR = 2023


def _judged(report: UnitReport, **cells: str) -> Judged:
    texts = {cell.replace("__", "."): Text(text, 1) for cell, text in cells.items()}
    return judge(report, Content(texts, [Row("r1", "产出指标", "数量指标")], 2))


def _starter(judged: Judged, number: str) -> str:
    title = judged.sheet.sections[number]
    return starter(title, judged.assessment.report, judged.sheet, YEAR)


def test_a_sentence_with_a_figure_that_is_not_given_is_left_out(report: UnitReport) -> None:
    judged = _judged(report, staffing__quota="13", staffing__actual="11")
    assert _starter(judged, "一") == "编制人数〔编制数〕，实有人数〔在职人数〕，在职人员控制率〔控制率〕。"
    assert _starter(_judged(report, staffing__quota="13"), "一") == ""


@pytest.mark.parametrize(
    ("income", "expenditure", "sentence"),
    [
        ("无", "无", "2023年无政府性基金预算收入和支出。"),
        ("5", "3", "2023年政府性基金预算收入〔政府性基金预算收入〕，支出〔政府性基金预算支出〕。"),
        ("5", "", ""),
    ],
)
def test_a_budget_the_unit_does_not_have(
    report: UnitReport, income: str, expenditure: str, sentence: str
) -> None:
    judged = _judged(report, government_fund__income=income, government_fund__expenditure=expenditure)
    assert _starter(judged, "三") == sentence


def test_results_and_deductions_are_told_as_the_rows_have_them(report: UnitReport) -> None:
    judged = _judged(
        report,
        r1__name="办件量",
        r1__target="≥100件",
        r1__actual="90件",
        r1__weight="10",
        r1__score="9",
        r1__reason="系统停机三天。",
    )
    assert "办件量：年度指标值〔办件量指标值〕，实际完成〔办件量完成值〕。" in _starter(judged, "六")
    assert _starter(judged, "七") == "“办件量”扣1分。系统停机三天。"
    assert _starter(judged, "八") == ""


def test_a_quoted_figure_reads_as_the_table_says_now(report: UnitReport) -> None:
    judged = _judged(report, funds__executed="248.74", r1__name="办件量", r1__actual="90件")
    text = "支出〔全年执行数〕，办理〔办件量完成值〕，年初〔年初预算数〕，见财预〔2020〕10号。"
    said = with_figures(text, judged.assessment.report, judged.sheet)
    assert said == "支出248.74万元，办理90件，年初（年初预算数未填），见财预〔2020〕10号。"


def test_only_given_figures_are_offered(report: UnitReport) -> None:
    judged = _judged(report, funds__executed="248.74", r1__name="办件量", r1__actual="90件")
    offered = {chip.name: chip.text for chip in chips(judged.assessment.report, judged.sheet)}
    assert offered["全年执行数"] == "248.74万元"
    assert offered["办件量完成值"] == "90件"
    assert "年初预算数" not in offered


def test_a_section_is_printed_under_its_own_number(report: UnitReport) -> None:
    judged = _judged(report)
    text = "（一）进度滞后\n两个点位没有开工。\n（二）其他\n无。"
    lines = printed_section("七", text, judged.assessment.report, judged.sheet)
    assert [(line.level, line.text) for line in lines] == [
        (1, "七、存在的问题及原因分析"),
        (2, "（一）进度滞后"),
        (0, "两个点位没有开工。"),
        (2, "（二）其他"),
        (0, "无。"),
    ]


def test_the_preview_keeps_nothing(office: Office, advance: Advance) -> None:
    report = advance("filling")
    before = report.version
    body = json.dumps({"section": "八", "text": "全年执行〔全年执行数〕。"})
    answer = office.client("jia").post(
        f"/reports/{report.pk}/preview-section/", body, content_type="application/json"
    )
    executed = judge(report).assessment.report.text("funds.executed")
    assert answer.json() == {
        "lines": [
            {"level": 1, "text": "八、下一步改进措施"},
            {"level": 0, "text": f"全年执行{executed}万元。"},
        ]
    }
    report.refresh_from_db()
    assert report.version == before


def test_the_preview_is_the_unit_s_own(office: Office, advance: Advance) -> None:
    report = advance("filling")
    body = json.dumps({"section": "八", "text": "甲"})
    address = f"/reports/{report.pk}/preview-section/"
    assert office.client("yi").post(address, body, content_type="application/json").status_code == 403
    unknown = json.dumps({"section": "十", "text": "甲"})
    assert office.client("jia").post(address, unknown, content_type="application/json").status_code == 403


def test_the_step_shows_every_section(office: Office, advance: Advance) -> None:
    report = advance("filling")
    page = office.client("jia").get(f"/reports/{report.pk}/text/").content.decode()
    assert page.count('class="section-edit"') == 9
    assert "可引用的数" in page


def test_what_the_tables_say_now_is_handed_to_an_open_page(office: Office, advance: Advance) -> None:
    report = advance("filling")
    answer = office.client("jia").get(f"/reports/{report.pk}/starters/").json()
    judged = judge(report)
    assert answer["version"] == report.version
    assert answer["sections"]["六"]["starter"] == _starter(judged, "六")
    assert answer["sections"]["六"]["printed"] == with_figures(
        _starter(judged, "六"), judged.assessment.report, judged.sheet
    )
    assert [chip["token"] for chip in answer["chips"]] == [
        chip.token for chip in chips(judged.assessment.report, judged.sheet)
    ]
