"""A long list of known figures brought in as a job: some units a step, so that nobody waits for the database.

What a step did is told by its trace. A step that is done is not done again: its figures are no news any more.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import xlsxwriter

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.figure_workbook import read_table
from zhunsheng.server.campaigns.figures import bring_in, keys_of, plan_of
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.campaigns.policy import may_run
from zhunsheng.server.campaigns.subjects import subject_of
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import read_stored, store_bytes
from zhunsheng.server.jobs.kinds import Progress, job_kind
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queue import enqueue
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.schemes import sheet_of

KIND = "import_figures"
MOST_AT_ONCE = 100
"""Rows that are brought in while the page waits."""
_STEP = 20
"""Units in one transaction."""


def ask_to_import(actor: Actor, *, campaign: Campaign, file: StoredFile, only_clean: bool) -> Job:
    require(may_run(actor, campaign))
    if campaign.state == Campaign.State.CLOSED:
        raise Refused("这项任务已经结束。")
    parameters = {"campaign": campaign.pk, "file": file.pk, "only_clean": only_clean}
    return enqueue(actor, kind=KIND, title=f"带入已知数：{file.name}", parameters=parameters)


@job_kind(KIND)
def import_in_steps(job: Job, progress: Progress) -> StoredFile:
    actor = actor_of(job.by)
    campaign = Campaign.objects.select_related("organizer").get(pk=job.parameters["campaign"])
    file = StoredFile.objects.get(pk=job.parameters["file"], tenant_id=job.tenant_id)
    sheet = sheet_of(campaign.scheme)
    plan = plan_of(campaign, read_table(read_stored(file), keys_of(sheet), sheet))
    chosen = plan.chosen(only_clean=job.parameters["only_clean"])
    waiting = [row for row in chosen if row.news]
    done = len(chosen) - len(waiting)
    progress(done, len(chosen), "正在导入")
    for start in range(0, len(waiting), _STEP):
        step = waiting[start : start + _STEP]
        bring_in(actor, campaign=campaign, file=file, rows=step)
        progress(done + start + len(step), len(chosen), step[-1].name)
    faults = [error for row in plan.faulty for error in row.errors]
    result = _result_workbook(list(_steps_of(job, campaign)), faults)
    return store_bytes(actor, f"已知数导入结果-{job.pk}.xlsx", result)


def _steps_of(job: Job, campaign: Campaign) -> Iterator[dict[str, Any]]:
    """What all attempts of this job did, as the trace has it."""
    entries = Entry.objects.filter(
        subject=subject_of(campaign).key, verb="import_figures", request_id=f"job-{job.pk}"
    )
    for entry in entries.order_by("pk"):
        yield json.loads(entry.details)


_HEADINGS = ("单位", "数据项", "单位填的", "财政局的", "办法")
_WIDTHS = (30, 28, 16, 16, 44)
_REPLACED = "已换成财政局的数，原来填的在办理留痕里"
_DIFFERING = "报告没有改动，审核时列为必须改（L17）"


def _result_workbook(steps: list[dict[str, Any]], faults: list[str]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    page = book.add_worksheet("导入结果")
    page.set_column(0, 0, 60)
    figures = [unit for step in steps for unit in step["figures"].items()]
    page.write_string(0, 0, f"带入 {len(figures)} 个单位的 {sum(len(found) for _, found in figures)} 个数。")
    for row, fault in enumerate([f"有错没有导入的 {len(faults)} 处：", *faults] if faults else [], start=1):
        page.write_string(row, 0, fault)
    page = book.add_worksheet("不一致")
    for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        page.write_string(0, column, heading, head)
        page.set_column(column, column, width)
    both = [(entry, _REPLACED) for step in steps for entry in step["replaced"]]
    both += [(entry, _DIFFERING) for step in steps for entry in step["differing"]]
    for row, (entry, what) in enumerate(both, start=1):
        texts = (entry["unit"], entry["label"], entry["typed"], entry["known"], what)
        for column, text in enumerate(texts):
            page.write_string(row, column, text)
    page.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
