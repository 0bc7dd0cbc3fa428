"""更正登记 and 作废, on one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhunsheng.server.inspections.forms import taken
from zhunsheng.server.inspections.issues import corrections
from zhunsheng.server.inspections.issues.correction_forms import CorrectionForm, VoidForm
from zhunsheng.server.inspections.issues.late_entries import in_time
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.queries import issue_for
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest


@require_http_methods(["GET", "POST"])
def correct_issue(request: OfficeRequest, issue_id: int) -> HttpResponse:
    issue = _issue(request, issue_id)
    form = CorrectionForm(request.actor, issue, request.POST if request.method == "POST" else None)

    act = lambda: corrections.correct_issue(  # noqa: E731
        request.actor, issue_id=issue_id, origin=form.origin, reason=form.reason
    )
    if taken(form, lambda: in_time(form, act, was_due=issue.due_on)):
        messages.success(request, f"{issue.number} 的登记已更正。")
        return redirect("issue", issue_id=issue_id)
    return _page(request, issue, form, VoidForm())


@require_POST
def void_issue(request: OfficeRequest, issue_id: int) -> HttpResponse:
    issue = _issue(request, issue_id)
    form = VoidForm(request.POST)

    def act() -> None:
        corrections.void_issue(request.actor, issue_id=issue_id, reason=form.reason)

    if taken(form, act):
        messages.success(request, f"{issue.number} 已作废。")
        return redirect("ledger")
    return _page(request, issue, CorrectionForm(request.actor, issue), form)


def _issue(request: OfficeRequest, issue_id: int) -> Issue:
    issue = issue_for(request.actor, issue_id)
    require(corrections.may_correct(request.actor, issue))
    return issue


def _page(request: OfficeRequest, issue: Issue, form: CorrectionForm, void_form: VoidForm) -> HttpResponse:
    context = {"part": "ledger", "form": form, "void_form": void_form, "issue": issue}
    failed = form.is_bound or void_form.is_bound
    return render(request, "inspections/correct_issue.html", context, status=400 if failed else 200)
