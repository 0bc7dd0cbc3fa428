"""Known figures (已知数): which ones, what an Excel of them would change, and bringing them in."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from zhunsheng.kernel.facts import Kind, State
from zhunsheng.kernel.numerals import read_value
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.audit.trail import record
from zhunsheng.server.campaigns.figure_workbook import TableCell, TableRow
from zhunsheng.server.campaigns.models import Campaign, KnownFigure
from zhunsheng.server.campaigns.policy import may_run
from zhunsheng.server.campaigns.subjects import subject_of
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.unit_names import UnitNames
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.actions import apply_known
from zhunsheng.server.reports.assessing import judge, note_summary
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.known import differing, known_of
from zhunsheng.server.reports.models import EDITABLE, UnitReport
from zhunsheng.server.reports.models import State as ReportState
from zhunsheng.server.reports.saving import locked_report, tidy
from zhunsheng.server.reports.schemes import FormSheet, sheet_of

_LINES = ("total", "vehicles", "vehicle_purchase", "vehicle_running", "overseas", "reception")
_KEYS = (
    "staffing.quota",
    "funds.initial",
    "funds.full_year",
    "funds.executed",
    *(f"three_public.{line}.{suffix}" for line in _LINES for suffix in ("budget", "final")),
    "procurement.budget",
    "procurement.final",
)


def keys_of(sheet: FormSheet) -> list[str]:
    """What of it the scheme's form asks for."""
    return [key for key in _KEYS if sheet.is_cell(key)]


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        return {"added": "新增", "changed": "改动", "unchanged": "不变"}[self]


@dataclass(slots=True, frozen=True)
class PlannedFigure:
    key: str
    label: str
    address: str
    before: str
    text: str
    change: Change


@dataclass(slots=True)
class PlannedRow:
    """A row of the Excel: whose it is, what it brings, what is wrong with it."""

    number: int
    name: str
    unit: Unit | None = None
    figures: list[PlannedFigure] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def news(self) -> list[PlannedFigure]:
        return [figure for figure in self.figures if figure.change is not Change.UNCHANGED]


@dataclass(slots=True)
class Plan:
    rows: list[PlannedRow]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(figure.change for row in self.rows for figure in row.figures)
        return {change.label: found[change] for change in Change}

    @property
    def faulty(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.errors]

    def chosen(self, *, only_clean: bool) -> list[PlannedRow]:
        return [row for row in self.rows if row.unit is not None and not (only_clean and row.errors)]

    @property
    def all_news(self) -> int:
        return sum(len(row.news) for row in self.chosen(only_clean=False))

    @property
    def clean_news(self) -> int:
        return sum(len(row.news) for row in self.chosen(only_clean=True))


def plan_of(campaign: Campaign, rows: list[TableRow]) -> Plan:
    """What the rows would change; nothing is changed yet."""
    sheet = sheet_of(campaign.scheme)
    units = Unit.objects.filter(reports__campaign=campaign)
    names = UnitNames(units)
    held = {
        (unit_id, key): text
        for unit_id, key, text in KnownFigure.objects.filter(campaign=campaign).values_list(
            "unit_id", "key", "text"
        )
    }
    seen: dict[int, int] = {}
    return Plan([_planned(row, names, held, seen, sheet) for row in rows])


def _planned(
    row: TableRow,
    names: UnitNames,
    held: dict[tuple[int, str], str],
    seen: dict[int, int],
    sheet: FormSheet,
) -> PlannedRow:
    planned = PlannedRow(row.number, row.name or row.code)
    unit, reason = names.find(row.code, row.name)
    if unit is None:
        planned.errors.append(f"第 {row.number} 行：{reason}")
        return planned
    if unit.pk in seen:
        planned.errors.append(f"第 {row.number} 行：和第 {seen[unit.pk]} 行是同一个单位，只留一行。")
        return planned
    seen[unit.pk] = row.number
    planned.unit = unit
    for key, cell in row.cells.items():
        text, reason = _read(key, cell, sheet)
        if reason:
            planned.errors.append(f"{cell.address}：{reason}")
            continue
        before = held.get((unit.pk, key), "")
        change = Change.UNCHANGED if before == text else Change.CHANGED if before else Change.ADDED
        planned.figures.append(PlannedFigure(key, sheet.label(key), cell.address, before, text, change))
    return planned


