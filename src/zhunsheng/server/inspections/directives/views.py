"""督办: the list, one matter with what the units reported, and the paper that is sent to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import download
from zhunsheng.server.inspections.directives import actions as directive_actions
from zhunsheng.server.inspections.directives.forms import (
    CloseDirectiveForm,
    CorrectFeedbackForm,
    DirectiveFeedbackForm,
    DirectiveForm,
    HandInFeedbackForm,
)
from zhunsheng.server.inspections.directives.models import Directive, DirectiveFeedback, DirectiveState
from zhunsheng.server.inspections.directives.queries import (
    STATES,
    DirectiveFilters,
    directive_filters,
    directive_for,
    directives_visible_to,
    feedback_visible_to,
    is_overdue,
    may_correct,
    may_follow_directives,
    may_report_back,
    units_reporting,
)
from zhunsheng.server.inspections.forms import entered, form_page, taken, withdrawn
from zhunsheng.server.inspections.queries import register_of
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest

LOOKS: dict[str, str] = {
    DirectiveState.OPEN: "amber",
    DirectiveState.ANSWERED: "blue",
    DirectiveState.DONE: "green",
}


@dataclass(slots=True, frozen=True)
class Line:
    directive: Directive
    look: str
    late: bool


@require_GET
def directives(request: OfficeRequest) -> HttpResponse:
    require(may_follow_directives(request.actor))
    today = timezone.localdate()
    filters = directive_filters(request.GET)
    seen = directives_visible_to(request.actor)
    found = filters.of(seen, today).prefetch_related("units")
    oversees = bool(may_oversee(request.actor))
    sent = Directive.units.through.objects.filter(directive__in=seen).values("unit_id")
    context = {
        "part": "supervision",
        "here": "directives",
        "lines": [_line(directive) for directive in found],
        "filters": filters,
        "counters": _counters(request, filters),
        "origins": Directive.Origin.choices,
        "units": Unit.objects.filter(pk__in=sent) if oversees else [],
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/directives.html", context)


def _line(directive: Directive) -> Line:
    look = LOOKS[DirectiveState(directive.state)]
    return Line(directive, look, is_overdue(directive, timezone.localdate()))


_COUNTER_LOOKS: dict[str, str] = {
    "overdue": "red",
    "to_confirm": "amber",
    "pending": "blue",
    "all": "grey",
    **LOOKS,
}


def _counters(request: OfficeRequest, filters: DirectiveFilters) -> list[dict[str, Any]]:
    """How many there are of each state, in one query; a click shows them."""
    today = timezone.localdate()
    wanted = {state: DirectiveFilters(state, "", "").states(today) for state, _ in STATES}
    numbers = (
        directives_visible_to(request.actor)
        .order_by()
        .aggregate(
            **{state: Count("pk", filter=where if where else Q(pk__gt=0)) for state, where in wanted.items()}
        )
    )
    return [
        {
            "state": state,
            "title": title,
            "number": numbers[state],
            "look": _COUNTER_LOOKS[state],
            "current": state == filters.state,
        }
        for state, title in STATES
    ]


@require_http_methods(["GET", "POST"])
def new_directive(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = DirectiveForm(request.actor, request.POST if request.method == "POST" else None)
    made: list[Directive] = []
    if taken(form, lambda: made.append(directive_actions.give_directive(request.actor, form.new))):
        messages.success(request, f"已登记 {made[0].number}，承办单位看得到了。督办单可以打印。")
        return redirect("directive", directive_id=made[0].pk)
    return form_page(request, form, "登记督办", "supervision")


@require_http_methods(["GET", "POST"])
def change_directive(request: OfficeRequest, directive_id: int) -> HttpResponse:
    directive = directive_for(request.actor, directive_id)
    require(may_register(request.actor))
    names = ("origin", "source", "decided_on", "text", "due_on")
    kept = {name: getattr(directive, name) for name in names} | {"units": directive.units.all()}
    form = DirectiveForm(request.actor, request.POST if request.method == "POST" else None, initial=kept)
    act = lambda: directive_actions.change_directive(  # noqa: E731
        request.actor, directive_id=directive_id, new=form.new
    )
    if taken(form, act):
        messages.success(request, "已改好。")
        return redirect("directive", directive_id=directive_id)
    return form_page(request, form, "修改督办", "supervision")


@require_http_methods(["GET", "POST"])
def withdraw_directive(request: OfficeRequest, directive_id: int) -> HttpResponse:
    entry = directive_for(request.actor, directive_id)
    require(may_register(request.actor))
    return withdrawn(
        request,
        lambda reason: directive_actions.withdraw_directive(
            request.actor, directive_id=entry.pk, reason=reason
        ),
        f"作废督办 {entry.number}",
        part="supervision",
        back=redirect("directives"),
        said="已作废，编号不再使用。",
    )


# --- one matter ----------------------------------------------------------------------------------------


@require_GET
def directive(request: OfficeRequest, directive_id: int) -> HttpResponse:
    return _page(request, directive_for(request.actor, directive_id))


_FORM_NAMES: dict[type[Form], str] = {
    CloseDirectiveForm: "close_form",
    DirectiveFeedbackForm: "feedback_form",
    HandInFeedbackForm: "hand_in_form",
}


def _page(request: OfficeRequest, entry: Directive, failed: Form | None = None) -> HttpResponse:
    feedback = feedback_visible_to(request.actor).filter(directive=entry).select_related("unit", "file")
    context: dict[str, Any] = {
        "part": "supervision",
        "line": _line(entry),
        "directive": entry,
        "feedback": feedback,
        "registers": bool(may_register(request.actor)),
        "reports": may_report_back(request.actor, entry),
        "feedback_form": DirectiveFeedbackForm(entry),
        "hand_in_form": HandInFeedbackForm(units_reporting(request.actor, entry)),
        "close_form": CloseDirectiveForm(),
    }
    if failed is not None:
        context[_FORM_NAMES[type(failed)]] = failed
    return render(request, "inspections/directive.html", context, status=400 if failed is not None else 200)


def _answer(
    request: OfficeRequest, entry: Directive, form: Form, act: Callable[[], object], said: str
) -> HttpResponse:
    if not taken(form, act):
        return _page(request, entry, form)
    messages.success(request, said)
    return redirect("directive", directive_id=entry.pk)


@require_POST
def note_feedback(request: OfficeRequest, directive_id: int) -> HttpResponse:
    entry = directive_for(request.actor, directive_id)
    require(may_register(request.actor))
    form = DirectiveFeedbackForm(entry, request.POST, request.FILES)
    return _answer(
        request,
        entry,
        form,
        lambda: directive_actions.note_feedback(request.actor, directive_id=entry.pk, **form.cleaned_data),
        "已登记反馈。",
    )


@require_POST
def hand_in_feedback(request: OfficeRequest, directive_id: int) -> HttpResponse:
    entry = directive_for(request.actor, directive_id)
    require(may_report_back(request.actor, entry))
    form = HandInFeedbackForm(units_reporting(request.actor, entry), request.POST, request.FILES)
    return _answer(
        request,
        entry,
        form,
        lambda: directive_actions.hand_in_feedback(request.actor, directive_id=entry.pk, **form.cleaned_data),
        "已报巡察办，等待确认。",
    )


def _page_of_feedback(request: OfficeRequest, directive_feedback_id: int) -> HttpResponse:
    found = feedback_visible_to(request.actor).select_related("directive")
    return _page(request, get_object_or_404(found, pk=directive_feedback_id).directive)


@require_POST
@told_on(_page_of_feedback)
def answer_feedback(request: OfficeRequest, directive_feedback_id: int) -> HttpResponse:
    """确认 or 退回 what a unit handed in."""
    if request.POST.get("answer") == "return":
        reason = request.POST.get("reason", "")[:2000]
        feedback = directive_actions.return_feedback(
            request.actor, feedback_id=directive_feedback_id, reason=reason
        )
        messages.success(request, "已退回，单位看得到理由。")
    else:
        feedback = directive_actions.accept_feedback(request.actor, feedback_id=directive_feedback_id)
        messages.success(request, "已确认。")
    return redirect("directive", directive_id=feedback.directive_id)


@require_http_methods(["GET", "POST"])
def correct_feedback(request: OfficeRequest, directive_feedback_id: int) -> HttpResponse:
    entry = _feedback_for(request.actor, directive_feedback_id)
    require(may_correct(entry))
    sent = request.method == "POST"
    form = CorrectFeedbackForm(entry, request.POST if sent else None, request.FILES if sent else None)
    return entered(
        request,
        form,
        lambda: directive_actions.correct_feedback(request.actor, feedback_id=entry.pk, **form.cleaned_data),
        "更正反馈",
        part="supervision",
        said="已更正。",
        back=redirect("directive", directive_id=entry.directive_id),
    )


@require_http_methods(["GET", "POST"])
def withdraw_feedback(request: OfficeRequest, directive_feedback_id: int) -> HttpResponse:
    entry = _feedback_for(request.actor, directive_feedback_id)
    return withdrawn(
        request,
        lambda reason: directive_actions.withdraw_feedback(
            request.actor, feedback_id=entry.pk, reason=reason
        ),
        f"作废{entry.unit.name}的反馈",
        part="supervision",
        back=redirect("directive", directive_id=entry.directive_id),
        said="已作废，算作没有反馈。",
    )


def _feedback_for(actor: Actor, feedback_id: int) -> DirectiveFeedback:
    """To be put right by the office."""
    require(may_register(actor))
    found = feedback_visible_to(actor).select_related("directive", "unit", "file")
    return get_object_or_404(found, pk=feedback_id)


@require_POST
def close_directive(request: OfficeRequest, directive_id: int) -> HttpResponse:
    entry = directive_for(request.actor, directive_id)
    require(may_register(request.actor))
    form = CloseDirectiveForm(request.POST)
    return _answer(
        request,
        entry,
        form,
        lambda: directive_actions.close_directive(request.actor, directive_id=entry.pk, **form.cleaned_data),
        "已办结。",
    )


@require_POST
def reopen_directive(request: OfficeRequest, directive_id: int) -> HttpResponse:
    directive_actions.reopen_directive(request.actor, directive_id=directive_id)
    messages.success(request, "已恢复办理，承办单位再反馈后才能办结。")
    return redirect("directive", directive_id=directive_id)


@require_GET
def directive_slip(request: OfficeRequest, directive_id: int) -> HttpResponse:
    """督办单, to print, stamp and send."""
    entry = directive_for(request.actor, directive_id)
    context = {"directive": entry, "register": register_of(request.actor)}
    return render(request, "inspections/directive_slip.html", context)


@require_GET
def directive_file(request: OfficeRequest, directive_feedback_id: int) -> FileResponse:
    found = feedback_visible_to(request.actor).select_related("file").filter(pk=directive_feedback_id).first()
    if found is None or found.file is None:
        raise Http404
    return download(found.file)
