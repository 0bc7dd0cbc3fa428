"""Bringing in a 问题清单: the upload, the answers, and the job that registers its good rows."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.db.models import Count, Sum
from django.http import Http404
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.files.storing import read_stored, store_upload
from zhunsheng.server.inspections.excel.importing import UNKNOWN_UNIT, Plan, PlannedIssue, Standing, plan_of
from zhunsheng.server.inspections.excel.models import ImportedRow, IssueImport
from zhunsheng.server.inspections.excel.workbook import IssueTable, marked_copy, read_issues
from zhunsheng.server.inspections.issues.actions import register_issues
from zhunsheng.server.inspections.numbering import keep_up
from zhunsheng.server.inspections.special_actions.actions import tag_new_issues
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.jobs.kinds import Progress, job_kind
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queue import enqueue
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

KIND = "import_issues"
TITLE = "导入问题清单"
_AT_A_TIME = 50


class ImportBroken(Exception):
    """The database refused a row. Its own words may quote what was written; they go no further."""


def imports_of(actor: Actor) -> list[IssueImport]:
    """The office's, latest first; every one of its people sees them."""
    require(may_register(actor))
    found = IssueImport.objects.filter(tenant_id=actor.tenant, kind=IssueImport.Kind.ISSUES)
    return list(found.select_related("by", "file", "job")[:50])


def import_for(actor: Actor, import_id: int) -> IssueImport:
    """Raises Refused for who doesn't keep the register, Http404 for none of this region's."""
    require(may_register(actor))
    found = IssueImport.objects.filter(pk=import_id, tenant_id=actor.tenant, kind=IssueImport.Kind.ISSUES)
    source = found.select_related("by", "file", "job").first()
    if source is None:
        raise Http404
    return source


@transaction.atomic
def begin_import(actor: Actor, *, upload: UploadedFile[bytes] | None) -> IssueImport:
    """The file is kept; what is no 问题清单 is told at once."""
    require(may_register(actor))
    file = store_upload(actor, excel_of(upload), guarded=True)
    read_issues(read_stored(file))
    return IssueImport.objects.create(
        tenant_id=actor.tenant, kind=IssueImport.Kind.ISSUES, file=file, by_id=actor.person
    )


def excel_of(upload: UploadedFile[bytes] | None) -> UploadedFile[bytes]:
    if upload is None:
        raise Refused("请先选择一个 Excel 文件。")
    if not (upload.name or "").lower().endswith((".xlsx", ".xls")):
        raise Refused("选的文件不是 Excel，请上传 .xlsx 文件；.et 请在 WPS 中另存为 .xlsx。")
    return upload


def table_of(source: IssueImport) -> IssueTable:
    return read_issues(read_stored(source.file))


@transaction.atomic
def choose_units(actor: Actor, *, source: IssueImport, chosen: dict[str, Unit]) -> None:
    """Which units the names are that we weren't sure of."""
    require(may_register(actor))
    source.chosen_units |= {name: unit.pk for name, unit in chosen.items()}
    source.save(update_fields=["chosen_units"])
    details = {"units": [unit.name for unit in chosen.values()]}
    record(actor, "choose_import_units", subject_of(source), details)


@transaction.atomic
def start_import(actor: Actor, *, source: IssueImport) -> Job:
    """Into the queue; the job's title and parameters say nothing of what is in the file."""
    require(may_register(actor))
    source = IssueImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=source.pk)
    if source.job_id is not None:
        raise Refused("这份清单已经开始导入。")
    if not plan_of(actor, source, table_of(source)).of(Standing.NEW):
        raise Refused("没有可以导入的行，请改好后重新上传。")
    source.job = enqueue(actor, kind=KIND, title=TITLE, parameters={"import": source.pk})
    source.save(update_fields=["job"])
    return source.job


@job_kind(KIND, apart=True)
def import_issues(job: Job, progress: Progress) -> None:
    """The good rows, some at a time, each lot wholly or not at all; a row that is in comes in no second time."""
    actor = actor_of(job.by)
    source = import_for(actor, job.parameters["import"])
    rows = plan_of(actor, source, table_of(source)).of(Standing.NEW)
    before = source.rows.count()
    total = before + len(rows)
    progress(before, total, "正在登记")
    _set_numbers_aside(actor, rows)
    for at in range(0, len(rows), _AT_A_TIME):
        lot = rows[at : at + _AT_A_TIME]
        try:
            _register(actor, source, lot)
        except DatabaseError as error:
            raise ImportBroken(type(error).__name__) from None
        progress(before + at + len(lot), total, "正在登记")
    _finish(actor, source)


@transaction.atomic
def _set_numbers_aside(actor: Actor, rows: list[PlannedIssue]) -> None:
    """Rows without a number, counted on from the others', must not take that of a row further down."""
    keep_up(actor.tenant, [planned.new.number for planned in rows if planned.new is not None])


@transaction.atomic
def _register(actor: Actor, source: IssueImport, lot: list[PlannedIssue]) -> None:
    # Held until the rows are in: a worker taken for dead that isn't waits here and finds them done.
    IssueImport.objects.select_for_update().get(pk=source.pk)
    numbers = [planned.number for planned in lot]
    done = set(ImportedRow.objects.filter(source=source, number__in=numbers).values_list("number", flat=True))
    waiting = [planned for planned in lot if planned.number not in done]
    news = [planned.new for planned in waiting if planned.new is not None]
    issues = register_issues(actor, news, **{"import": source.pk})
    tags = [
        (issue, action)
        for planned, issue in zip(waiting, issues, strict=True)
        for action in planned.special_actions
    ]
    tag_new_issues(actor, tags, **{"import": source.pk})
    ImportedRow.objects.bulk_create(
        ImportedRow(source=source, number=planned.number, issue=issue)
        for planned, issue in zip(waiting, issues, strict=True)
    )


@transaction.atomic
def _finish(actor: Actor, source: IssueImport) -> None:
    source = IssueImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=source.pk)
    if source.finished_at is not None:
        return
    source.finished_at = timezone.now()
    source.save(update_fields=["finished_at"])
    details = {"issues": source.rows.count(), "sha256": source.file.sha256}
    record(actor, "import_issues", subject_of(source), details)


def registered_by_unit(source: IssueImport) -> list[dict[str, Any]]:
    counted = source.rows.order_by("issue__unit__code").values("issue__unit__name")
    lines = counted.annotate(issues=Count("pk"), measures=Sum("issue__measures_total"))
    return [dict(line) for line in lines]


def marked(source: IssueImport, plan: Plan) -> bytes:
    """The Excel as it came with its faults marked; a fault of a whole row stands at its wording."""
    if not source.file.name.lower().endswith(".xlsx"):
        raise Refused("旧的 .xls 不能标注，请另存为 .xlsx 再传。")
    whole = plan.table.columns.get("wording", 0)
    faults = [
        (fault.row, whole if fault.column is None else fault.column, fault.words) for fault in plan.faults
    ]
    at = plan.table.columns.get("unit", whole)
    faults += [(planned.number, at, UNKNOWN_UNIT) for planned in plan.of(Standing.UNSURE)]
    return marked_copy(read_stored(source.file), plan.table.sheet, faults)


def subject_of(source: IssueImport) -> Subject:
    return Subject("issue_import", source.pk, f"{source.get_kind_display()}导入 {source.pk}")
