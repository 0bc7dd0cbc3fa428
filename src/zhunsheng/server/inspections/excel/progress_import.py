"""A unit's 整改情况 brought back: what each row changes, and changing it as the rectifier would by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from xlsxwriter.utility import xl_col_to_name

from zhunsheng.server.audit.trail import record
from zhunsheng.server.files.storing import read_stored, store_upload
from zhunsheng.server.inspections.deadlines import faults_of_measure
from zhunsheng.server.inspections.excel.importing import read_day
from zhunsheng.server.inspections.excel.models import IssueImport
from zhunsheng.server.inspections.excel.progress_workbook import (
    FIELDS,
    SHEET,
    ProgressIssue,
    ProgressRow,
    mark_of,
    read_progress,
    text_of,
)
from zhunsheng.server.inspections.excel.tasks import excel_of, subject_of
from zhunsheng.server.inspections.excel.workbook import marked_copy
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.models import Issue, IssueState, Measure
from zhunsheng.server.inspections.queries import helped_by, visible_to
from zhunsheng.server.inspections.workflow import may_change_measure, may_rectify, writing_units
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.subtrees import units_below
from zhunsheng.server.orgs.verdicts import YES as ALLOWED
from zhunsheng.server.orgs.verdicts import Refused, Verdict, no, require

_DAYS = ("due_on", "done_on")
_LONGEST = 60


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"

    @property
    def label(self) -> str:
        return {"added": "新增措施", "changed": "改动", "unchanged": "不变", "faulty": "有错"}[self.value]


@dataclass(slots=True)
class PlannedRow:
    row: ProgressRow
    change: Change = Change.UNCHANGED
    issue: Issue | None = None
    measure: Measure | None = None
    unit: Unit | None = None
    """Of a new measure, whose it is to be."""
    values: dict[str, Any] = field(default_factory=dict)
    """What is to be written, by column of the measure; only what differs, of one that is there."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Column (empty: the row as a whole) and what is wrong."""

    def fault(self, name: str, words: str) -> None:
        self.faults.append((name, words))
        self.change = Change.FAULTY

    @property
    def helping(self) -> str:
        """The 配合单位 whose measure it is; empty for the 责任单位."""
        if self.measure is not None:
            return self.measure.unit_name
        assert self.issue is not None
        return self.unit.name if self.unit is not None and self.unit != self.issue.unit else ""

    @property
    def told(self) -> list[str]:
        columns = self.row.columns
        return [
            f"第 {self.row.row} 行{f' {xl_col_to_name(columns[name])} 列' if name else ''}：{words}"
            for name, words in self.faults
        ]

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Column in words, before, after."""
        return [
            (FIELDS[name], text_of(self.measure, name) if self.measure is not None else "", str(value or ""))
            for name, value in self.values.items()
            if self.measure is not None or value
        ]


@dataclass(slots=True)
class ProgressPlan:
    rows: list[PlannedRow]

    @property
    def counts(self) -> list[tuple[Change, int]]:
        found = Counter(row.change for row in self.rows)
        return [(change, found[change]) for change in Change]

    @property
    def news(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.change in (Change.ADDED, Change.CHANGED)]

    @property
    def faulty(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.faults]


def may_report_progress(actor: Actor) -> Verdict:
    return ALLOWED if actor.has(Role.RECTIFIER) else no("整改情况由责任单位的整改联络人填写。")


def being_rectified(actor: Actor) -> QuerySet[Issue]:
    """The issues whose measures this person may write now."""
    require(may_report_progress(actor))
    return _written_by(actor).filter(state=IssueState.RECTIFYING).order_by("number")


def to_rectify(actor: Actor) -> list[ProgressIssue]:
    """The same, each with the units it is written for."""
    issues = list(being_rectified(actor))
    units = writing_units(actor, issues)
    return [ProgressIssue(issue, units[issue.pk]) for issue in issues]


def _written_by(actor: Actor) -> QuerySet[Issue]:
    """Those the actor writes measures for, as of the 责任单位 or of a 配合单位."""
    own = Q(unit_id__in=units_below(actor, Role.RECTIFIER)) | helped_by(actor)
    return visible_to(actor).filter(own).select_related("unit").prefetch_related("supports", "measures__unit")


def waiting_to_be_claimed(actor: Actor) -> int:
    own = units_below(actor, Role.RECTIFIER)
    return visible_to(actor).filter(unit_id__in=own, state=IssueState.UNCLAIMED).count()


@transaction.atomic
def begin_progress(actor: Actor, *, upload: UploadedFile[bytes] | None) -> IssueImport:
    require(may_report_progress(actor))
    file = store_upload(actor, excel_of(upload), guarded=True)
    read_progress(read_stored(file))
    kind = IssueImport.Kind.PROGRESS
    return IssueImport.objects.create(tenant_id=actor.tenant, kind=kind, file=file, by_id=actor.person)


def progress_for(actor: Actor, progress_id: int) -> IssueImport:
    """One's own only: a unit's colleagues fill Excels of their own."""
    require(may_report_progress(actor))
    found = IssueImport.objects.filter(pk=progress_id, tenant_id=actor.tenant, by_id=actor.person)
    source = found.filter(kind=IssueImport.Kind.PROGRESS).select_related("file").first()
    if source is None:
        raise Http404
    return source


def plan_of(actor: Actor, source: IssueImport) -> ProgressPlan:
    rows = read_progress(read_stored(source.file))
    numbers = {row.number for row in rows}
    issues = {issue.number: issue for issue in _written_by(actor).filter(number__in=numbers)}
    writing = writing_units(actor, issues.values())
    allowed = {number: may_rectify(actor, issue) for number, issue in issues.items()}
    planned = []
    seen: set[str] = set()
    for row in rows:
        entry = PlannedRow(row, issue=issues.get(row.number))
        if entry.issue is None:
            entry.fault("", f"没有编号为“{row.number[:30]}”、由您单位整改的问题。")
        elif not allowed[row.number]:
            entry.fault("", allowed[row.number].reason)
        else:
            _plan_row(actor, entry, entry.issue, seen, writing[entry.issue.pk])
        planned.append(entry)
    return ProgressPlan(planned)


def _plan_row(actor: Actor, entry: PlannedRow, issue: Issue, seen: set[str], writing: Iterable[Unit]) -> None:
    """`writing`: the units the actor writes for; of a new measure without a name the first."""
    row = entry.row
    if not row.mark:
        entry.unit = next((unit for unit in writing if row.unit in ("", unit.name)), None)
        if entry.unit is None:
            entry.fault("", f"“{row.unit[:30]}”的措施不由您填写，请写本单位，或空着。")
    if row.mark:
        entry.measure = next((m for m in issue.measures.all() if row.mark.startswith(f"{m.pk}-")), None)
        if entry.measure is None:
            entry.fault("", "这条措施已经不在了，请重新下载。")
        elif row.mark in seen:
            entry.fault("", "这条措施在表里出现两次；新增的措施请把“标识”一栏空着。")
        elif _differs(entry.measure, row) and not (allowed := may_change_measure(actor, entry.measure)):
            entry.fault("", allowed.reason)
        elif row.mark != mark_of(entry.measure) and _differs(entry.measure, row):
            entry.fault("", "下载之后，这条措施在网上又改过，请重新下载。")
        seen.add(row.mark)
    values = _values(entry, issue)
    if entry.faults:
        return
    if entry.measure is None:
        entry.change, entry.values = Change.ADDED, values
        return
    entry.values = {name: value for name, value in values.items() if getattr(entry.measure, name) != value}
    entry.change = Change.CHANGED if entry.values else Change.UNCHANGED


def _differs(measure: Measure, row: ProgressRow) -> bool:
    return any(row.texts[name] != text_of(measure, name) for name in FIELDS)


def _values(entry: PlannedRow, issue: Issue) -> dict[str, Any]:
    texts = entry.row.texts
    values: dict[str, Any] = {}
    for name in FIELDS:
        values[name] = _day(entry, name) if name in _DAYS else texts[name]
    if len(texts["text"]) < 4:
        entry.fault("text", "整改措施至少写 4 个字。")
    for name in ("leader", "department", "person"):
        if len(texts[name]) > _LONGEST:
            entry.fault(name, f"{FIELDS[name]}有 {len(texts[name])} 个字，最多 {_LONGEST} 个字。")
    new_days = {name: values[name] for name in _DAYS if values[name] != getattr(entry.measure, name, None)}
    for name, fault in faults_of_measure(issue, **new_days).items():
        entry.fault(name, fault)
    return values


def _day(entry: PlannedRow, name: str) -> date | None:
    text = entry.row.texts[name]
    if not text:
        return None
    day = read_day(text)
    if day is None:
        entry.fault(name, f"“{text[:20]}”不是日期，请写成 2024-7-30 这样。")
    return day


@transaction.atomic
def carry_out(actor: Actor, *, source: IssueImport) -> ProgressPlan:
    """Every good row, each through the action a person would use; returns what was planned."""
    source = IssueImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=source.pk)
    if source.finished_at is not None:
        raise Refused("这份表已经导入过。")
    plan = plan_of(actor, source)
    for entry in plan.news:
        assert entry.issue is not None
        if entry.measure is not None:
            issue_actions.change_measure(actor, measure_id=entry.measure.pk, **entry.values)
            continue
        done_on = entry.values.pop("done_on")
        measure = issue_actions.add_measure(actor, issue_id=entry.issue.pk, unit=entry.unit, **entry.values)
        if done_on is not None:
            issue_actions.change_measure(actor, measure_id=measure.pk, done_on=done_on)
    source.finished_at = timezone.now()
    source.save(update_fields=["finished_at"])
    details = {"measures": len(plan.news), "sha256": source.file.sha256}
    record(actor, "import_progress", subject_of(source), details)
    return plan


def marked(source: IssueImport, plan: ProgressPlan) -> bytes:
    if not source.file.name.lower().endswith(".xlsx"):
        raise Refused("旧的 .xls 不能标注，请另存为 .xlsx 再传。")
    faults = [
        (entry.row.row, entry.row.columns[name or "text"], words)
        for entry in plan.faulty
        for name, words in entry.faults
    ]
    return marked_copy(read_stored(source.file), SHEET, faults)
