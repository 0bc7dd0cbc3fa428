"""未巡先改 for the office: the lists, one list with how far the units have come, drawing it up and sending it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.common.problems import problems_of
from zhunsheng.server.inspections.forms import entered, form_page, taken, typed_ids
from zhunsheng.server.inspections.selfchecks import issuing
from zhunsheng.server.inspections.selfchecks.documents import FORMATS, ListName, list_of_all
from zhunsheng.server.inspections.selfchecks.forms import (
    ChecklistForm,
    ItemsForm,
    NewChecklistForm,
    SendBackForm,
    SendForm,
)
from zhunsheng.server.inspections.selfchecks.models import Checklist, SelfCheck
from zhunsheng.server.inspections.selfchecks.queries import (
    checklist_for,
    checklists_visible_to,
    may_follow_self_checks,
    progress_of,
    self_check_for,
    self_checks_visible_to,
    tallies_of,
)
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def self_checks(request: OfficeRequest) -> HttpResponse:
    """The lists, with their progress; for a unit those that were sent to it."""
    require(may_follow_self_checks(request.actor))
    oversees = bool(may_oversee(request.actor))
    context: dict[str, Any] = {
        "part": "results",
        "here": "self_checks",
        "registers": bool(may_register(request.actor)),
    }
    if oversees:
        checklists = checklists_visible_to(request.actor)
        tallies = tallies_of(checklists)
        context["lines"] = [(checklist, tallies.get(checklist.pk)) for checklist in checklists]
    else:
        own = self_checks_visible_to(request.actor).order_by("-checklist__issued_on", "-pk")
        context["own"] = progress_of(own, timezone.localdate())
    return render(request, "inspections/self_checks.html", context)


@require_GET
def checklist(request: OfficeRequest, checklist_id: int) -> HttpResponse:
    entry = checklist_for(request.actor, checklist_id)
    lines = progress_of(self_checks_visible_to(request.actor).filter(checklist=entry), timezone.localdate())
    context = {
        "part": "results",
        "here": "self_checks",
        "checklist": entry,
        "items": entry.items.select_related("theme"),
        "lines": lines,
        "tally": tallies_of(checklists_visible_to(request.actor).filter(pk=entry.pk)).get(entry.pk),
        "late": sum(line.late for line in lines),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/checklist.html", context)


@require_http_methods(["GET", "POST"])
def new_checklist(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = NewChecklistForm(
        request.actor,
        request.POST if request.method == "POST" else None,
        initial={"like": request.GET.get("like", "")},
    )
    made: list[Checklist] = []
    if taken(form, lambda: made.append(issuing.draft_checklist(request.actor, **form.cleaned_data))):
        messages.success(request, f"已拟 {made[0].number}。加好自查事项，再下发给单位。")
        return redirect("checklist", checklist_id=made[0].pk)
    return form_page(request, form, "拟自查清单", "results")


@require_http_methods(["GET", "POST"])
def change_checklist(request: OfficeRequest, checklist_id: int) -> HttpResponse:
    entry = checklist_for(request.actor, checklist_id)
    require(may_register(request.actor))
    kept = {"title": entry.title, "due_on": entry.due_on}
    form = ChecklistForm(request.POST if request.method == "POST" else None, initial=kept)
    act = lambda: issuing.change_checklist(  # noqa: E731
        request.actor, checklist_id=entry.pk, **form.cleaned_data
    )
    return _entered(request, entry, form, act, "修改名称和上报时限", "已改好。")


@require_http_methods(["GET", "POST"])
def add_items(request: OfficeRequest, checklist_id: int) -> HttpResponse:
    entry = checklist_for(request.actor, checklist_id)
    require(may_register(request.actor))
    form = ItemsForm(request.actor, request.POST if request.method == "POST" else None)

    def act() -> None:
        texts = form.cleaned_data["texts"].splitlines()
        issuing.add_items(request.actor, checklist_id=entry.pk, texts=texts, theme=form.cleaned_data["theme"])

    return _entered(request, entry, form, act, "加自查事项", "已加上。")


def _common_items_page(request: OfficeRequest, checklist_id: int) -> HttpResponse:
    entry = checklist_for(request.actor, checklist_id)
    require(may_register(request.actor))
    there = set(entry.items.values_list("common_problem_id", flat=True))
    context = {
        "part": "results",
        "here": "self_checks",
        "checklist": entry,
        "problems": [counted for counted in problems_of(request.actor) if counted.problem.pk not in there],
        "ticked": typed_ids(request.POST.getlist("problem")),
    }
    return render(request, "inspections/checklist_common.html", context)


@require_http_methods(["GET", "POST"])
@told_on(_common_items_page)
def add_common_items(request: OfficeRequest, checklist_id: int) -> HttpResponse:
    """Common problems to tick, each an item."""
    if request.method == "GET":
        return _common_items_page(request, checklist_id)
    entry = checklist_for(request.actor, checklist_id)
    ticked = typed_ids(request.POST.getlist("problem"))
    added = issuing.add_common_items(request.actor, checklist_id=entry.pk, problem_ids=ticked)
    messages.success(request, f"已加上 {len(added)} 项。")
    return redirect("checklist", checklist_id=entry.pk)


@require_POST
def remove_item(request: OfficeRequest, checklist_item_id: int) -> HttpResponse:
    entry = issuing.remove_item(request.actor, item_id=checklist_item_id)
    messages.success(request, "已删去。")
    return redirect("checklist", checklist_id=entry.pk)


@require_http_methods(["GET", "POST"])
def send_checklist(request: OfficeRequest, checklist_id: int) -> HttpResponse:
    entry = checklist_for(request.actor, checklist_id)
    require(may_register(request.actor))
    form = SendForm(request.actor, entry, request.POST if request.method == "POST" else None)
    act = lambda: issuing.send(request.actor, checklist_id=entry.pk, **form.cleaned_data)  # noqa: E731
    return _entered(request, entry, form, act, "下发自查清单", "已下发，单位看得到了。")


@require_POST
def withdraw(request: OfficeRequest, self_check_id: int) -> HttpResponse:
    entry = issuing.withdraw(request.actor, self_check_id=self_check_id)
    messages.success(request, "已收回，这个单位不再看得到。")
    return redirect("checklist", checklist_id=entry.pk)


@require_http_methods(["GET", "POST"])
def send_back(request: OfficeRequest, self_check_id: int) -> HttpResponse:
    found: SelfCheck = self_check_for(request.actor, self_check_id)
    require(may_register(request.actor))
    form = SendBackForm(request.POST if request.method == "POST" else None)
    act = lambda: issuing.send_back(request.actor, self_check_id=found.pk, **form.cleaned_data)  # noqa: E731
    return _entered(request, found.checklist, form, act, "退回补充", f"已退回{found.unit.name}。")


@require_GET
def checklist_document(request: OfficeRequest, checklist_id: int, list_name: str, kind: str) -> FileResponse:
    entry = checklist_for(request.actor, checklist_id)
    if list_name not in list(ListName) or kind not in FORMATS:
        raise Http404
    return sent_bytes(*list_of_all(request.actor, entry, ListName(list_name), kind))


def _entered(
    request: OfficeRequest, entry: Checklist, form: Form, act: Callable[[], object], title: str, said: str
) -> HttpResponse:
    """Back to the list once it is taken; until then the form, with what refuses it."""
    back = redirect("checklist", checklist_id=entry.pk)
    return entered(request, form, act, title, part="results", said=said, back=back)
