"""Rounds (轮次): the list, one round with its dates, teams, members and what they inspect."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import (
    day,
    failed_or,
    failed_or_same,
    form_page,
    taken,
    typed_id,
)
from zhunsheng.server.inspections.models import (
    ENDED,
    Inspectee,
    Register,
    Round,
    Step,
    Team,
    TeamMember,
    Term,
)
from zhunsheng.server.inspections.own_rules.queries import may_read_rules
from zhunsheng.server.inspections.queries import (
    inspectees_visible_to,
    register_or_plain,
    round_for,
    rounds_visible_to,
    visible_to,
)
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.rounds.corrections import may_correct
from zhunsheng.server.inspections.rounds.due_steps import DueStep, due_step, last_told
from zhunsheng.server.inspections.rounds.forms import (
    InspecteeForm,
    MemberForm,
    NewRoundForm,
    StepsForm,
    TeamForm,
    TermForm,
)
from zhunsheng.server.inspections.supervision.themes import carried_into
from zhunsheng.server.inspections.talent.avoidance import conflicts_in
from zhunsheng.server.inspections.talent.queries import in_pool, members_visible_to, talents_visible_to
from zhunsheng.server.inspections.workflow import may_open, may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def rounds(request: OfficeRequest) -> HttpResponse:
    actor = request.actor
    require(may_open(actor))
    register = register_or_plain(actor)
    found = rounds_visible_to(actor).prefetch_related("inspectees").order_by("-term__number", "-number")
    inspected = _counted(inspectees_visible_to(actor))
    issues = _counted(visible_to(actor))
    lines = [
        (entry, _reached(entry), _late(actor, register, entry), entry.date_of(Step(register.done_step)) is not None,
         inspected.get(entry.pk, 0), issues.get(entry.pk, 0))
        for entry in found
    ]  # fmt: skip
    context = {
        "part": "rounds",
        "here": "rounds",
        "lines": lines,
        "terms": Term.objects.filter(tenant_id=actor.tenant).order_by("-number"),
        "registers": may_register(actor),
        "reads_rules": may_read_rules(actor),
        "done_step": Step(register.done_step).label,
    }
    return render(request, "inspections/rounds.html", context)


def _counted(found: QuerySet[Any]) -> dict[int | None, int]:
    return dict(found.order_by().values_list("round_id").annotate(number=Count("*")))


def _late(actor: Actor, register: Register, entry: Round) -> DueStep | None:
    due = _due(actor, register, entry)
    return due if due is not None and due.is_late else None


def _due(actor: Actor, register: Register, entry: Round) -> DueStep | None:
    if not may_oversee(actor):
        return None
    return due_step(register, entry, timezone.localdate(), told_on=last_told(entry))


def _reached(entry: Round) -> Step | None:
    """The last step whose day has come; 进驻 may be planned ahead."""
    today = timezone.localdate()
    days = [(step, entry.date_of(step)) for step in reversed(Step)]
    return next((step for step, day in days if day is not None and day <= today), None)


@require_http_methods(["GET", "POST"])
def new_term(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = TermForm(request.POST if request.method == "POST" else None)
    if taken(form, lambda: round_actions.create_term(request.actor, **form.cleaned_data)):
        messages.success(request, "已登记这一届。")
        return redirect("rounds")
    return form_page(request, form, "登记届次", "rounds")


@require_http_methods(["GET", "POST"])
def new_round(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = NewRoundForm(request.actor, request.POST if request.method == "POST" else None)
    made: list[Round] = []
    if taken(form, lambda: made.append(round_actions.create_round(request.actor, **form.cleaned_data))):
        messages.success(request, f"已登记{made[0].name}，请填日期、组建巡察组、选巡察对象。")
        return redirect("round", round_id=made[0].pk)
    return form_page(request, form, "登记轮次", "rounds")


# --- one round -----------------------------------------------------------------------------------------


@require_GET
def round_page(request: OfficeRequest, round_id: int) -> HttpResponse:
    return _round_page(request, round_for(request.actor, round_id))


def _round_page(request: OfficeRequest, entry: Round, failed: Form | None = None) -> HttpResponse:
    actor = request.actor
    registers, register = may_register(actor), register_or_plain(actor)
    inspectees = inspectees_visible_to(actor).filter(round=entry).select_related("unit", "team", "theme")
    inspectees = inspectees.annotate(
        found=Count("issues"), open=Count("issues", filter=~Q(issues__state__in=ENDED))
    )
    teams = entry.teams.all()
    if not actor.has(Role.INSPECTION, Role.LEADING):
        teams = teams.filter(pk__in=inspectees.values("team_id"))
    context: dict[str, Any] = {
        "part": "rounds",
        "here": "rounds",
        "entry": entry,
        "carried": carried_into(entry),
        "steps": [(step.label, entry.date_of(step)) for step in Step],
        "due": _due(actor, register, entry),
        "period_days": entry.period_days or register.period_days,
        "inspectees": inspectees,
        "registers": registers,
        "corrects": bool(may_correct(actor, entry)),
    }
    pool = in_pool(talents_visible_to(actor)).select_related("unit")
    members = list(members_visible_to(actor).filter(team__round=entry).select_related("talent__unit"))
    by_team = _by_team(members)
    context["conflicts"] = conflicts_in(entry, members) if may_oversee(actor) else {}
    context["teams"] = [
        (
            team,
            by_team.get(team.pk, []),
            failed_or_same(failed, MemberForm(team, pool)) if registers else None,
        )
        for team in teams
    ]
    if registers:
        context |= {
            "steps_form": failed_or(failed, StepsForm, lambda: StepsForm(entry)),
            "team_form": failed_or(failed, TeamForm, TeamForm),
            "inspectee_form": failed_or(failed, InspecteeForm, lambda: InspecteeForm(actor, entry)),
        }
    return render(request, "inspections/round.html", context, status=400 if failed is not None else 200)


def _by_team(members: Iterable[TeamMember]) -> dict[int, list[TeamMember]]:
    """In the order of their duties."""
    order = list(TeamMember.Duty)
    by_team: dict[int, list[TeamMember]] = {}
    for member in sorted(members, key=lambda member: order.index(TeamMember.Duty(member.duty))):
        by_team.setdefault(member.team_id, []).append(member)
    return by_team


def _office_round(request: OfficeRequest, round_id: int) -> Round:
    entry = round_for(request.actor, round_id)
    require(may_register(request.actor))
    return entry


def _answer(
    request: OfficeRequest, entry: Round, form: Form, act: Callable[[], object], said: str
) -> HttpResponse:
    if not taken(form, act):
        return _round_page(request, entry, form)
    messages.success(request, said)
    return redirect("round", round_id=entry.pk)


@require_POST
def date_steps(request: OfficeRequest, round_id: int) -> HttpResponse:
    entry = _office_round(request, round_id)
    form = StepsForm(entry, request.POST)

    @transaction.atomic
    def act() -> None:
        round_actions.date_steps(request.actor, entry=entry, days=form.days)
        round_actions.set_period(request.actor, entry=entry, days=form.cleaned_data["period_days"])

    return _answer(
        request, entry, form, act, "已保存。反馈日期定了，本轮的问题就对单位开放，时限也随之确定。"
    )


@require_POST
def add_team(request: OfficeRequest, round_id: int) -> HttpResponse:
    entry = _office_round(request, round_id)
    form = TeamForm(request.POST)
    return _answer(
        request,
        entry,
        form,
        lambda: round_actions.add_team(request.actor, entry=entry, **_team_fields(form)),
        "已组建。",
    )


def _team_fields(form: TeamForm) -> dict[str, Any]:
    return {**form.cleaned_data, "origin": Team.Origin(form.cleaned_data["origin"])}


@require_POST
def add_inspectee(request: OfficeRequest, round_id: int) -> HttpResponse:
    entry = _office_round(request, round_id)
    form = InspecteeForm(request.actor, entry, request.POST)

    def act() -> None:
        fields = {**form.cleaned_data, "kind": Inspectee.Kind(form.cleaned_data["kind"])}
        round_actions.add_inspectee(request.actor, entry=entry, **fields)

    return _answer(request, entry, form, act, "已加上。")


# --- teams and inspectees ------------------------------------------------------------------------------


def _team(request: OfficeRequest, team_id: int) -> Team:
    team = Team.objects.filter(pk=team_id, round__in=rounds_visible_to(request.actor)).first()
    if team is None:
        raise Http404
    require(may_register(request.actor))
    return team


def _inspectee(request: OfficeRequest, inspectee_id: int) -> Inspectee:
    found = inspectees_visible_to(request.actor).select_related("round__term", "unit")
    inspectee = found.filter(pk=inspectee_id).first()
    if inspectee is None:
        raise Http404
    return inspectee


@require_POST
def remove_team(request: OfficeRequest, team_id: int) -> HttpResponse:
    team = _team(request, team_id)
    round_actions.remove_team(request.actor, team=team)
    messages.success(request, "已撤销这个组。")
    return redirect("round", round_id=team.round_id)


@require_POST
def add_member(request: OfficeRequest, team_id: int) -> HttpResponse:
    team = _team(request, team_id)
    form = MemberForm(team, in_pool(talents_visible_to(request.actor)).select_related("unit"), request.POST)

    def act() -> None:
        fields = {**form.cleaned_data, "duty": TeamMember.Duty(form.cleaned_data["duty"])}
        round_actions.add_member(request.actor, team=team, **fields)

    return _answer(request, team.round, form, act, "已编入。")


@require_POST
def remove_member(request: OfficeRequest, member_id: int) -> HttpResponse:
    member = TeamMember.objects.select_related("team__round__term").filter(pk=member_id).first()
    if member is None:
        raise Http404
    team = _team(request, member.team_id)
    round_actions.remove_member(request.actor, member=member)
    messages.success(request, "已移出。")
    return redirect("round", round_id=team.round_id)


def _page_of_inspectee(request: OfficeRequest, inspectee_id: int) -> HttpResponse:
    return _round_page(request, _inspectee(request, inspectee_id).round)


@require_POST
@told_on(_page_of_inspectee)
def feed_back(request: OfficeRequest, inspectee_id: int) -> HttpResponse:
    """反馈 to one of them on a day of its own; empty goes back to the round's."""
    inspectee = _inspectee(request, inspectee_id)
    try:
        on = day("反馈日期").clean(request.POST.get("on", ""))
    except ValidationError as error:
        raise Refused(error.messages[0]) from error
    round_actions.feed_back(request.actor, inspectee=inspectee, on=on)
    messages.success(request, f"{inspectee.name}的反馈日期已改好，问题的时限随之确定。")
    return redirect("round", round_id=inspectee.round_id)


@require_POST
@told_on(_page_of_inspectee)
def assign_inspectee(request: OfficeRequest, inspectee_id: int) -> HttpResponse:
    inspectee = _inspectee(request, inspectee_id)
    team_id = typed_id(request.POST.get("team", ""))
    team = _team(request, team_id) if team_id is not None else None
    round_actions.assign_inspectee(request.actor, inspectee=inspectee, team=team)
    messages.success(
        request, f"{inspectee.name}由{team.name}巡察。" if team else f"{inspectee.name}还没有定巡察组。"
    )
    return redirect("round", round_id=inspectee.round_id)


@require_POST
def remove_inspectee(request: OfficeRequest, inspectee_id: int) -> HttpResponse:
    inspectee = _inspectee(request, inspectee_id)
    round_actions.remove_inspectee(request.actor, inspectee=inspectee)
    messages.success(request, "已移出。")
    return redirect("round", round_id=inspectee.round_id)
