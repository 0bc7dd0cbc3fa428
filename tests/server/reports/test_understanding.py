"""Starting from a file: what was read stands beside its place, is corrected, and only then taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.server.conftest import Advance, Office

from zhunsheng.kernel.report import Report
from zhunsheng.portfolio.sources import intake, reports_in
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.models import Evidence, UnitReport
from zhunsheng.server.reports.understanding import understanding_of

SAMPLES = Path(__file__).parents[3] / "samples" / "shili-2023"
CLEAN = (SAMPLES / "clean.txt").read_bytes()


def _read(data: bytes = CLEAN) -> Report:
    return reports_in(data, "报告.txt", intake())[0]


def _upload(client: Client, report: UnitReport, data: bytes, name: str = "报告.txt") -> tuple[str, str]:
    file = SimpleUploadedFile(name, data)
    answer = client.post(f"/reports/{report.pk}/sources/", {"purpose": "start", "file": file}, follow=True)
    return answer.redirect_chain[-1][0], answer.content.decode()


def test_every_value_stands_beside_its_place(report: UnitReport) -> None:
    made = understanding_of(report, _read(), "报告.txt")
    facts = {value.cell: (value.text, value.written, value.place) for value in made.facts}
    assert facts["staffing.quota"] == ("26", "26", "表1 第2行第2列")
    assert facts["general.income"] == ("503.1", "503.10万元", "正文 二.1")
    assert len(made.rows) == 14
    assert [value.cell for value in made.sections][:2] == ["section.一", "section.二"]
    assert made.warnings == ["文件里的单位是“示例区政务服务中心”，这里是“示例区甲局”，请确认没有选错文件。"]


def test_what_was_corrected_counts_as_typed_and_the_file_is_kept(office: Office, report: UnitReport) -> None:
    client = office.client("jia")
    address, page = _upload(client, report, CLEAN)
    assert "我读懂了什么" in page
    report.refresh_from_db()
    assert (report.state, report.content) == ("not_started", {})
    client.post(address, {"number": "1", "cell:staffing.quota": "27", "cell:staffing.actual": "25"})
    report.refresh_from_db()
    content = content_from_json(report.content)
    assert report.state == "filling"
    quota, actual = content.cells["staffing.quota"], content.cells["staffing.actual"]
    assert [(cell.text, cell.source, cell.by) for cell in (quota, actual)] == [
        ("27", "typed", "jia"),
        ("25", "imported:报告.txt", "jia"),
    ]
    assert Evidence.objects.get(kind="source").file.name == "报告.txt"


def test_last_year_s_report_gives_indicators_and_final_figures(report: UnitReport) -> None:
    report.campaign.fiscal_year = 2024
    found = _read()
    made = understanding_of(report, found, "上年.txt")
    assert made.as_previous
    texts = {value.cell: value.text for value in made.facts}
    assert texts["three_public.total.prior"] == "4.14"
    assert "staffing.quota" not in texts
    first = {value.cell: value.text for value in made.rows[0].values}
    assert (first["r1.target"] != "", first["r1.actual"], first["r1.score"]) == (True, "", "")
    assert made.sections == []


def test_a_doubt_is_asked_at_its_cell(report: UnitReport) -> None:
    made = understanding_of(report, _read(CLEAN.replace(b"2024", b"20x4")), "报告.txt")
    asked = [question for question in made.questions if question.cell]
    assert asked
    assert all(question.question and question.place for question in asked)


def test_a_file_without_the_form_is_refused(office: Office, report: UnitReport) -> None:
    with pytest.raises(Refused, match="里认出“部门整体支出"):
        understanding_of(report, Report(), "通知.txt")
    _, page = _upload(office.client("jia"), report, b"\xd0\xcf\x11\xe0broken", "坏.doc")
    assert "坏.doc" in page
    assert "读不了" in page


def test_of_several_reports_one_is_chosen(office: Office, report: UnitReport) -> None:
    client = office.client("jia")
    address, page = _upload(client, report, CLEAN + b"\n\n" + CLEAN)
    assert "里有 2 份报告" in page
    assert "我读懂了什么" in client.get(f"{address}?number=2").content.decode()
    assert "里有 2 份报告" in client.get(f"{address}?number=3").content.decode()


def test_a_report_under_way_is_replaced(office: Office, advance: Advance) -> None:
    report = advance("filling")
    client = office.client("jia")
    address, _ = _upload(client, report, CLEAN)
    client.post(address, {"number": "1"})
    report.refresh_from_db()
    assert content_from_json(report.content).text("staffing.quota") == "26"
    UnitReport.objects.filter(pk=report.pk).update(state="with_bureau")
    assert client.post(address, {"number": "1"}).status_code == 403
