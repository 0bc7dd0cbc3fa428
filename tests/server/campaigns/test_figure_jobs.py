"""A long list of known figures as a job: in steps, once, with a result to keep."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.server.campaigns.test_figures import JIA, YI, workbook
from tests.server.conftest import Advance, Office

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.trail import verify
from zhunsheng.server.campaigns import figure_jobs
from zhunsheng.server.campaigns.actions import close_campaign
from zhunsheng.server.campaigns.figure_jobs import ask_to_import
from zhunsheng.server.campaigns.models import Campaign, KnownFigure
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import read_stored, store_bytes
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queue import HeldJob
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.content import content_from_json

ROWS = [
    (JIA, {"funds.initial": 100, "staffing.quota": 26}),
    (YI, {"funds.initial": 200}),
    (("299", "示例区丙局"), {"funds.initial": 300}),
]


def asked(office: Office, campaign: Campaign, *rows: Any) -> Job:
    file = store_bytes(office.actor("bureau"), "已知数.xlsx", workbook(*(rows or ROWS)))
    return ask_to_import(office.actor("bureau"), campaign=campaign, file=file, only_clean=False)


def known() -> list[tuple[str, str, str]]:
    return list(KnownFigure.objects.order_by("pk").values_list("unit__name", "key", "text"))


ALL_KNOWN = [
    ("示例区甲局", "staffing.quota", "26"),
    ("示例区甲局", "funds.initial", "100"),
    ("示例区乙局", "funds.initial", "200"),
]


def pages(job: Job) -> dict[str, list[list[Any]]]:
    job.refresh_from_db()
    assert job.result is not None
    book = openpyxl.load_workbook(io.BytesIO(read_stored(job.result)))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book}


def test_the_job_brings_in_what_the_page_would(office: Office, campaign: Campaign, advance: Advance) -> None:
    report = advance("filling")
    typed = content_from_json(report.content).text("funds.initial")
    job = asked(office, campaign)
    Worker().run(once=True)
    assert known() == ALL_KNOWN
    report.refresh_from_db()
    assert content_from_json(report.content).text("funds.initial") == "100"
    assert pages(job) == {
        "导入结果": [
            ["带入 2 个单位的 3 个数。"],
            ["有错没有导入的 1 处："],
            ["第 4 行：没有编码为 299、名称为“示例区丙局”的单位。"],
        ],
        "不一致": [
            ["单位", "数据项", "单位填的", "财政局的", "办法"],
            ["示例区甲局", "年初预算数", typed, "100", "已换成财政局的数，原来填的在办理留痕里"],
        ],
    }
    assert (job.state, job.done, job.total) == ("done", 2, 2)


def test_a_worker_that_died_between_two_steps_leaves_nothing_doubled(
    office: Office, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure_jobs, "_STEP", 1)
    job = asked(office, campaign)
    told = HeldJob.__call__

    def die_after_the_first(held: HeldJob, done: int, total: int, message: str = "") -> None:
        told(held, done, total, message)
        if done == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(HeldJob, "__call__", die_after_the_first)
    with pytest.raises(KeyboardInterrupt):
        Worker().run(once=True)
    assert known() == ALL_KNOWN[:2]
    monkeypatch.setattr(HeldJob, "__call__", told)
    Job.objects.filter(pk=job.pk).update(state="queued")
    Worker().run(once=True)
    assert known() == ALL_KNOWN
    assert Entry.objects.filter(verb="import_figures").count() == 2
    assert pages(job)["导入结果"][0] == ["带入 2 个单位的 3 个数。"]
    assert [found for chain in Chain.objects.all() for found in verify(chain)] == []


def test_a_cancelled_one_stops_at_its_next_step(
    office: Office, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure_jobs, "_STEP", 1)
    job = asked(office, campaign)
    told = HeldJob.__call__

    def cancel_during_the_first(held: HeldJob, done: int, total: int, message: str = "") -> None:
        if done == 1:
            Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        told(held, done, total, message)

    monkeypatch.setattr(HeldJob, "__call__", cancel_during_the_first)
    Worker().run(once=True)
    job.refresh_from_db()
    assert (job.state, known()) == ("cancelled", ALL_KNOWN[:2])


@pytest.mark.parametrize(("rows", "as_job"), [(3, False), (101, True)])
def test_only_a_long_list_goes_to_the_worker(
    office: Office, campaign: Campaign, rows: int, as_job: bool
) -> None:
    more = [(("299", f"示例区第{number}局"), {"funds.initial": 1}) for number in range(rows - 1)]
    data = workbook((JIA, {"funds.initial": 100}), *more)
    client = office.client("bureau")
    client.post(f"/campaigns/{campaign.pk}/figures/", {"file": SimpleUploadedFile("已知数.xlsx", data)})
    page = f"/campaigns/{campaign.pk}/figures/{StoredFile.objects.latest('pk').pk}/"
    assert ("由后台导入" in client.get(page).content.decode()) is as_job
    answer = client.post(page, {"which": "all"})
    if as_job:
        assert answer["Location"] == f"/jobs/{Job.objects.get().pk}/"
        assert known() == []
        Worker().run(once=True)
    else:
        assert answer.status_code == 200
    assert known() == [("示例区甲局", "funds.initial", "100")]


def test_only_the_bureau_asks_and_only_while_the_year_is_open(office: Office, campaign: Campaign) -> None:
    file = store_bytes(office.actor("reviewer"), "已知数.xlsx", workbook(*ROWS))
    with pytest.raises(Refused, match="只有财政管理员可以办理年度任务。"):
        ask_to_import(office.actor("reviewer"), campaign=campaign, file=file, only_clean=True)
    close_campaign(office.actor("bureau"), campaign=campaign)
    with pytest.raises(Refused, match="这项任务已经结束。"):
        asked(office, campaign)
