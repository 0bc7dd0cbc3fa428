"""Base tables of subordinate units (下属单位): each fills its own, the department's is their sum and its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from zhunsheng.kernel.facts import Kind, State
from zhunsheng.kernel.numerals import read_value
from zhunsheng.press.values import value_text
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.audit.trail import record
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Placement, Role
from zhunsheng.server.orgs.verdicts import YES, Refused, Verdict, no, require
from zhunsheng.server.reports.content import SUMMED
from zhunsheng.server.reports.models import EDITABLE, SubordinateBase, UnitReport
from zhunsheng.server.reports.saving import Change, Saved, locked_report, save_cells, tidy
from zhunsheng.server.reports.schemes import FormSheet, sheet_of
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.workflow import may_edit, may_see

_ADDED_UP = (Kind.MONEY, Kind.COUNT, Kind.AREA)
"""Absolute figures; rates and text are the department's own."""


def base_keys(sheet: FormSheet) -> list[str]:
    """Cells of the base table that can be added up, in the order of the form."""
    tables = [table for table in sheet.form.tables if not table.indicator_columns]
    keys = [key for table in tables for key in table.keys if key not in sheet.spare_keys]
    return [key for key in keys if key in sheet.typed_keys and kind_of(key) in _ADDED_UP]


def places_below(report: UnitReport) -> list[Placement]:
    """The units below the reporting one in that year, with where they stand."""
    below = Placement.objects.filter(
        fiscal_year=report.campaign.fiscal_year, path__startswith=report.path
    ).exclude(unit_id=report.unit_id)
    return list(below.select_related("unit").order_by("unit__code"))


def path_of_base(base: SubordinateBase) -> str:
    place = Placement.objects.filter(
        unit_id=base.unit_id, fiscal_year=base.report.campaign.fiscal_year
    ).first()
    return place.path if place is not None else ""


@transaction.atomic
def begin_bases(actor: Actor, *, report_id: int) -> int:
    """发给下属单位填: one empty table for each of them and one for the department itself (本级)."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    units = [report.unit_id, *(place.unit_id for place in places_below(report))]
    if len(units) == 1:
        raise Refused("本年度没有下属单位，不用汇总。")
    there = set(SubordinateBase.objects.filter(report=report).values_list("unit_id", flat=True))
    made = [SubordinateBase(report=report, unit_id=unit) for unit in units if unit not in there]
    SubordinateBase.objects.bulk_create(made)
    record(actor, "begin_bases", subject_of(report), {"units": len(made)}, chain_of(report))
    return len(made)


def may_fill_base(actor: Actor, base: SubordinateBase) -> Verdict:
    """By the preparers of the very unit or of the department, while the department's report is being filled."""
    if not actor.holds(Role.PREPARER, path_of_base(base)):
        return no("这张表由本单位或主管部门的经办人填写。")
    if base.report.campaign.state == Campaign.State.CLOSED:
        return no("本年度自评已经结束，需要改动请联系财政局。")
    if base.report.state not in EDITABLE:
        return no("主管部门的报告已经报送，现在不能改。")
    return YES


def may_see_base(actor: Actor, base: SubordinateBase) -> Verdict:
    if actor.holds(Role.PREPARER, path_of_base(base)) or actor.holds(Role.HEAD, path_of_base(base)):
        return YES
    return may_see(actor, base.report)


@transaction.atomic
def save_base(
    actor: Actor, *, base_id: int, version: int, texts: Mapping[str, str], done: bool
) -> SubordinateBase:
    """The whole table as it was typed; refused where somebody saved it since."""
    base = (
        SubordinateBase.objects.select_for_update(of=("self",))
        .select_related("report__campaign", "report__unit", "unit")
        .get(pk=base_id)
    )
    require(may_fill_base(actor, base))
    if base.version != version:
        raise Refused("这张表刚刚被别人改过，请刷新后再填。")
    sheet = sheet_of(base.report.campaign.scheme)
    cells = {key: tidy(key, texts[key], sheet) for key in base_keys(sheet) if key in texts}
    unreadable = [
        sheet.label(key) for key, text in cells.items() if text and not _is_figure(key, text, sheet)
    ]
    if unreadable:
        raise Refused(f"“{'”“'.join(unreadable[:3])}”填的不是数，请改成数；没有的填 0，不适用的填“——”。")
    before, base.cells = base.cells, cells
    base.version += 1
    base.done_at = timezone.now() if done else None
    base.save()
    changed = {key: [before.get(key, ""), text] for key, text in cells.items() if before.get(key, "") != text}
    details = {"unit": base.unit.name, "cells": changed, "done": done}
    record(actor, "save_base", subject_of(base.report), details, chain_of(base.report))
    return base


def _is_figure(key: str, text: str, sheet: FormSheet) -> bool:
    return read_value(text, kind_of(key), sheet.money_of(key))[0] is not State.UNREADABLE


@dataclass(slots=True)
class Sum:
    """The department's figures, and whose are still missing: a missing one is not zero."""

    texts: dict[str, str] = field(default_factory=dict)
    counted: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def sum_of(report: UnitReport) -> Sum:
    sheet = sheet_of(report.campaign.scheme)
    bases = list(SubordinateBase.objects.filter(report=report).select_related("unit").order_by("unit__code"))
    done = [base for base in bases if base.done_at is not None]
    found = Sum(
        counted=[base.unit.name for base in done],
        missing=[base.unit.name for base in bases if base.done_at is None],
    )
    for key in base_keys(sheet):
        money = sheet.money_of(key)
        read = [read_value(base.cells.get(key, ""), kind_of(key), money) for base in done]
        given = [value for state, value in read if state is State.GIVEN and isinstance(value, Decimal)]
        if given:
            found.texts[key] = value_text(sum(given, Decimal(0)), kind_of(key), money)
        elif read and all(state is State.NOT_APPLICABLE for state, _ in read):
            found.texts[key] = "——"
    return found


@transaction.atomic
def sum_up(actor: Actor, *, report_id: int) -> tuple[Saved, Sum]:
    """汇总: the sums go into the department's base table."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    found = sum_of(report)
    if not found.counted:
        raise Refused("还没有一个单位填完，不能汇总。")
    source = f"{SUMMED}:{len(found.counted)} 个单位"
    changes = [Change(key, text) for key, text in found.texts.items()]
    saved = save_cells(
        actor, report_id=report.pk, base_version=report.version, changes=changes, source=source
    )
    details = {"counted": found.counted, "missing": found.missing}
    record(actor, "sum_up", subject_of(report), details, chain_of(report))
    return saved, found


def bases_waiting_for(actor: Actor) -> list[SubordinateBase]:
    """Tables of units whose preparer this is, not yet finished, for the workbench."""
    mine = SubordinateBase.objects.filter(
        unit_id__in=actor.units(Role.PREPARER), done_at=None, report__state__in=EDITABLE
    )
    return list(mine.select_related("unit", "report__unit", "report__campaign").order_by("id"))
