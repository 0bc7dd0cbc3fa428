"""Checking before filing, the receipt, and the page on which the head decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from tests.server.conftest import Advance, Office

from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.approval import summary_of
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.evidence import add_signed, signed_scans
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.recap import recap
from zhunsheng.server.reports.receipts import expected_by, heads_of, in_charge, working_days_after
from zhunsheng.server.reports.saving import Change, save_cells


def test_every_filled_cell_is_on_the_page_to_check(advance: Advance) -> None:
    report = advance("filling")
    judged = judge(report)
    listed = {value.cell for group in recap(judged) for line in group.lines for value in line.values}
    named = {f"{row.id}.name" for row in judged.content.rows}
    assert {cell for cell, _ in judged.content.filled()} - listed - named == set()


def test_every_line_leads_to_its_cell(office: Office, advance: Advance) -> None:
    report = advance("filling")
    client = office.client("jia")
    page = client.get(f"/reports/{report.pk}/check/").content.decode()
    assert f'href="/reports/{report.pk}/at/r1.target/"' in page
    answer = client.get(f"/reports/{report.pk}/at/r1.target/")
    assert answer["Location"] == f"/reports/{report.pk}/self/#r1.target"
    assert client.get(f"/reports/{report.pk}/at/no.such/").status_code == 404


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2024, 7, 31), 3, date(2024, 8, 5)),
        (date(2024, 7, 29), 3, date(2024, 8, 1)),
        (date(2024, 8, 3), 1, date(2024, 8, 5)),
    ],
)
def test_working_days_leave_out_the_weekend(start: date, days: int, end: date) -> None:
    assert working_days_after(start, days) == end


def test_the_receipt_says_who_has_it(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    assert (in_charge(report), expected_by(report)) == ("jia_head", None)
    report = actions.approve(office.actor("jia_head"), report_id=report.pk, draft_number=1)
    page = office.client("jia").get(f"/reports/{report.pk}/receipt/").content.decode()
    assert report.receipt in page
    assert "财政局（还没有分给承办人）" in page
    assert "一般 3 个工作日内审核" in page
    assert "点下面的“撤回”就能改" in page


def test_a_unit_without_a_head_says_so(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    office.people["jia_head"].duties.all().delete()
    assert heads_of(report) == []
    assert in_charge(report) == "单位负责人（还没有指定）"


def test_the_summary_lists_what_lost_points_and_what_changed(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    first = summary_of(report)
    assert first.changes is None
    assert first.total == 100 - sum((entry.lost for entry in first.deductions), Decimal(0))
    actions.send_back(office.actor("jia_head"), report_id=report.pk, reason="请核对。")
    report.refresh_from_db()
    reason = content_from_json(report.content).text("r2.reason")
    changes = [Change("r2.reason", reason + "补充说明。")]
    save_cells(office.actor("jia"), report_id=report.pk, base_version=report.version, changes=changes)
    actions.submit(office.actor("jia"), report_id=report.pk)
    report.refresh_from_db()
    changed = summary_of(report).changes
    assert changed is not None
    assert changed.count == 1
    assert changed.before == {"r2.reason": reason}


def test_the_head_decides_on_one_page(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    client = office.client("jia_head")
    button = f'<a class="button primary" href="/reports/{report.pk}/approval/agree/">同意报送财政局</a>'
    assert button in client.get(f"/reports/{report.pk}/approval/").content.decode()
    assert button not in office.client("jia").get(f"/reports/{report.pk}/approval/").content.decode()
    whole = client.get(f"/reports/{report.pk}/approval/?tab=whole").content.decode()
    assert f'src="/reports/{report.pk}/print/all/"' in whole


def test_the_head_agrees_to_what_is_named_once_more(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    client, address = office.client("jia_head"), f"/reports/{report.pk}/approval/agree/"
    page = html.fromstring(client.get(address).content.decode())
    named = zip(page.xpath("//dl/dt/text()"), page.xpath("//dl/dd"), strict=True)
    said = {name: " ".join(value.text_content().split()) for name, value in named}
    assert {name: said[name] for name in ("单位", "年度", "自评总分", "等次", "扣分", "审签单")} == {
        "单位": "示例区甲局",
        "年度": "2023 年度",
        "自评总分": "94.66",
        "等次": "优",
        "扣分": "8 项",
        "审签单": "还没有上传，报送后也可以传",
    }
    [form] = page.xpath("//main//form")
    fields = {box.get("name"): box.get("value") for box in form.xpath(".//input[@name='draft']")}
    answer = client.post(form.get("action"), fields)
    assert answer["Location"] == f"/reports/{report.pk}/receipt/"
    report.refresh_from_db()
    assert report.state == "with_bureau"
    assert client.get(address)["Location"] == f"/reports/{report.pk}/approval/"


def test_once_filed_the_head_s_page_leads_to_the_receipt(office: Office, advance: Advance) -> None:
    report = advance("with_bureau")
    page = office.client("jia_head").get(f"/reports/{report.pk}/approval/").content.decode()
    assert f"已报送财政局，受理编号 {report.receipt}。" in page
    assert f'<a href="/reports/{report.pk}/receipt/">看回执、撤回</a>' in page


def test_nobody_else_is_asked_to_agree(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    answer = office.client("jia").get(f"/reports/{report.pk}/approval/agree/")
    assert answer["Location"] == f"/reports/{report.pk}/approval/"


def _scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("审签单.pdf", b"%PDF-1.4 scan")


def test_the_signed_slip_comes_back(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    office.client("jia_head").post(f"/reports/{report.pk}/approval/signed/", {"files": [_scan()]})
    assert [(scan.file.name, scan.note) for scan in signed_scans(report)] == [("审签单.pdf", "第 1 稿")]


@pytest.mark.parametrize(
    ("state", "who", "why"),
    [
        ("filling", "jia", "报送单位负责人之后"),
        ("accepted", "jia_head", "财政局审核之前"),
        ("with_head", "reviewer", "由本单位的经办人或单位负责人上传"),
    ],
)
def test_when_no_slip_is_taken(office: Office, advance: Advance, state: str, who: str, why: str) -> None:
    report: UnitReport = advance(state)
    with pytest.raises(Refused, match=why):
        add_signed(office.actor(who), report_id=report.pk, uploads=[_scan()])
