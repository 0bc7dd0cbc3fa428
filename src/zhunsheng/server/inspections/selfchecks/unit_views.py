"""未巡先改 for a unit: the list to answer item by item, the problems it found, and the lists on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.forms import taken, typed_id
from zhunsheng.server.inspections.selfchecks import answering
from zhunsheng.server.inspections.selfchecks.documents import (
    FORMATS,
    ListedProblem,
    ListName,
    list_of_unit,
    listed_problems,
)
from zhunsheng.server.inspections.selfchecks.forms import AnswersForm, FoundProblemForm
from zhunsheng.server.inspections.selfchecks.models import Answer, SelfCheck
from zhunsheng.server.inspections.selfchecks.queries import (
    is_late,
    may_answer,
    may_read_answers,
    problems_read_by,
    self_check_for,
    self_checks_visible_to,
)
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest


@dataclass(slots=True, frozen=True)
class Line:
    """An item, what the unit answers, and the problems it found."""

    answer: Answer
    found: BoundField
    note: BoundField
    problems: list[ListedProblem]


@require_GET
def self_check(request: OfficeRequest, self_check_id: int) -> HttpResponse:
    return _page(request, self_check_for(request.actor, self_check_id))


def _page(request: OfficeRequest, entry: SelfCheck, failed: AnswersForm | None = None) -> HttpResponse:
    form = failed or AnswersForm(_answers(entry))
    readable = may_read_answers(request.actor, entry)
    context = {
        "part": "results",
        "here": "self_checks",
        "self_check": entry,
        "late": is_late(entry, timezone.localdate()),
        "form": form,
        "lines": _lines(request, entry, form) if readable else [],
        "readable": readable,
        "lists": [(name.value, name.label) for name in ListName],
        "answers": may_answer(request.actor, entry),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/self_check.html", context, status=400 if failed is not None else 200)


def _answers(entry: SelfCheck) -> list[Answer]:
    return list(entry.answers.select_related("item__theme"))


def _lines(request: OfficeRequest, entry: SelfCheck, form: AnswersForm) -> list[Line]:
    problems: dict[int, list[ListedProblem]] = {}
    for listed in listed_problems(problems_read_by(request.actor).filter(answer__self_check=entry)):
        problems.setdefault(listed.problem.answer_id, []).append(listed)
    return [
        Line(answer, form[f"found-{answer.pk}"], form[f"note-{answer.pk}"], problems.get(answer.pk, []))
        for answer in form.answers
    ]


@require_POST
def answer_self_check(request: OfficeRequest, self_check_id: int) -> HttpResponse:
    """保存, whichever button was pressed: what was typed is kept, then the button does its own."""
    entry = self_check_for(request.actor, self_check_id)
    require(may_answer(request.actor, entry))
    form = AnswersForm(_answers(entry), request.POST)
    handed_in: list[int] = []

    def act() -> None:
        removed = _number(request, "remove")
        if removed:
            answering.remove_problem(request.actor, problem_id=removed)
        answering.save_answers(request.actor, self_check_id=entry.pk, given=form.given)
        if "hand_in" in request.POST:
            handed_in.append(len(answering.hand_in(request.actor, self_check_id=entry.pk)))

    if not taken(form, act):
        return _page(request, entry, form)
    if handed_in:
        said = f"已上报，{handed_in[0]} 个问题记入了整改台账。" if handed_in[0] else "已上报。"
        messages.success(request, said)
    else:
        messages.success(request, "已保存，还没有上报。")
    if _number(request, "add"):
        return redirect("add_found_problem", answer_id=_number(request, "add"))
    if _number(request, "change"):
        return redirect("change_found_problem", found_problem_id=_number(request, "change"))
    return redirect("self_check", self_check_id=entry.pk)


def _number(request: OfficeRequest, button: str) -> int:
    """The answer or the problem the button is for; 0 where it was not pressed."""
    return typed_id(request.POST.get(button, "")) or 0


# --- what was found ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def add_problem(request: OfficeRequest, answer_id: int) -> HttpResponse:
    seen = Answer.objects.filter(self_check__in=self_checks_visible_to(request.actor))
    answer = seen.select_related("item", "self_check__unit").filter(pk=answer_id).first()
    if answer is None:
        raise Http404
    require(may_answer(request.actor, answer.self_check))
    form = FoundProblemForm(request.POST if request.method == "POST" else None)
    act = lambda: answering.add_problem(request.actor, answer_id=answer.pk, new=form.new)  # noqa: E731
    return _entered(request, answer, form, act, "登记查出的问题")


@require_http_methods(["GET", "POST"])
def change_problem(request: OfficeRequest, found_problem_id: int) -> HttpResponse:
    related = ("answer__item", "answer__self_check__unit", "issue")
    problem = problems_read_by(request.actor).select_related(*related).filter(pk=found_problem_id).first()
    if problem is None:
        raise Http404
    require(may_answer(request.actor, problem.answer.self_check))
    kept = {name: getattr(problem, name) for name in FoundProblemForm.base_fields}
    form = FoundProblemForm(request.POST if request.method == "POST" else None, initial=kept)
    act = lambda: answering.change_problem(request.actor, problem_id=problem.pk, new=form.new)  # noqa: E731
    return _entered(request, problem.answer, form, act, "修改查出的问题")


def _entered(
    request: OfficeRequest, answer: Answer, form: FoundProblemForm, act: Callable[[], object], title: str
) -> HttpResponse:
    if taken(form, act):
        messages.success(request, "已登记，上报以后记入整改台账。")
        return redirect("self_check", self_check_id=answer.self_check_id)
    context = {"part": "results", "answer": answer, "form": form, "title": title}
    status = 400 if form.is_bound else 200
    return render(request, "inspections/found_problem.html", context, status=status)


@require_GET
def self_check_document(
    request: OfficeRequest, self_check_id: int, list_name: str, kind: str
) -> FileResponse:
    entry = self_check_for(request.actor, self_check_id)
    if list_name not in list(ListName) or kind not in FORMATS:
        raise Http404
    return sent_bytes(*list_of_unit(request.actor, entry, ListName(list_name), kind))
