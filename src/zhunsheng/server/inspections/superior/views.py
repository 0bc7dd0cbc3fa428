"""上级反馈: the list with its counts, and one feedback: the group and plan, aspects, problems and their state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import download
from zhunsheng.server.inspections.forms import entered, form_page, kept, taken, withdrawn
from zhunsheng.server.inspections.issues.late_entries import in_time
from zhunsheng.server.inspections.superior import actions as superior_actions
from zhunsheng.server.inspections.superior.forms import ClaimForm, OrganiseForm, ProblemForm, SuperiorForm
from zhunsheng.server.inspections.superior.models import SuperiorFeedback, SuperiorProblem
from zhunsheng.server.inspections.superior.queries import (
    Tally,
    problem_for,
    superior_for,
    superior_visible_to,
    tally_of,
)
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest


@dataclass(slots=True, frozen=True)
class Line:
    feedback: SuperiorFeedback
    tally: Tally


@require_GET
def superiors(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    found = superior_visible_to(request.actor)
    context = {
        "part": "supervision",
        "here": "superior",
        "lines": [Line(entry, tally_of(found.filter(pk=entry.pk))) for entry in found],
        "tally": tally_of(found),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/superiors.html", context)


@require_GET
def superior(request: OfficeRequest, superior_id: int) -> HttpResponse:
    entry = superior_for(request.actor, superior_id)
    problems = SuperiorProblem.objects.filter(aspect__feedback=entry).select_related("aspect", "issue__unit")
    context = {
        "part": "supervision",
        "here": "superior",
        "feedback": entry,
        "problems": problems.order_by("aspect_id", "pk"),
        "tally": tally_of(superior_visible_to(request.actor).filter(pk=entry.pk)),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/superior.html", context)


@require_http_methods(["GET", "POST"])
def new_superior(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = SuperiorForm(request.POST if request.method == "POST" else None)
    made: list[SuperiorFeedback] = []
    if taken(form, lambda: made.append(superior_actions.note_superior(request.actor, **form.given))):
        messages.success(request, "已登记，请逐个加上反馈的问题。")
        return redirect("superior", superior_id=made[0].pk)
    return form_page(request, form, "登记上级反馈", "supervision")


@require_http_methods(["GET", "POST"])
def change_superior(request: OfficeRequest, superior_id: int) -> HttpResponse:
    entry = superior_for(request.actor, superior_id)
    require(may_register(request.actor))
    form = SuperiorForm(request.POST if request.method == "POST" else None, initial=kept(entry, SuperiorForm))
    act = lambda: superior_actions.change_superior(  # noqa: E731
        request.actor, superior_id=entry.pk, **form.given
    )
    return _entered(request, entry, form, act, "修改上级反馈", "已改好。")


@require_http_methods(["GET", "POST"])
def withdraw_superior(request: OfficeRequest, superior_id: int) -> HttpResponse:
    entry = superior_for(request.actor, superior_id)
    require(may_register(request.actor))
    return withdrawn(
        request,
        lambda reason: superior_actions.withdraw_superior(request.actor, superior_id=entry.pk, reason=reason),
        f"作废 {entry} 的反馈",
        part="supervision",
        back=redirect("superiors"),
    )


@require_http_methods(["GET", "POST"])
def organise_superior(request: OfficeRequest, superior_id: int) -> HttpResponse:
    entry = superior_for(request.actor, superior_id)
    require(may_register(request.actor))
    sent = request.method == "POST"
    stood = {name: getattr(entry, name) for name in ("head", "members", "plan_on")}
    form = OrganiseForm(request.POST if sent else None, request.FILES if sent else None, initial=stood)
    act = lambda: superior_actions.organise(  # noqa: E731
        request.actor, superior_id=entry.pk, **form.cleaned_data
    )
    return _entered(request, entry, form, act, "保存领导小组和方案", "已保存。")


@require_http_methods(["GET", "POST"])
def add_superior_problem(request: OfficeRequest, superior_id: int) -> HttpResponse:
    entry = superior_for(request.actor, superior_id)
    require(may_register(request.actor))
    form = ProblemForm(
        request.POST if request.method == "POST" else None,
        initial={"aspect": request.GET.get("aspect", "")[:100]},
    )
    act = lambda: superior_actions.add_problem(  # noqa: E731
        request.actor, superior_id=entry.pk, **form.cleaned_data
    )
    return _entered(request, entry, form, act, "登记反馈的问题", "已登记。")


@require_http_methods(["GET", "POST"])
def claim_superior_problem(request: OfficeRequest, superior_problem_id: int) -> HttpResponse:
    problem = problem_for(request.actor, superior_problem_id)
    require(may_register(request.actor))
    form = ClaimForm(request.actor, request.POST if request.method == "POST" else None)
    act = lambda: superior_actions.claim_problem(  # noqa: E731
        request.actor, problem_id=problem.pk, **form.cleaned_data
    )
    kept_in_time = lambda: in_time(form, act)  # noqa: E731
    return _entered(request, problem.aspect.feedback, form, kept_in_time, "认领", "已认领，问题进了台账。")


@require_POST
def remove_superior_problem(request: OfficeRequest, superior_problem_id: int) -> HttpResponse:
    entry = superior_actions.remove_problem(request.actor, problem_id=superior_problem_id)
    messages.success(request, "已删去。")
    return redirect("superior", superior_id=entry.pk)


def _entered(
    request: OfficeRequest,
    entry: SuperiorFeedback,
    form: Form,
    act: Callable[[], object],
    title: str,
    said: str,
) -> HttpResponse:
    """Back to the feedback once it is taken; until then the form, with what refuses it."""
    back = redirect("superior", superior_id=entry.pk)
    return entered(request, form, act, title, part="supervision", said=said, back=back)


@require_GET
def superior_plan(request: OfficeRequest, superior_id: int) -> FileResponse:
    entry = superior_for(request.actor, superior_id)
    if entry.plan_file is None:
        raise Http404
    return download(entry.plan_file)
