"""Who may run a campaign."""

from __future__ import annotations

from zhunsheng.server.campaigns.models import Campaign, Reminder
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import YES, Verdict, no


def may_run(actor: Actor, campaign: Campaign) -> Verdict:
    """Opening, deadlines, figures, reminders: 财政管理员 over the campaign's units."""
    if actor.tenant_id == campaign.tenant_id and campaign.organizer_id in actor.units(Role.BUREAU):
        return YES
    return no("只有财政管理员可以办理年度任务。")


def may_look(actor: Actor, campaign: Campaign) -> Verdict:
    """How far everybody is: who runs it and who reviews. The same rule as queries.visible_to."""
    if actor.tenant_id == campaign.tenant_id and campaign.organizer_id in actor.units(
        Role.BUREAU, Role.REVIEWER
    ):
        return YES
    return no("年度任务由财政管理员和财政审核查看。")


def may_remind(actor: Actor, campaign: Campaign) -> Verdict:
    """催报: the reviewers too."""
    if actor.tenant_id == campaign.tenant_id and campaign.organizer_id in actor.units(
        Role.BUREAU, Role.REVIEWER
    ):
        return YES
    return no("催报由财政管理员和财政审核办理。")


def may_open(actor: Actor, organizer_id: int) -> Verdict:
    return YES if organizer_id in actor.units(Role.BUREAU) else no("只有财政管理员可以开展年度任务。")


def may_read_reminder(actor: Actor, reminder: Reminder) -> Verdict:
    path = reminder.report.path
    if actor.holds(Role.PREPARER, path) or actor.holds(Role.HEAD, path):
        return YES
    return no("催报由被催的单位签收。")
