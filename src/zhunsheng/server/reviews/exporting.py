"""The queue as a workbook, and the formal documents of chosen units as one zip, made by a job."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator

import xlsxwriter
from django.db import transaction
from django.utils import timezone

from zhunsheng.press.characters import printable
from zhunsheng.press.pdf import has_chinese_font
from zhunsheng.server.audit.trail import record
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.campaigns.subjects import subject_of as campaign_subject
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import clean_name, store_stream
from zhunsheng.server.jobs.kinds import Progress, job_kind
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queue import enqueue
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.documents import DOCUMENTS, stamp_of
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reviews.filters import Filters
from zhunsheng.server.reviews.policy import may_review
from zhunsheng.server.reviews.queue import filtered, gap_of, ordered, reports_of

KIND = "pack_documents"
_COLUMNS = (
    ("单位编码", 12),
    ("单位", 34),
    ("状态", 18),
    ("自评", 9),
    ("测算", 9),
    ("差异", 9),
    ("等次", 8),
    ("执行率", 10),
    ("必须改", 8),
    ("请核实", 8),
    ("提示", 8),
    ("停留天数", 10),
    ("承办", 16),
    ("第几稿", 8),
    ("截止", 18),
    ("催报次数", 10),
)


# --- the queue ------------------------------------------------------------------------------------------


def queue_xlsx(actor: Actor, campaign: Campaign, filters: Filters) -> bytes:
    """Every report the filters leave, in their order. What is missing is an empty cell, not a zero."""
    reports = ordered(filtered(reports_of(actor, campaign), filters, actor), filters)
    with transaction.atomic():
        details = {"query": filters.address(), "what": "queue"}
        record(actor, "export_queue", campaign_subject(campaign), details)
    return _workbook(reports.defer("content").iterator(chunk_size=500))


def _workbook(reports: Iterable[UnitReport]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("审核队列")
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    share = book.add_format({"num_format": "0.0%"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, (title, width) in enumerate(_COLUMNS):
        page.write_string(0, column, title, head)
        page.set_column(column, column, width)
    row, now = 0, timezone.now()
    for row, report in enumerate(reports, start=1):
        page.write_string(row, 0, report.unit.code)
        page.write_string(row, 1, printable(report.unit.name))
        page.write_string(row, 2, State(report.state).label)
        for column, value in enumerate((report.filed_total, report.computed_total, gap_of(report)), start=3):
            if value is not None:
                page.write_number(row, column, value)
        if report.grade:
            page.write_string(row, 6, report.grade)
        if report.execution_rate is not None:
            page.write_number(row, 7, report.execution_rate, share)
        counts = (report.errors, report.warnings, report.hints, (now - report.state_since).days)
        for column, count in enumerate(counts, start=8):
            page.write_number(row, column, count)
        if report.reviewer is not None:
            page.write_string(row, 12, report.reviewer.name)
        if report.draft_number:
            page.write_number(row, 13, report.draft_number)
        page.write_datetime(row, 14, timezone.make_naive(report.deadline), moment)
        page.write_number(row, 15, report.reminder_count)
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, row, len(_COLUMNS) - 1)
    book.close()
    return buffer.getvalue()


# --- formal documents -----------------------------------------------------------------------------------


def ask_for_documents(actor: Actor, *, campaign: Campaign, report_ids: list[int]) -> Job:
    require(may_review(actor, campaign))
    title = f"{campaign.title}：{len(report_ids)} 家成套文件"
    parameters = {"campaign": campaign.pk, "reports": report_ids}
    return enqueue(actor, kind=KIND, title=title, parameters=parameters)


@job_kind(KIND)
def pack_documents(job: Job, progress: Progress) -> StoredFile:
    """Made anew where a worker died half way: nothing is kept before the end."""
    actor = actor_of(job.by)
    campaign = Campaign.objects.get(pk=job.parameters["campaign"])
    require(may_review(actor, campaign))
    wanted: list[int] = job.parameters["reports"]
    reports = reports_of(actor, campaign).filter(pk__in=wanted).order_by("unit__code", "pk")
    ids = list(reports.values_list("pk", flat=True))
    with tempfile.TemporaryFile() as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            left_out = list(_pack(package, ids, progress))
            if left_out:
                package.writestr("没有报送的单位.txt", "\n".join(left_out) + "\n")
        file = store_stream(actor, f"{campaign.title}成套文件-{job.pk}.zip", stream)
    with transaction.atomic():
        details = {"what": "documents", "reports": len(ids) - len(left_out)}
        record(actor, "export_queue", campaign_subject(campaign), details)
    return file


def _pack(package: zipfile.ZipFile, ids: list[int], progress: Progress) -> Iterator[str]:
    """Yields the names of the units that have filed nothing."""
    kinds = ("docx", "xlsx", *(["pdf"] if has_chinese_font() else []))
    progress(0, len(ids))
    for number, report_id in enumerate(ids, start=1):
        report = UnitReport.objects.select_related("campaign", "unit").get(pk=report_id)
        if report.draft_number:
            judged = judge(report)
            stamp = stamp_of(report, judged)
            folder = clean_name(f"{report.unit.code} {report.unit.name}")
            name = clean_name(judged.assessment.report.title + ("" if stamp.final else "（草稿）"))
            for kind in kinds:
                package.writestr(f"{folder}/{name}.{kind}", DOCUMENTS[kind](judged, stamp))
        else:
            yield report.unit.name
        progress(number, len(ids), report.unit.name)
