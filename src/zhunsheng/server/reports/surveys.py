"""Counted questionnaires (满意度调查): from the counts to the rate, which fills the indicator's actual value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.server.audit.trail import record
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.content import SURVEYED, content_from_json
from zhunsheng.server.reports.models import Survey
from zhunsheng.server.reports.saving import Change, locked_report, save_cells
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.workflow import may_edit

MOST = 10_000_000
"""More questionnaires than that are a typing mistake."""


@dataclass(slots=True, frozen=True)
class Counts:
    """发放, 回收, 有效, then the valid ones by grade."""

    sent: int
    returned: int
    valid: int
    very_satisfied: int
    satisfied: int
    fair: int
    dissatisfied: int


def problem_of(counts: Counts) -> str:
    """What does not add up, in words; empty if all does."""
    graded = counts.very_satisfied + counts.satisfied + counts.fair + counts.dissatisfied
    if any(number < 0 or number > MOST for number in asdict(counts).values()):
        return f"份数应是 0 到 {MOST} 之间的整数。"
    if not counts.valid:
        return "有效问卷是 0 份，算不出满意率。"
    if counts.returned > counts.sent:
        return f"回收 {counts.returned} 份，比发放的 {counts.sent} 份还多，请核对。"
    if counts.valid > counts.returned:
        return f"有效 {counts.valid} 份，比回收的 {counts.returned} 份还多，请核对。"
    if graded != counts.valid:
        apart = abs(graded - counts.valid)
        return f"四档合计 {graded} 份，与有效 {counts.valid} 份相差 {apart} 份，请核对。"
    return ""


def rate_text(survey: Survey | Counts) -> str:
    """(非常满意 + 满意) ÷ 有效, to two decimals: 94.17%."""
    share = Decimal(survey.very_satisfied + survey.satisfied) / survey.valid * 100
    return f"{plain_decimal(share.quantize(Decimal('0.01'), ROUND_HALF_UP))}%"


def formula_text(survey: Survey | Counts) -> str:
    good = f"（非常满意 {survey.very_satisfied} + 满意 {survey.satisfied}）"
    return f"满意率 = {good}÷ 有效 {survey.valid} = {rate_text(survey)}"


@transaction.atomic
def save_survey(actor: Actor, *, report_id: int, row: str, counts: Counts) -> Survey:
    """Keeps the counts and puts the rate into the indicator's actual value."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    if content_from_json(report.content).row(row) is None:
        raise Refused("这一行指标已经被删除，请刷新页面再填。")
    problem = problem_of(counts)
    if problem:
        raise Refused(problem)
    survey, _ = Survey.objects.update_or_create(
        report=report, row=row, defaults={**asdict(counts), "by_id": actor.person}
    )
    record(actor, "save_survey", subject_of(report), {"row": row, **asdict(counts)}, chain_of(report))
    change = Change(f"{row}.actual", rate_text(counts))
    save_cells(actor, report_id=report_id, base_version=report.version, changes=[change], source=SURVEYED)
    return survey


@transaction.atomic
def remove_survey(actor: Actor, *, report_id: int, row: str) -> None:
    """The counts go; the actual value stays as it is, for the preparer to put right."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    gone, _ = Survey.objects.filter(report=report, row=row).delete()
    if not gone:
        raise Refused("这项问卷已经不在了。")
    record(actor, "remove_survey", subject_of(report), {"row": row}, chain_of(report))
