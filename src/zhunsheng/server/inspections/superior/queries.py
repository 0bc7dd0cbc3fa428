"""Reading 上级反馈: the office and the leading group; a unit finds what it is to put right in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from zhunsheng.server.inspections.models import IssueState
from zhunsheng.server.inspections.superior.models import SuperiorFeedback, SuperiorProblem
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor


def superior_visible_to(actor: Actor) -> QuerySet[SuperiorFeedback]:
    found = SuperiorFeedback.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def superior_for(actor: Actor, superior_id: int) -> SuperiorFeedback:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(superior_visible_to(actor), pk=superior_id)


def problem_for(actor: Actor, problem_id: int) -> SuperiorProblem:
    found = SuperiorProblem.objects.select_related("aspect__feedback")
    problem = found.filter(pk=problem_id, aspect__feedback__in=superior_visible_to(actor)).first()
    if problem is None:
        raise Http404
    return problem


@dataclass(slots=True, frozen=True)
class Tally:
    aspects: int
    problems: int
    claimed: int
    closed: int

    @property
    def words(self) -> str:
        """5 个方面 6 个问题，已整改 6 个."""
        return f"{self.aspects} 个方面 {self.problems} 个问题，已整改 {self.closed} 个"


def tally_of(feedback: QuerySet[SuperiorFeedback]) -> Tally:
    """Aspects without a problem are not counted; 已整改 is 已销号."""
    problems = SuperiorProblem.objects.filter(aspect__feedback__in=feedback).order_by()
    return Tally(
        **problems.aggregate(
            aspects=Count("aspect", distinct=True),
            problems=Count("pk"),
            claimed=Count("issue"),
            closed=Count("pk", filter=Q(issue__state=IssueState.CLOSED)),
        )
    )
