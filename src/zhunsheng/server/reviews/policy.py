"""Who may review, give reports to reviewers, write and answer opinions."""

from __future__ import annotations

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import YES, Verdict, no
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reports.workflow import may_edit
from zhunsheng.server.reviews.models import Recheck, SavedView


def reviews_at_all(actor: Actor) -> Verdict:
    if actor.has(Role.REVIEWER, Role.BUREAU):
        return YES
    return no("审核由财政审核和财政管理员办理。")


def may_review(actor: Actor, campaign: Campaign) -> Verdict:
    """Seeing the queue of a campaign. Which reports are in it is the actor's units' affair."""
    if actor.tenant_id != campaign.tenant_id:
        return no("这项年度任务不在您的管辖范围内。")
    return reviews_at_all(actor)


def may_assign(actor: Actor, report: UnitReport) -> Verdict:
    """分派: the bureau always; a reviewer what nobody else is reviewing at this moment."""
    if report.state == State.ACCEPTED:
        return no("已经通过，不用再分派。")
    if actor.holds(Role.BUREAU, report.path):
        return YES
    if not actor.holds(Role.REVIEWER, report.path):
        return no("分派由财政审核和财政管理员办理。")
    if report.state == State.UNDER_REVIEW and report.reviewer_id not in (None, actor.id):
        return no("正由别人审核，请财政管理员改派。")
    return YES


def may_take_over(actor: Actor, report: UnitReport) -> Verdict:
    """转由我审核: one report at a time, by a reviewer who sees whose it is; the trace keeps from whom."""
    if not actor.holds(Role.REVIEWER, report.path):
        return no("转由自己审核由财政审核办理。")
    if report.state not in (State.WITH_BUREAU, State.UNDER_REVIEW):
        return no("这份报告现在不在审核，不用转。")
    if report.reviewer_id in (None, actor.id):
        return no("这份报告没有别人承办，不用转。")
    if report.campaign.state == Campaign.State.CLOSED:
        return no("本年度自评已经结束。")
    return YES


def may_keep_phrases(actor: Actor) -> Verdict:
    return YES if actor.has(Role.REVIEWER) else no("常用意见由财政审核维护。")


def may_open_view(actor: Actor, view: SavedView) -> Verdict:
    """The same rule as saved_views.visible_to."""
    if actor.tenant_id != view.tenant_id or not (view.shared or view.by_id == actor.id):
        return no("这组筛选是别人自己用的。")
    return reviews_at_all(actor)


def may_drop_view(actor: Actor, view: SavedView) -> Verdict:
    return YES if view.by_id == actor.id else no("这组筛选由存它的人删。")


def may_opine(actor: Actor, report: UnitReport) -> Verdict:
    """Opinions are written while the draft is locked for review, by who reviews it."""
    if not actor.holds(Role.REVIEWER, report.path):
        return no("审核意见由财政审核填写。")
    if report.state != State.UNDER_REVIEW:
        return no("请先“开始审核”，再写意见。")
    if report.reviewer_id not in (None, actor.id):
        return no("这份报告由别人承办，要写意见请先“转由我审核”。")
    return YES


def may_recheck(actor: Actor, recheck: Recheck) -> Verdict:
    """复核 by the bureau; whoever reviewed the report before shouldn't be the one to re-check it."""
    if not (actor.holds(Role.REVIEWER, recheck.report.path) or actor.holds(Role.BUREAU, recheck.report.path)):
        return no("复核由财政审核和财政管理员办理。")
    if actor.id is not None and recheck.report.reviewer_id == actor.id:
        return no("这份报告是您审核的，请换人复核。")
    if recheck.reviewer_id not in (None, actor.id) and not actor.holds(Role.BUREAU, recheck.report.path):
        return no("这份复核已由别人承办。")
    return YES


def may_answer(actor: Actor, report: UnitReport) -> Verdict:
    return may_edit(actor, report)
