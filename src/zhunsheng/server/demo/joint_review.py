"""The papers of the made-up district's latest round: one passed, one returned and handed in again, the others due."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhunsheng.server.demo.inspection_year import Cast
from zhunsheng.server.inspections.models import Round
from zhunsheng.server.inspections.papers.actions import (
    NewSeat,
    ask_for_paper,
    give_opinion,
    hand_in,
    set_seats,
)
from zhunsheng.server.inspections.papers.models import Paper, PaperKind, PaperVersion
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

DEPARTMENTS = ("区委组织部", "区委宣传部", "区审计局")
_PLAN = """一、工作目标
逐条整改反馈的问题，建立长效机制。
二、组织领导
成立整改工作领导小组，主要负责人任组长。
三、整改措施
逐件盘点固定资产，补登台账；修订采购验收办法，两人以上验收。"""
_BETTER = (
    _PLAN
    + """
四、完成时限
固定资产盘点两个月内完成，制度修订三个月内完成。"""
)


def add_joint_review(
    cast: Cast, entry: Round, units: dict[str, Unit], keeper: Unit, reviewers: dict[str, Actor]
) -> None:
    """`reviewers`: by department, the keeper of the register among them."""
    seats = [NewSeat(None, 1), *(NewSeat(units[name], 2) for name in DEPARTMENTS), NewSeat(keeper, 3)]
    for kind in PaperKind:
        set_seats(cast.office, kind=kind, seats=seats)
    today = timezone.localdate()
    papers = {
        inspectee.unit.name: ask_for_paper(
            cast.office, entry=entry, unit=inspectee.unit, kind=PaperKind.PLAN, due_on=today
        )
        for inspectee in entry.inspectees.select_related("unit").order_by("id")
        if inspectee.unit is not None
    }
    # Asked for weeks ago, which no action can be told.
    Paper.objects.filter(round=entry).update(due_on=today - timedelta(days=45))
    passed, returned, *_ = papers.values()
    _review(cast, passed, _hand_in(cast, passed, _BETTER), reviewers, until=3)
    first = _hand_in(cast, returned, _PLAN)
    give_opinion(
        cast.disciplines[returned.unit_id],
        opinion_id=first.opinions.get(department=None).pk,
        passes=False,
        words="措施没有写明完成时限，请补充。",
    )
    _review(cast, returned, _hand_in(cast, returned, _BETTER), reviewers, until=1)


def _hand_in(cast: Cast, paper: Paper, text: str) -> PaperVersion:
    return hand_in(
        cast.rectifiers[paper.unit_id],
        paper_id=paper.pk,
        upload=SimpleUploadedFile("整改方案.txt", text.encode()),
        dated_on=timezone.localdate() - timedelta(days=50),
    )


def _review(cast: Cast, paper: Paper, version: PaperVersion, reviewers: dict[str, Actor], until: int) -> None:
    """Everybody up to the place passes it."""
    for opinion in version.opinions.filter(place__lte=until):
        actor = reviewers[opinion.seat_name] if opinion.department_id else cast.disciplines[paper.unit_id]
        give_opinion(actor, opinion_id=opinion.pk, passes=True, words="")
