"""拟组队 of one team, and 工作量 of everybody in the pool."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from zhunsheng.server.inspections.forms import typed_ids
from zhunsheng.server.inspections.models import Round, Team, TeamMember, Term
from zhunsheng.server.inspections.queries import rounds_visible_to
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.talent.forms import ProposalForm
from zhunsheng.server.inspections.talent.proposals import Line, candidates_for, propose
from zhunsheng.server.inspections.talent.queries import in_pool, talents_visible_to
from zhunsheng.server.inspections.talent.workload import Load, loads_in_term, loads_in_year
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50
Picks = dict[int, TeamMember.Duty]


@require_http_methods(["GET", "POST"])
def proposal(request: OfficeRequest, team_id: int) -> HttpResponse:
    """Whom the team might take; with POST, those somebody ticked are taken."""
    teams = Team.objects.filter(round__in=rounds_visible_to(request.actor)).select_related("round__term")
    team = get_object_or_404(teams, pk=team_id)
    require(may_register(request.actor))
    if request.method == "GET":
        return _proposal_page(request, team)
    picks = _picked(request)
    try:
        round_actions.add_members(request.actor, team=team, people=picks)
    except Refused as refused:
        return _proposal_page(request, team, picks, str(refused))
    messages.success(request, f"已编入 {len(picks)} 人。")
    return redirect("round", round_id=team.round_id)


def _picked(request: OfficeRequest) -> Picks:
    duties = {pk: request.POST.get(f"duty-{pk}", "") for pk in typed_ids(request.POST.getlist("talent"))}
    known = TeamMember.Duty.values
    return {
        pk: TeamMember.Duty(duty) if duty in known else TeamMember.Duty.MEMBER for pk, duty in duties.items()
    }


def _proposal_page(
    request: OfficeRequest, team: Team, picks: Picks | None = None, refused: str = ""
) -> HttpResponse:
    """`picks`: what was ticked before it was refused."""
    serving = team.members.select_related("talent__unit")
    form = ProposalForm(request.actor, _asked(request, team, len(serving)))
    found = propose(candidates_for(request.actor, team), form.wanted, form.headcount_wanted)
    if picks is None:
        picks = {line.candidate.id: TeamMember.Duty.MEMBER for line in found.taken}
    context: dict[str, Any] = {
        "part": "rounds",
        "here": "rounds",
        "team": team,
        "inspectees": team.inspectees.select_related("unit", "theme"),
        "serving": serving,
        "form": form,
        "proposal": found,
        "groups": [("拟编入", _ticked(found.taken, picks)), ("可以另选", _ticked(found.spare, picks))],
        "duty_choices": TeamMember.Duty.choices,
        "refused": refused,
    }
    return render(request, "inspections/proposal.html", context, status=400 if refused else 200)


def _asked(request: OfficeRequest, team: Team, serving: int) -> dict[str, Any]:
    """As it stands in the address; as many as the team lacks where nothing is asked."""
    if "headcount" in request.GET:
        return {
            "headcount": request.GET["headcount"],
            "specialties": request.GET.getlist("specialties"),
        }
    return {"headcount": max(1, (team.headcount or _USUAL) - serving), "specialties": []}


_USUAL = 7
"""People on a team, where it isn't said: 组长, two 副组长 and four others in most places."""


def _ticked(lines: Iterable[Line], picks: Picks) -> list[tuple[Line, bool, str]]:
    """Each with whether it is ticked and the duty chosen."""
    return [
        (line, line.candidate.id in picks, picks.get(line.candidate.id, TeamMember.Duty.MEMBER))
        for line in lines
    ]


# --- 工作量 --------------------------------------------------------------------------------------------


@require_GET
def workload(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    tenant, today = request.actor.tenant, timezone.localdate()
    terms = list(Term.objects.filter(tenant_id=tenant).order_by("-number"))
    asked = request.GET.get("term", "")
    term = next((entry for entry in terms if str(entry.pk) == asked), terms[0] if terms else None)
    years = _years(tenant, today)
    year = next((entry for entry in years if str(entry) == request.GET.get("year")), today.year)
    in_term = loads_in_term(term, today) if term is not None else {}
    in_year = loads_in_year(tenant, year, today)
    seen = talents_visible_to(request.actor)
    shown = seen.filter(Q(pk__in=in_pool(seen).values("pk")) | Q(pk__in=[*in_term, *in_year]))
    page = Paginator(shown.select_related("unit"), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "part": "rounds",
        "here": "workload",
        "page": page,
        "lines": [(one, in_term.get(one.pk, Load()), in_year.get(one.pk, Load())) for one in page],
        "terms": terms,
        "term": term,
        "years": years,
        "year": year,
    }
    return render(request, "inspections/workload.html", context)


def _years(tenant_id: int, today: date) -> list[int]:
    """Those in which a team moved in, and this one."""
    entered = Round.objects.filter(term__tenant_id=tenant_id).dates("entered_on", "year")
    return sorted({today.year, *(day.year for day in entered)}, reverse=True)
