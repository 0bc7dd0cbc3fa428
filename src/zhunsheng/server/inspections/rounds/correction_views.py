"""更正 of terms, rounds, teams and inspectees, each on a form with what stands; 作废 of empty terms and rounds beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhunsheng.server.inspections.forms import kept, taken
from zhunsheng.server.inspections.models import Inspectee, Round, Team, Term
from zhunsheng.server.inspections.queries import inspectees_visible_to, round_for, rounds_visible_to
from zhunsheng.server.inspections.rounds import corrections
from zhunsheng.server.inspections.rounds.forms import CorrectInspectedForm, RoundForm, TeamForm, TermForm
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

_TERM = "已有轮次反馈过的，届数不能改；起止不能与别的届重叠。没有轮次和计划的可以作废。"
_ROUND = "还没有问题、没有反馈的轮次可以更正；里面什么都没有的可以作废。日期在轮次页上改。"
_TEAM = "巡察对象反馈以后组名不能改。组员和职责在轮次页上改。"
_INSPECTEE = "已反馈问题的不能再改；已登记问题的不能换成别的单位；改类型要连同问题的来源一起改，编号不变。巡察组用“改派”。"


@require_http_methods(["GET", "POST"])
def correct_term(request: OfficeRequest, term_id: int) -> HttpResponse:
    term = _term(request, term_id)
    form = TermForm(_sent(request), initial=kept(term, TermForm))
    act = lambda: corrections.correct_term(request.actor, term_id=term.pk, **form.cleaned_data)  # noqa: E731
    if taken(form, act):
        return _done(request, f"{term.name}的登记已更正。", reverse("rounds"))
    return _term_page(request, term, form)


@require_POST
def void_term(request: OfficeRequest, term_id: int) -> HttpResponse:
    term = _term(request, term_id)
    form = forms.Form(request.POST)
    if taken(form, lambda: corrections.void_term(request.actor, term_id=term.pk)):
        return _done(request, f"{term.name}已作废。", reverse("rounds"))
    return _term_page(request, term, TermForm(initial=kept(term, TermForm)), form)


def _term(request: OfficeRequest, term_id: int) -> Term:
    require(may_register(request.actor))
    return get_object_or_404(Term, pk=term_id, tenant_id=request.actor.tenant)


def _term_page(
    request: OfficeRequest, term: Term, form: forms.Form, void_form: forms.Form | None = None
) -> HttpResponse:
    about = {"name": term.name, "about": _TERM, "back": reverse("rounds")}
    correct, void = (reverse(f"{verb}_term", kwargs={"term_id": term.pk}) for verb in ("correct", "void"))
    return _page(request, form, **about, correct=correct, void=void, void_form=void_form)


@require_http_methods(["GET", "POST"])
def correct_round(request: OfficeRequest, round_id: int) -> HttpResponse:
    entry = _round(request, round_id)
    form = RoundForm(request.actor, _sent(request), initial=kept(entry, RoundForm))
    act = lambda: corrections.correct_round(request.actor, round_id=entry.pk, **form.cleaned_data)  # noqa: E731
    if taken(form, act):
        return _done(request, f"{entry.name}的登记已更正。", _address(entry))
    return _round_page(request, entry, form)


@require_POST
def void_round(request: OfficeRequest, round_id: int) -> HttpResponse:
    entry = _round(request, round_id)
    form = forms.Form(request.POST)
    if taken(form, lambda: corrections.void_round(request.actor, round_id=entry.pk)):
        return _done(request, f"{entry.name}已作废。", reverse("rounds"))
    fresh = RoundForm(request.actor, initial=kept(entry, RoundForm))
    return _round_page(request, entry, fresh, form)


def _round(request: OfficeRequest, round_id: int) -> Round:
    entry = round_for(request.actor, round_id)
    require(corrections.may_correct(request.actor, entry))
    return entry


def _round_page(
    request: OfficeRequest, entry: Round, form: forms.Form, void_form: forms.Form | None = None
) -> HttpResponse:
    about = {"name": entry.name, "about": _ROUND, "back": _address(entry)}
    correct, void = (reverse(f"{verb}_round", kwargs={"round_id": entry.pk}) for verb in ("correct", "void"))
    return _page(request, form, **about, correct=correct, void=void, void_form=void_form)


@require_http_methods(["GET", "POST"])
def correct_team(request: OfficeRequest, team_id: int) -> HttpResponse:
    found = Team.objects.filter(round__in=rounds_visible_to(request.actor)).select_related("round__term")
    team = get_object_or_404(found, pk=team_id)
    require(corrections.may_correct(request.actor, team.round))
    form = TeamForm(_sent(request), initial=kept(team, TeamForm))

    def act() -> None:
        fields = {**form.cleaned_data, "origin": Team.Origin(form.cleaned_data["origin"])}
        corrections.correct_team(request.actor, team_id=team.pk, **fields)

    if taken(form, act):
        return _done(request, f"{team.name}的登记已更正。", _address(team.round))
    return _page(request, form, name=team.name, about=_TEAM, back=_address(team.round))


@require_http_methods(["GET", "POST"])
def correct_inspectee(request: OfficeRequest, inspectee_id: int) -> HttpResponse:
    found = inspectees_visible_to(request.actor).select_related("round__term", "unit")
    inspectee = get_object_or_404(found, pk=inspectee_id)
    require(corrections.may_correct(request.actor, inspectee.round))
    form = CorrectInspectedForm(request.actor, inspectee, _sent(request))

    def act() -> None:
        fields = {**form.cleaned_data, "kind": Inspectee.Kind(form.cleaned_data["kind"])}
        corrections.correct_inspectee(request.actor, inspectee_id=inspectee.pk, **fields)

    if taken(form, act):
        return _done(request, "巡察对象的登记已更正。", _address(inspectee.round))
    return _page(request, form, name=inspectee.name, about=_INSPECTEE, back=_address(inspectee.round))


def _sent(request: OfficeRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _address(entry: Round) -> str:
    return reverse("round", kwargs={"round_id": entry.pk})


def _done(request: OfficeRequest, said: str, back: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(back)


def _page(
    request: OfficeRequest,
    form: forms.Form,
    *,
    name: str,
    about: str,
    back: str,
    correct: str = "",
    void: str = "",
    void_form: forms.Form | None = None,
) -> HttpResponse:
    """`correct` and `void`: where the two forms are sent; empty for what is taken out on the round's page."""
    context = {
        "part": "rounds",
        "form": form,
        "name": name,
        "about": about,
        "back": back,
        "correct": correct,
        "void": void,
        "void_form": void_form,
    }
    failed = form.is_bound or void_form is not None
    return render(request, "inspections/correct_frame.html", context, status=400 if failed else 200)
