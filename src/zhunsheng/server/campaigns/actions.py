"""Opening a year, granting more time, closing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.campaigns.models import Campaign, Extension
from zhunsheng.server.campaigns.policy import may_open, may_run
from zhunsheng.server.campaigns.subjects import subject_of as campaign_subject
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Placement, Unit, User
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.schemes import rulebook
from zhunsheng.server.reports.subjects import chain_of, subject_of


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
    record(actor, "create_campaign", campaign_subject(campaign), details)
    return campaign


@transaction.atomic
def open_campaign(actor: Actor, *, campaign: Campaign, units: Iterable[Unit]) -> list[UnitReport]:
    """Publish the notice: each chosen unit gets its report to fill. More units may be added later."""
    require(may_run(actor, campaign))
    if campaign.state == Campaign.State.CLOSED:
        raise Refused("这项任务已经结束。")
    units = list(units)
    if not units:
        raise Refused("请至少选一个单位。")
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
            campaign=campaign,
            unit=unit,
            path=paths[unit.pk],
            state_since=now,
            deadline=campaign.deadline,
            deadline_set_at=now,
        )
        for unit in chosen
    )
    if campaign.state == Campaign.State.DRAFT:
        campaign.state, campaign.opened_at = Campaign.State.OPEN, now
        campaign.save(update_fields=["state", "opened_at"])
    record(actor, "open_campaign", campaign_subject(campaign), {"units": [unit.name for unit in chosen]})
    return reports


@transaction.atomic
def close_campaign(actor: Actor, *, campaign: Campaign) -> None:
    require(may_run(actor, campaign))
    if campaign.state != Campaign.State.OPEN:
        raise Refused("只有填报中的任务可以结束。")
    campaign.state = Campaign.State.CLOSED
    campaign.save(update_fields=["state"])
    record(actor, "close_campaign", campaign_subject(campaign))


@transaction.atomic
def reopen_campaign(actor: Actor, *, campaign: Campaign, reason: str) -> None:
    """A campaign closed too early goes on."""
    require(may_run(actor, campaign))
    if campaign.state != Campaign.State.CLOSED:
        raise Refused("这项任务没有结束，不用恢复。")
    if not reason.strip():
        raise Refused("请写明恢复的原因。")
    campaign.state = Campaign.State.OPEN
    campaign.save(update_fields=["state"])
    record(actor, "reopen_campaign", campaign_subject(campaign), {"reason": reason.strip()})


@transaction.atomic
def change_campaign(actor: Actor, *, campaign: Campaign, title: str, notice: str, deadline: datetime) -> None:
    """A new deadline is everybody's, save who was granted a later one."""
    require(may_run(actor, campaign))
    if not title.strip():
        raise Refused("请填写任务名称。")
    before = {"title": campaign.title, "deadline": campaign.deadline.isoformat()}
    if deadline != campaign.deadline:
        if deadline <= timezone.now():
            raise Refused("截止时间已经过去，请改为以后的时间。")
        reports = UnitReport.objects.filter(campaign=campaign, deadline__lt=deadline)
        reports |= UnitReport.objects.filter(campaign=campaign, deadline=campaign.deadline)
        reports.update(deadline=deadline, deadline_set_at=timezone.now())
    campaign.title, campaign.notice, campaign.deadline = title.strip(), notice.strip(), deadline
    campaign.save(update_fields=["title", "notice", "deadline"])
    after = {"title": campaign.title, "deadline": deadline.isoformat()}
    record(actor, "change_campaign", campaign_subject(campaign), {"before": before, "after": after})


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
    UnitReport.objects.filter(pk=report.pk).update(deadline=until, deadline_set_at=timezone.now())
    details = {"until": until.isoformat(), "reason": reason.strip()}
    record(actor, "extend", subject_of(report), details, chain_of(report))
    return entry
