"""The bureau's side of the made-up year: phrases, a report in its second round, a batch, a re-check."""

from __future__ import annotations

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.demo.district import District
from zhunsheng.server.orgs.actors import actor_of
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reviews import actions as reviews
from zhunsheng.server.reviews.filters import MINE, Filters
from zhunsheng.server.reviews.models import Opinion
from zhunsheng.server.reviews.phrases import keep_phrase
from zhunsheng.server.reviews.rechecking import Scored, draw_sample, lines_of, save_recheck
from zhunsheng.server.reviews.saved_views import keep_view

_PHRASES = (
    "请补充完成值的佐证材料。",
    "偏差原因请写明具体事项和下一步措施、时限。",
    "存在的问题请对应到具体指标。",
    "指标值没有可衡量的数，请在下一年目标中量化。",
)
_NOTE = "从已通过的单位中按风险抽取，风险高的机会大。"
_SCALE = "完成值没有佐证的，扣该项分值的 50%；佐证不全的，扣 20%。"


def add_reviewing(district: District, campaign: Campaign) -> None:
    _phrases(district)
    _views(district)
    _give_out(district, campaign)
    _second_round(district, campaign)
    _recheck(district, campaign)


def _phrases(district: District) -> None:
    for phrase in _PHRASES:
        keep_phrase(actor_of(district.reviewers[0]), text=phrase)


def _views(district: District) -> None:
    first = actor_of(district.reviewers[0])
    keep_view(first, name="差异 5 分以上", filters=Filters(gap="5", sort="gap"), shared=True)
    keep_view(first, name="我手上没办完的", filters=Filters(reviewer=MINE, sort="stay"), shared=False)


def _give_out(district: District, campaign: Campaign) -> None:
    """Two of three waiting reports have somebody who deals with them."""
    assert district.bureau is not None
    bureau = actor_of(district.bureau)
    waiting = UnitReport.objects.filter(campaign=campaign, state=State.WITH_BUREAU).order_by("pk")
    for number, report in enumerate(waiting):
        if number % 3:
            reviewer = district.reviewers[number % len(district.reviewers)]
            reviews.assign(bureau, report_id=report.pk, reviewer_id=reviewer.pk)


def _second_round(district: District, campaign: Campaign) -> None:
    """Returned, answered, changed and filed again: what a reviewer compares. Its reviewer has opened it."""
    report = UnitReport.objects.filter(campaign=campaign, state=State.RETURNED).order_by("pk").last()
    if report is None or report.reviewer is None:
        return
    preparer = actor_of(district.preparers[report.unit_id])
    changes = [
        Change("r1.reason", "年中增设两个窗口，办件量上升；台账和月报见佐证。"),
        Change("r2.reason", "少建的点位产权核查用时较长，由综合股督办，2024年6月30日前建成验收。"),
    ]
    save_cells(preparer, report_id=report.pk, base_version=report.version, changes=changes)
    for opinion in Opinion.objects.filter(report=report, state=Opinion.State.OPEN):
        reviews.answer_opinion(preparer, opinion_id=opinion.pk, reply="已按意见补充。")
    draft = actions.submit(preparer, report_id=report.pk)
    head = actor_of(district.heads[report.unit_id])
    actions.approve(head, report_id=report.pk, draft_number=draft.number)
    reviewer = actor_of(report.reviewer)
    reviews.open_review(reviewer, report_id=report.pk)
    reviews.add_opinion(reviewer, report_id=report.pk, cell="r2.reason", text="请写明责任人。")


def _recheck(district: District, campaign: Campaign) -> None:
    """A sample with one re-check finished: two scores lower, one of them without evidence yet not at zero."""
    assert district.bureau is not None
    bureau = actor_of(district.bureau)
    sample = draw_sample(
        bureau, campaign=campaign, method="risk", size=2, seed="示例-20240731", note=_NOTE, scale=_SCALE
    )
    recheck = sample.rechecks.select_related("report__campaign", "report__unit").order_by("pk")[0]
    lower = {"r1": ("佐证不全，扣20%。", "佐证不全", 80), "r4": ("未提供佐证材料。", "没有佐证", 50)}
    scores = []
    for line in lines_of(recheck):
        reason, situation, percent = lower.get(line.row, ("", "", 100))
        score = line.filed if percent == 100 or line.weight is None else line.weight * percent / 100
        scores.append(Scored(line.row, str(score if score is not None else ""), reason, situation))
    save_recheck(bureau, recheck_id=recheck.pk, scores=scores, finish=True)
