"""The queue as a workbook, and the formal documents of chosen units as a zip made by a job."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import pytest
from django.utils import timezone
from tests.server.conftest import Advance, Office
from tests.server.reviews.conftest import AddReport

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.files.storing import read_stored
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reviews.exporting import ask_for_documents


def rows_of(answer: Any) -> list[list[Any]]:
    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_the_workbook_is_the_queue_as_filtered(office: Office, campaign: Campaign, queued: AddReport) -> None:
    since = timezone.now() - timedelta(days=3)
    far = queued(
        "示例一局",
        filed="95.5",
        computed="88",
        execution_rate=Decimal("0.979"),
        grade="优",
        errors=1,
        warnings=2,
        hints=3,
        draft_number=2,
        reminder_count=1,
        reviewer=office.people["reviewer"],
    )
    UnitReport.objects.filter(pk=far.pk).update(state_since=since)
    queued("示例二局", filed="95", computed="94")
    queued("示例三局", "not_started")
    client = office.client("reviewer")
    deadline = timezone.make_naive(campaign.deadline)
    near = ["单位编码", "单位", "状态", "自评", "测算", "差异", "等次", "执行率", "必须改", "请核实", "提示"]
    head, *rows = rows_of(client.get(f"/reviews/{campaign.pk}/export/?state=all&sort=gap"))
    assert head == [*near, "停留天数", "承办", "第几稿", "截止", "催报次数"]
    assert [row[:14] + row[15:] for row in rows] == [
        ["90001", "示例一局", "待财政审核", 95.5, 88, 7.5, "优", 0.979, 1, 2, 3, 3, "reviewer", 2, 1],
        ["90002", "示例二局", "待财政审核", 95, 94, 1, None, None, 0, 0, 0, 0, None, None, 0],
        ["90003", "示例三局", "未开始", None, None, None, None, None, 0, 0, 0, 0, None, None, 0],
    ]
    assert {row[14].replace(microsecond=0) for row in rows} == {deadline.replace(microsecond=0)}
    assert len(rows_of(client.get(f"/reviews/{campaign.pk}/export/?gap=5"))) == 2
    entry = Entry.objects.filter(verb="export_queue").latest("pk")
    assert (entry.actor_name, entry.details) == ("reviewer", '{"query":"gap=5","what":"queue"}')


def test_the_zip_holds_what_the_page_gives(office: Office, campaign: Campaign, advance: Advance) -> None:
    report = advance("accepted")
    client = office.client("reviewer")
    ids = list(UnitReport.objects.values_list("pk", flat=True))
    answer = client.post(f"/reviews/{campaign.pk}/documents/?state=all", {"report": ids})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    Worker().run(once=True)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    assert job.result is not None
    with zipfile.ZipFile(io.BytesIO(read_stored(job.result))) as package:
        names = package.namelist()
        name = "201 示例区甲局/2023年度示例区甲局部门整体支出绩效自评报告"
        assert [n for n in names if not n.endswith(".pdf")] == [
            f"{name}.docx",
            f"{name}.xlsx",
            "没有报送的单位.txt",
        ]
        assert package.read("没有报送的单位.txt").decode() == "示例区乙局\n"
        packed = docx.Document(io.BytesIO(package.read(f"{name}.docx")))
    page = docx.Document(io.BytesIO(client.get(f"/reports/{report.pk}/download/docx/").content))
    assert [p.text for p in packed.paragraphs] == [p.text for p in page.paragraphs]


def test_nothing_of_units_one_does_not_review(office: Office, campaign: Campaign, advance: Advance) -> None:
    report = advance("accepted")
    with pytest.raises(Refused, match="审核由财政审核和财政管理员办理。"):
        ask_for_documents(office.actor("jia"), campaign=campaign, report_ids=[report.pk])
    ask_for_documents(office.actor("reviewer"), campaign=campaign, report_ids=[report.pk])
    office.people["reviewer"].duties.all().delete()
    Worker().run(once=True)
    job = Job.objects.get()
    assert (job.state, job.result) == ("failed", None)
