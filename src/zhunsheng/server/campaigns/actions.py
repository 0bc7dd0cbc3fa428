"""Opening a year, granting more time, reminding, closing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.campaigns.models import Campaign, Extension, Reminder
from zhunsheng.server.campaigns.policy import may_open, may_remind, may_run
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Placement, Unit, User
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.schemes import rulebook
from zhunsheng.server.reports.subjects import chain_of, subject_of


def _subject(campaign: Campaign) -> Subject:
    return Subject("campaign", campaign.pk, campaign.title)


@transaction.atomic
def create_campaign(
    actor: Actor,
    *,
    organizer: Unit,
    fiscal_year: int,
    scheme: str,
    title: str,
    deadline: datetime,
    notice: str = "",
) -> Campaign:
    require(may_open(actor, organizer.pk))
    if scheme not in rulebook().schemes:
        raise Refused(f"没有“{scheme}”这个评价方案。")
    if deadline <= timezone.now():
        raise Refused("截止时间已经过去，请改为以后的时间。")
    if Campaign.objects.filter(organizer=organizer, fiscal_year=fiscal_year, scheme=scheme).exists():
        raise Refused(f"{fiscal_year} 年度已经按这个方案开展过自评。")
    campaign = Campaign.objects.create(
        tenant_id=organizer.tenant_id,
        organizer=organizer,
        fiscal_year=fiscal_year,
        scheme=scheme,
        title=title,
        deadline=deadline,
        notice=notice,
    )
    details = {"fiscal_year": fiscal_year, "scheme": scheme, "deadline": deadline.isoformat()}
    record(actor, "create_campaign", _subject(campaign), details)
    return campaign


@transaction.atomic
def open_campaign(actor: Actor, *, campaign: Campaign, units: Iterable[Unit]) -> list[UnitReport]:
    """Publish the notice: each chosen unit gets its report to fill. More units may be added later."""
    require(may_run(actor, campaign))
    if campaign.state == Campaign.State.CLOSED:
        raise Refused("这项任务已经结束。")
    present = set(UnitReport.objects.filter(campaign=campaign).values_list("unit_id", flat=True))
    chosen = [unit for unit in units if unit.pk not in present]
    paths = dict(
        Placement.objects.filter(fiscal_year=campaign.fiscal_year, unit__in=chosen).values_list(
            "unit_id", "path"
        )
    )
    outside = [unit.name for unit in chosen if f"/{campaign.organizer_id}/" not in paths.get(unit.pk, "")]
    if outside:
        raise Refused(f"{'、'.join(outside[:3])}不在 {campaign.fiscal_year} 年的单位层级里，请先安排。")
    now = timezone.now()
    reports = UnitReport.objects.bulk_create(
        UnitReport(
            campaign=campaign, unit=unit, path=paths[unit.pk], state_since=now, deadline=campaign.deadline
        )
        for unit in chosen
    )
    if campaign.state == Campaign.State.DRAFT:
        campaign.state, campaign.opened_at = Campaign.State.OPEN, now
        campaign.save(update_fields=["state", "opened_at"])
    record(actor, "open_campaign", _subject(campaign), {"units": [unit.name for unit in chosen]})
    return reports


@transaction.atomic
def close_campaign(actor: Actor, *, campaign: Campaign) -> None:
    require(may_run(actor, campaign))
    campaign.state = Campaign.State.CLOSED
    campaign.save(update_fields=["state"])
    record(actor, "close_campaign", _subject(campaign))


@transaction.atomic
def extend(actor: Actor, *, report_id: int, until: datetime, reason: str) -> Extension:
    """A later deadline for one unit."""
    report = locked_report(report_id)
    require(may_run(actor, report.campaign))
    if not reason.strip():
        raise Refused("请写明延期的原因。")
    if until <= report.deadline:
        raise Refused("新的截止时间要晚于现在的截止时间。")
    user = User.objects.get(pk=actor.person)
    entry = Extension.objects.create(report=report, until=until, reason=reason.strip(), by=user)
    UnitReport.objects.filter(pk=report.pk).update(deadline=until)
    details = {"until": until.isoformat(), "reason": reason.strip()}
    record(actor, "extend", subject_of(report), details, chain_of(report))
    return entry


REMINDED = (State.NOT_STARTED, State.FILLING, State.RETURNED, State.COLLECTED, State.WITH_HEAD)


def reminder_text(report: UnitReport) -> str:
    """What a unit is told: the thing, how it stands, the deadline."""
    local = timezone.localtime(report.deadline)
    when = f"{local.month}月{local.day}日 {local:%H:%M}"
    state = State(report.state).label
    lead = "已过截止时间" if report.deadline < timezone.now() else "截止时间"
    return (
        f"{report.unit.name}：{report.campaign.title}目前{state}，{lead} {when}。"
        "请登录系统办理；确有困难，请向财政局申请延期。"
    )


@transaction.atomic
def remind(actor: Actor, *, report_id: int, text: str) -> Reminder:
    report = locked_report(report_id)
    require(may_remind(actor, report.campaign))
    if report.state not in REMINDED:
        raise Refused(f"{report.unit.name}的报告已经报送，不用催报。")
    if not text.strip():
        raise Refused("催报内容不能为空。")
    number = report.reminder_count + 1
    entry = Reminder.objects.create(
        report=report, by_id=actor.person, at=timezone.now(), text=text.strip(), number=number
    )
    UnitReport.objects.filter(pk=report.pk).update(reminder_count=number)
    record(actor, "remind", subject_of(report), {"number": number, "text": text.strip()}, chain_of(report))
    return entry