def _read(key: str, cell: TableCell, sheet: FormSheet) -> tuple[str, str]:
    """The figure in the form's notation, or what is wrong with it."""
    label, kind = sheet.label(key), kind_of(key)
    state, value = read_value(cell.text, kind, sheet.money_of(key))
    if state is State.NOT_APPLICABLE:
        return tidy(key, cell.text, sheet), ""
    if state is not State.GIVEN or not isinstance(value, Decimal):
        return "", f"{label}“{cell.text[:20]}”不是数，请改成数。"
    if value < 0:
        return "", f"{label}“{cell.text[:20]}”是负数，请核对。"
    if kind is Kind.COUNT and value != value.to_integral_value():
        return "", f"{label}“{cell.text[:20]}”应是整数。"
    return tidy(key, cell.text, sheet), ""


# --- bringing them in --------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Replaced:
    """A figure a unit had typed otherwise."""

    unit: str
    report_id: int
    label: str
    typed: str
    known: str


@dataclass(slots=True)
class Imported:
    figures: int = 0
    units: int = 0
    replaced: list[Replaced] = field(default_factory=list)
    """In reports being filled: the known figure holds, the typed one is in the trace."""
    differing: list[Replaced] = field(default_factory=list)
    """In reports filed or taken in: left as they are, shown as L17."""


@transaction.atomic
def import_figures(
    actor: Actor, *, campaign: Campaign, file: StoredFile, rows: list[TableRow], only_clean: bool
) -> Imported:
    """Every readable figure, or those of rows without a fault, all at once. Reports begun get them too."""
    plan = plan_of(campaign, rows)
    return bring_in(actor, campaign=campaign, file=file, rows=plan.chosen(only_clean=only_clean))


@transaction.atomic
def bring_in(actor: Actor, *, campaign: Campaign, file: StoredFile, rows: list[PlannedRow]) -> Imported:
    """Rows of a plan, in one step: the figures, the reports they go into, the trace of both."""
    require(may_run(actor, campaign))
    if campaign.state == Campaign.State.CLOSED:
        raise Refused("这项任务已经结束。")
    outcome = Imported()
    source = f"财政局已知数（{file.name[:60]}，{timezone.localdate():%Y-%m-%d}）"
    news = [(row.unit, row.news) for row in rows if row.unit is not None and row.news]
    KnownFigure.objects.bulk_create(
        (
            KnownFigure(campaign=campaign, unit=unit, key=figure.key, text=figure.text, source=source)
            for unit, figures in news
            for figure in figures
        ),
        update_conflicts=True,
        unique_fields=["campaign", "unit", "key"],
        update_fields=["text", "source"],
    )
    outcome.units = len(news)
    outcome.figures = sum(len(figures) for _, figures in news)
    begun = UnitReport.objects.filter(campaign=campaign, unit__in=[unit.pk for unit, _ in news])
    for report_id in begun.exclude(state=ReportState.NOT_STARTED).order_by("pk").values_list("pk", flat=True):
        _bring_into(actor, report_id, outcome)
    details = {
        "file": file.name,
        "sha256": file.sha256,
        "figures": {
            unit.name: {figure.key: [figure.before, figure.text] for figure in figures}
            for unit, figures in news
        },
        "replaced": [asdict(entry) for entry in outcome.replaced],
        "differing": [asdict(entry) for entry in outcome.differing],
    }
    record(actor, "import_figures", subject_of(campaign), details)
    return outcome


def _bring_into(actor: Actor, report_id: int, outcome: Imported) -> None:
    report = locked_report(report_id)
    sheet = sheet_of(report.campaign.scheme)
    known = {figure.key: figure.text for figure in known_of(report)}
    before = content_from_json(report.content)
    found = [
        Replaced(report.unit.name, report.pk, sheet.label(key), before.text(key), known[key])
        for key in (figure.key for figure in differing(before, known_of(report), sheet))
    ]
    if report.state in EDITABLE:
        apply_known(actor, report)
        outcome.replaced += found
    else:
        note_summary(report, judge(report))
        outcome.differing += found


@transaction.atomic
def remove_figure(actor: Actor, *, figure_id: int) -> KnownFigure:
    """A figure taken back: the unit may type it itself again. What its report says stays."""
    figure = KnownFigure.objects.select_related("campaign", "unit").get(pk=figure_id)
    require(may_run(actor, figure.campaign))
    details = {"unit": figure.unit.name, "key": figure.key, "text": figure.text, "source": figure.source}
    KnownFigure.objects.filter(pk=figure_id).delete()
    record(actor, "remove_figure", subject_of(figure.campaign), details)
    reports = UnitReport.objects.filter(campaign=figure.campaign, unit=figure.unit)
    for report_id in reports.exclude(state=ReportState.NOT_STARTED).values_list("pk", flat=True):
        report = locked_report(report_id)
        note_summary(report, judge(report))
    return figure
