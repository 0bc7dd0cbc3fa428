"""Who may write and answer opinions."""

from __future__ import annotations

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import YES, Verdict, no
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reports.workflow import may_edit


def may_opine(actor: Actor, report: UnitReport) -> Verdict:
    """Opinions are written while the draft is locked for review, by who reviews it."""
    if not actor.holds(Role.REVIEWER, report.path):
        return no("审核意见由财政审核填写。")
    if report.state != State.UNDER_REVIEW:
        return no("请先“开始审核”，再写意见。")
    if report.reviewer_id not in (None, actor.id):
        return no("这份报告由别人承办，需要先转给您。")
    return YES


def may_answer(actor: Actor, report: UnitReport) -> Verdict:
    return may_edit(actor, report)
