"""Reminding many units with one text (催报): a template with blanks, filled for each unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.campaigns.models import Campaign, Message, Reminder
from zhunsheng.server.campaigns.policy import may_read_reminder, may_remind
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.web.templatetags.office import left, moment

REMINDED = (State.NOT_STARTED, State.FILLING, State.RETURNED, State.COLLECTED, State.WITH_HEAD)
TEMPLATE = "您单位的〔任务〕目前〔状态〕，截止时间 〔截止〕，〔剩余〕。请登录系统办理；确有困难，请向财政局申请延期。"
LONGEST = 500


def filled_in(template: str, report: UnitReport) -> str:
    """The template with the unit's own words in its blanks."""
    text = template
    for blank, word in (
        ("〔单位〕", report.unit.name),
        ("〔任务〕", report.campaign.title),
        ("〔状态〕", State(report.state).label),
        ("〔截止〕", moment(report.deadline)),
        ("〔剩余〕", left(report.deadline)),
    ):
        text = text.replace(blank, word)
    return text.strip()


@transaction.atomic
def remind(actor: Actor, *, report_id: int, template: str = TEMPLATE) -> Reminder:
    report = locked_report(report_id)
    require(may_remind(actor, report.campaign))
    if report.state not in REMINDED:
        raise Refused(f"{report.unit.name}的报告已经报送，不用催报。")
    text = filled_in(template, report)
    if not text:
        raise Refused("催报内容不能为空。")
    if len(text) > LONGEST:
        raise Refused(f"催报内容有 {len(text)} 个字，请压缩到 {LONGEST} 个字以内。")
    return keep_reminder(actor, report, text)


def keep_reminder(actor: Actor, report: UnitReport, text: str, days_before: int | None = None) -> Reminder:
    """The reminder, its trace and the message that goes out. The report's row must be held."""
    number = report.reminder_count + 1
    entry = Reminder.objects.create(
        report=report,
        by_id=actor.id,
        at=timezone.now(),
        text=text,
        number=number,
        days_before=days_before,
        for_deadline=report.deadline if days_before is not None else None,
    )
    UnitReport.objects.filter(pk=report.pk).update(reminder_count=number)
    record(actor, "remind", subject_of(report), {"number": number, "text": text}, chain_of(report))
    if settings.OPTIONS["MESSAGE_COMMAND"]:
        Message.objects.create(reminder=entry, changed_at=entry.at)
    return entry


@dataclass(slots=True)
class Reminded:
    sent: list[Reminder] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    """Why the others got none."""


def remind_many(actor: Actor, *, campaign: Campaign, report_ids: Iterable[int], template: str) -> Reminded:
    """Each unit by itself: one that has filed in the meantime doesn't hold up the others."""
    require(may_remind(actor, campaign))
    outcome = Reminded()
    chosen = UnitReport.objects.filter(campaign=campaign, pk__in=list(report_ids))
    for report_id in chosen.order_by("unit__code").values_list("pk", flat=True):
        try:
            outcome.sent.append(remind(actor, report_id=report_id, template=template))
        except Refused as refused:
            outcome.skipped.append(str(refused))
    return outcome


@transaction.atomic
def read_reminder(actor: Actor, *, reminder_id: int) -> Reminder:
    """知道了: somebody of the unit has read it. The first time counts."""
    entry = Reminder.objects.select_related("report__unit", "report__campaign").get(pk=reminder_id)
    require(may_read_reminder(actor, entry))
    if entry.read_at is None:
        entry.read_at = timezone.now()
        entry.save(update_fields=["read_at"])
        report = entry.report
        record(actor, "read_reminder", subject_of(report), {"number": entry.number}, chain_of(report))
    return entry
