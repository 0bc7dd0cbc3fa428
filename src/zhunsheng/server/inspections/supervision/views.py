"""工作提示单 and 约谈 as lists, with a page to add each; a slip with its answer, and to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import form_page, kept, taken, withdrawn
from zhunsheng.server.inspections.queries import register_of
from zhunsheng.server.inspections.supervision import actions as supervision_actions
from zhunsheng.server.inspections.supervision.forms import (
    ChangeSlipForm,
    InterviewForm,
    ReplyForm,
    SlipForm,
)
from zhunsheng.server.inspections.supervision.interviews import interviews_visible_to
from zhunsheng.server.inspections.supervision.models import Interview, NoticeSlip
from zhunsheng.server.inspections.supervision.slips import (
    answers_for,
    is_late,
    late,
    may_answer,
    may_follow_slips,
    slip_for,
    slips_visible_to,
    unanswered,
)
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50
_WAITING = {"unanswered": unanswered, "late": late}
_KINDS: dict[str, tuple[str, type[Any], Callable[..., NoticeSlip | Interview]]] = {
    "slip": ("下发工作提示单", SlipForm, supervision_actions.issue_slip),
    "interview": ("登记约谈", InterviewForm, supervision_actions.hold_interview),
}


@require_GET
def supervision(request: OfficeRequest) -> HttpResponse:
    """The office's lists; a unit's has the slips issued to it."""
    require(may_follow_slips(request.actor))
    if not may_oversee(request.actor):
        return _received(request)
    show = request.GET.get("show", "")
    slips = slips_visible_to(request.actor).select_related("unit").prefetch_related("special_actions")
    interviews = interviews_visible_to(request.actor).select_related("unit")
    years = _years(slips, "issued_on") | _years(interviews, "held_on")
    year = next((year for year in years if str(year) == request.GET.get("year")), max(years, default=None))
    # What waits for an answer is asked for over all years.
    shown = slips.filter(_WAITING[show]()) if show in _WAITING else slips.filter(issued_on__year=year)
    page = Paginator(shown, _A_PAGE).get_page(request.GET.get("page"))
    of_year = interviews.filter(held_on__year=year).prefetch_related("special_actions")
    context = {
        "part": "supervision",
        "here": "slips",
        "registers": may_register(request.actor),
        "additions": [(f"add_{kind}", title) for kind, (title, _, _) in _KINDS.items()],
        "years": sorted(years, reverse=True),
        "year": year,
        "show": show if show in _WAITING else "",
        "counted": [slips.filter(where()).count() for where in _WAITING.values()],
        "page": page,
        "slips": [(entry, is_late(entry)) for entry in page],
        "interviews": Paginator(of_year, _A_PAGE).get_page(request.GET.get("interviews")),
    }
    return render(request, "inspections/supervision.html", context)


def _years(found: QuerySet[Any], day: str) -> set[int]:
    return set(found.order_by().values_list(f"{day}__year", flat=True).distinct())


def _received(request: OfficeRequest) -> HttpResponse:
    found = slips_visible_to(request.actor).select_related("unit")
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "part": "supervision",
        "here": "slips",
        "page": page,
        "slips": [(entry, is_late(entry)) for entry in page],
    }
    return render(request, "inspections/received_slips.html", context)


@require_http_methods(["GET", "POST"])
def add(request: OfficeRequest, kind: str) -> HttpResponse:
    """An address of its own for each of the two: slip, interview."""
    require(may_register(request.actor))
    title, form_class, act = _KINDS[kind]
    form = form_class(request.actor, request.POST if request.method == "POST" else None)
    return _done(request, form, lambda: act(request.actor, **form.cleaned_data), title, "已登记。")


@require_http_methods(["GET", "POST"])
def change_slip(request: OfficeRequest, slip_id: int) -> HttpResponse:
    require(may_register(request.actor))
    entry = slip_for(request.actor, slip_id)
    sent = request.POST if request.method == "POST" else None
    form = ChangeSlipForm(request.actor, sent, initial=kept(entry, ChangeSlipForm))
    act = lambda: supervision_actions.change_slip(  # noqa: E731
        request.actor, slip_id=entry.pk, **form.cleaned_data
    )
    return _done(request, form, act, "修改工作提示单", "已改好。")


@require_http_methods(["GET", "POST"])
def withdraw_slip(request: OfficeRequest, slip_id: int) -> HttpResponse:
    require(may_register(request.actor))
    entry = slip_for(request.actor, slip_id)
    return withdrawn(
        request,
        lambda reason: supervision_actions.withdraw_slip(request.actor, slip_id=entry.pk, reason=reason),
        f"作废 {entry.number}",
        part="supervision",
        back=_listed(entry),
        said="已作废，编号不再使用。",
    )


@require_http_methods(["GET", "POST"])
def change_interview(request: OfficeRequest, interview_id: int) -> HttpResponse:
    require(may_register(request.actor))
    entry = get_object_or_404(interviews_visible_to(request.actor), pk=interview_id)
    sent = request.POST if request.method == "POST" else None
    form = InterviewForm(request.actor, sent, initial=kept(entry, InterviewForm))
    act = lambda: supervision_actions.change_interview(  # noqa: E731
        request.actor, interview_id=entry.pk, **form.cleaned_data
    )
    return _done(request, form, act, "修改约谈", "已改好。")


@require_http_methods(["GET", "POST"])
def withdraw_interview(request: OfficeRequest, interview_id: int) -> HttpResponse:
    require(may_register(request.actor))
    entry = get_object_or_404(interviews_visible_to(request.actor), pk=interview_id)
    return withdrawn(
        request,
        lambda reason: supervision_actions.withdraw_interview(
            request.actor, interview_id=entry.pk, reason=reason
        ),
        f"作废 {entry} 的约谈",
        part="supervision",
        back=_listed(entry),
    )


def _done(
    request: OfficeRequest, form: Form, act: Callable[[], NoticeSlip | Interview], title: str, said: str
) -> HttpResponse:
    """Back to the lists of the year the entry is of."""
    made: list[NoticeSlip | Interview] = []
    if not taken(form, lambda: made.append(act())):
        return form_page(request, form, title, "supervision")
    messages.success(request, said)
    return _listed(made[0])


def _listed(entry: NoticeSlip | Interview) -> HttpResponseRedirect:
    if isinstance(entry, NoticeSlip):
        return redirect(f"{reverse('supervision')}?year={entry.issued_on.year}")
    return redirect(f"{reverse('supervision')}?year={entry.held_on.year}#interviews")


@require_GET
def slip(request: OfficeRequest, slip_id: int) -> HttpResponse:
    return _page(request, slip_for(request.actor, slip_id))


def _page(request: OfficeRequest, entry: NoticeSlip, failed: ReplyForm | None = None) -> HttpResponse:
    """`failed`: an answer that could not be taken."""
    form = failed
    if form is None and may_answer(request.actor, entry):
        form = ReplyForm.of(entry, itself=answers_for(request.actor, entry))
    context = {
        "part": "supervision",
        "slip": entry,
        "late": is_late(entry),
        "registers": bool(may_register(request.actor)),
        "form": form,
        "itself": answers_for(request.actor, entry),
    }
    status = 400 if failed is not None else 200
    return render(request, "inspections/slip.html", context, status=status)


@require_POST
def reply_slip(request: OfficeRequest, slip_id: int) -> HttpResponse:
    entry = slip_for(request.actor, slip_id)
    require(may_answer(request.actor, entry))
    form = ReplyForm.of(entry, itself=answers_for(request.actor, entry), data=request.POST)
    act = lambda: supervision_actions.note_reply(  # noqa: E731
        request.actor, slip_id=entry.pk, **form.cleaned_data
    )
    if not taken(form, act):
        return _page(request, entry, form)
    messages.success(request, "已登记答复。")
    return redirect("slip", slip_id=entry.pk)


@require_GET
def print_slip(request: OfficeRequest, slip_id: int) -> HttpResponse:
    """工作提示单 to print, with the receipt the unit sends back."""
    entry = slip_for(request.actor, slip_id)
    context = {"slip": entry, "register": register_of(request.actor)}
    return render(request, "inspections/notice_slip.html", context)
