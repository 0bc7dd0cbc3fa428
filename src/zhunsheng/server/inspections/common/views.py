"""共性问题: the list, the suggestions, one with its issues, the workbook; and what is like a single issue."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.common import problems as common_problems
from zhunsheng.server.inspections.common.documents import common_xlsx
from zhunsheng.server.inspections.common.neighbours import MOST_COMPARED, neighbours_of
from zhunsheng.server.inspections.excel.importing import read_day
from zhunsheng.server.inspections.forms import typed_id, typed_ids
from zhunsheng.server.inspections.queries import issue_for, rounds_visible_to
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def common_list(request: OfficeRequest) -> HttpResponse:
    problems = common_problems.problems_of(request.actor)
    context = {
        "problems": problems,
        "part": "results",
        "here": "common",
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/common_list.html", context)


def _suggestions_page(request: OfficeRequest) -> HttpResponse:
    round_id = typed_id(request.GET.get("round", ""))
    context = {
        "suggestions": common_problems.suggestions(request.actor, round_id=round_id),
        "rounds": rounds_visible_to(request.actor).order_by("-term__number", "-number"),
        "round_id": round_id,
        "most": common_problems.MOST_COMPARED,
        "ticked": _ticked(request),
        "part": "results",
    }
    return render(request, "inspections/common_suggestions.html", context)


@require_http_methods(["GET", "POST"])
@told_on(_suggestions_page)
def common_suggestions(request: OfficeRequest) -> HttpResponse:
    """Groups of issues alike; with POST, a person decides that the ticked ones are one common problem."""
    if request.method == "POST":
        problem = common_problems.decide_common(
            request.actor,
            title=request.POST.get("title", ""),
            decided_by=request.POST.get("decided_by", ""),
            decided_on=read_day(request.POST.get("decided_on", "")),
            issue_ids=_ticked(request),
        )
        messages.success(request, "已认定为共性问题。")
        return redirect("common_problem", problem_id=problem.pk)
    return _suggestions_page(request)


@require_GET
def common_problem(request: OfficeRequest, problem_id: int) -> HttpResponse:
    return _problem_page(request, problem_id)


def _problem_page(request: OfficeRequest, problem_id: int) -> HttpResponse:
    problem = common_problems.problem_for(request.actor, problem_id)
    issues = list(problem.issues.select_related("unit", "round__term").order_by("unit__code", "number"))
    registers = bool(may_register(request.actor))
    context = {
        "registers": registers,
        "problem": problem,
        "issues": issues,
        "units": len({issue.unit_id for issue in issues}),
        "alike": common_problems.alike(request.actor, issues) if registers else [],
        "circulars": problem.circulars.all(),
        "ticked": _ticked(request),
        "part": "results",
    }
    return render(request, "inspections/common_problem.html", context)


@require_POST
@told_on(_problem_page)
def link_common(request: OfficeRequest, problem_id: int) -> HttpResponse:
    problem = common_problems.problem_for(request.actor, problem_id)
    linked = common_problems.link_common(request.actor, problem=problem, issue_ids=_ticked(request))
    messages.success(request, f"已归入 {len(linked)} 个问题。")
    return redirect("common_problem", problem_id=problem_id)


@require_POST
@told_on(_problem_page)
def unlink_common(request: OfficeRequest, problem_id: int) -> HttpResponse:
    problem = common_problems.problem_for(request.actor, problem_id)
    asked = _ticked(request)
    if not asked:
        raise Refused("还没有勾选问题。")
    for issue_id in asked:
        common_problems.unlink_common(request.actor, problem=problem, issue_id=issue_id)
    messages.success(request, f"已移出 {len(asked)} 个问题。")
    return redirect("common_problem", problem_id=problem_id)


@require_GET
def common_workbook(request: OfficeRequest) -> FileResponse:
    """清单; ?named=1 with the names of the units."""
    data = common_xlsx(request.actor, named=request.GET.get("named") == "1")
    return sent_bytes("共性问题清单.xlsx", data)


@require_GET
def alike_issues(request: OfficeRequest, issue_id: int) -> HttpResponse:
    """What stands beside an issue; open to whoever may see the issue."""
    entry = issue_for(request.actor, issue_id)
    context = {
        "issue": entry,
        "neighbours": neighbours_of(request.actor, entry),
        "most": MOST_COMPARED,
        "part": "ledger",
    }
    return render(request, "inspections/alike.html", context)


def _ticked(request: OfficeRequest) -> list[int]:
    return typed_ids(request.POST.getlist("issue"))
