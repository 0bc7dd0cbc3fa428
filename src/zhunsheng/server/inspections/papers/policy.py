"""Joint review (多部门联审): who sees a paper, who hands it in, whose turn it is to review it, and why not."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhunsheng.server.inspections.papers.models import (
    REPORTED_AGAIN,
    REVISED,
    Paper,
    PaperOpinion,
    PaperState,
    PaperVersion,
)
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.subtrees import units_below
from zhunsheng.server.orgs.verdicts import YES, Verdict, no


def papers_visible_to(actor: Actor) -> QuerySet[Paper]:
    """巡察办 and 领导小组: all. A unit and its 派驻纪检组: the unit's. A department: those with a seat of its own."""
    papers = Paper.objects.filter(round__term__tenant_id=actor.tenant).select_related("unit", "round__term")
    if actor.has(Role.INSPECTION, Role.LEADING):
        return papers
    own = units_below(actor, Role.RECTIFIER, Role.DISCIPLINE)
    seats = units_below(actor, Role.JOINT)
    sent = PaperOpinion.objects.filter(department_id__in=seats).values("version__paper_id")
    return papers.filter(Q(unit_id__in=own) | Q(pk__in=sent))


def may_follow(actor: Actor) -> Verdict:
    """Whether joint review is any business of the actor's."""
    if actor.has(Role.INSPECTION, Role.LEADING, Role.RECTIFIER, Role.DISCIPLINE, Role.JOINT):
        return YES
    return no("联审由整改单位、派驻纪检组、联审部门和巡察办办理。")


def may_hand_in(actor: Actor, paper: Paper) -> Verdict:
    if paper.unit_id not in units_below(actor, Role.RECTIFIER):
        return no(f"{paper.get_kind_display()}由{paper.unit.name}的整改联络人报送。")
    if paper.state == PaperState.IN_REVIEW:
        return no("正在联审，退回以后才能再报。")
    if paper.state == PaperState.PASSED and paper.kind not in REVISED:
        return no("已经联审通过，不用再报。")
    return YES


def may_give_up(actor: Actor, paper: Paper) -> Verdict:
    """Whether the actor may give up the revision that was sent back (放弃修订)."""
    if paper.unit_id not in units_below(actor, Role.RECTIFIER):
        return no(f"放弃修订由{paper.unit.name}的整改联络人办理。")
    if not paper.is_being_revised:
        return no("没有联审通过的一稿在修订，不用放弃。")
    if paper.state == PaperState.IN_REVIEW:
        return no("正在联审，退回以后才能放弃修订。")
    return YES


def may_report_again(actor: Actor, paper: Paper) -> Verdict:
    """Whether the actor may hand in the next report of this kind, this one having passed."""
    if paper.kind not in REPORTED_AGAIN:
        return no(f"{paper.get_kind_display()}一轮只报一次。")
    if paper.unit_id not in units_below(actor, Role.RECTIFIER):
        return no(f"{paper.get_kind_display()}由{paper.unit.name}的整改联络人报送。")
    if paper.state != PaperState.PASSED:
        return no(f"{paper.name}联审通过以后才能报下一次。")
    if others_of(paper).filter(number__gt=paper.number).exists():
        return no("已经有下一次，请在下一次里报。")
    return YES


def others_of(paper: Paper) -> QuerySet[Paper]:
    """The reports of the same kind of this unit after this round."""
    same = Paper.objects.filter(round=paper.round_id, unit=paper.unit_id, kind=paper.kind)
    return same.exclude(pk=paper.pk).order_by("number").select_related("unit", "round__term")


def may_give(actor: Actor, opinion: PaperOpinion) -> Verdict:
    """Whether the actor may speak for the seat now. Nobody reviews their own unit."""
    paper = opinion.version.paper
    if not _sits(actor, opinion, paper):
        return no(f"这份意见由{opinion.seat_name}提。")
    if paper.unit_id in units_below(actor, Role.RECTIFIER, Role.HEAD):
        return no("不能审核自己单位的文件，请由其他人办理。")
    if opinion.verdict:
        return no("这份意见已经提过了。")
    if paper.state != PaperState.IN_REVIEW:
        return no(f"这份文件{paper.get_state_display()}，现在不用审。")
    if paper.versions.filter(number__gt=opinion.version.number).exists():
        return no("单位又报了新的一稿，请审最新的。")
    waiting = opinion.version.opinions.filter(place__lt=opinion.place, verdict=PaperOpinion.Verdict.OPEN)
    first = waiting.first()
    if first is not None:
        return no(f"要等{first.seat_name}先审。")
    return YES


def _sits(actor: Actor, opinion: PaperOpinion, paper: Paper) -> bool:
    if opinion.department_id is None:
        return paper.unit_id in units_below(actor, Role.DISCIPLINE)
    return opinion.department_id in units_below(actor, Role.JOINT)


def waiting_for(actor: Actor) -> QuerySet[PaperOpinion]:
    """The opinions this person is to give now: `may_give` as a query, for the workbench asks it of everybody."""
    seats, units = units_below(actor, Role.JOINT), units_below(actor, Role.DISCIPLINE)
    opinions = PaperOpinion.objects.filter(
        version__paper__round__term__tenant_id=actor.tenant,
        version__paper__state=PaperState.IN_REVIEW,
        verdict=PaperOpinion.Verdict.OPEN,
    )
    newer = PaperVersion.objects.filter(
        paper=OuterRef("version__paper"), number__gt=OuterRef("version__number")
    )
    before = PaperOpinion.objects.filter(
        version=OuterRef("version"), place__lt=OuterRef("place"), verdict=PaperOpinion.Verdict.OPEN
    )
    sits = Q(department_id__in=seats) | Q(department=None, version__paper__unit_id__in=units)
    return (
        opinions.filter(sits)
        .exclude(version__paper__unit_id__in=units_below(actor, Role.RECTIFIER, Role.HEAD))
        .exclude(Exists(newer))
        .exclude(Exists(before))
    )
