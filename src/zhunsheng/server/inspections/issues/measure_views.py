"""Measures against an issue, and the evidence that they were taken."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.files.previews import page_picture, pages_of
from zhunsheng.server.files.storing import download
from zhunsheng.server.inspections.forms import ChangeMeasureForm, NewMeasureForm, typed_day
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import measure_for
from zhunsheng.server.inspections.issues.views import issue_page
from zhunsheng.server.inspections.models import Proof
from zhunsheng.server.inspections.queries import issue_for, visible_to
from zhunsheng.server.inspections.workflow import may_change_measure, may_rectify, writing_units
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest

MOST_AT_ONCE = 20


@require_POST
def add_measure(request: OfficeRequest, issue_id: int) -> HttpResponse:
    issue = issue_for(request.actor, issue_id)
    require(may_rectify(request.actor, issue))
    form = NewMeasureForm(writing_units(request.actor, [issue])[issue.pk], request.POST)
    if not form.is_valid():
        return issue_page(request, issue_id, form)
    try:
        issue_actions.add_measure(request.actor, issue_id=issue_id, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return issue_page(request, issue_id, form)
    messages.success(request, "已加上这条措施。")
    return redirect("issue", issue_id=issue_id)


@require_POST
def change_measure(request: OfficeRequest, measure_id: int) -> HttpResponse:
    measure = measure_for(request.actor, measure_id)
    require(may_change_measure(request.actor, measure))
    form = ChangeMeasureForm.of(measure, request.POST)
    if not form.is_valid():
        return issue_page(request, measure.issue_id, form)
    try:
        issue_actions.change_measure(request.actor, measure_id=measure_id, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return issue_page(request, measure.issue_id, form)
    messages.success(request, "已改好。")
    return redirect("issue", issue_id=measure.issue_id)


@require_POST
def remove_measure(request: OfficeRequest, measure_id: int) -> HttpResponse:
    entry = issue_actions.remove_measure(request.actor, measure_id=measure_id)
    messages.success(request, "已删去这条措施，留痕里有记录。")
    return redirect("issue", issue_id=entry.pk)


def _issue_page(request: OfficeRequest, measure_id: int) -> HttpResponse:
    return issue_page(request, measure_for(request.actor, measure_id).issue_id)


@require_POST
@told_on(_issue_page)
def add_proof(request: OfficeRequest, measure_id: int) -> HttpResponse:
    measure = measure_for(request.actor, measure_id)
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise Refused("还没有选文件。")
    if len(uploads) > MOST_AT_ONCE:
        raise Refused(f"一次最多传 {MOST_AT_ONCE} 个文件，请分几次传。")
    effective_on = typed_day(request.POST.get("effective_on", ""))
    with transaction.atomic():
        for upload in uploads:
            issue_actions.add_proof(
                request.actor, measure_id=measure_id, upload=upload, effective_on=effective_on
            )
    messages.success(request, f"已收到 {len(uploads)} 个文件。")
    return redirect("issue", issue_id=measure.issue_id)


@require_POST
def remove_proof(request: OfficeRequest, proof_id: int) -> HttpResponse:
    entry = issue_actions.remove_proof(request.actor, proof_id=proof_id)
    messages.success(request, "已移出这份佐证，留痕里有记录。")
    return redirect("issue", issue_id=entry.pk)


def _proof(request: OfficeRequest, proof_id: int) -> Proof:
    found = Proof.objects.select_related("file", "by", "measure__issue__unit")
    proof = found.filter(pk=proof_id, measure__issue__in=visible_to(request.actor)).first()
    if proof is None:
        raise Http404
    return proof


@require_GET
def proof(request: OfficeRequest, proof_id: int) -> HttpResponse:
    """The pages of a PDF, or a picture, as pictures the server drew."""
    entry = _proof(request, proof_id)
    context = {
        "part": "ledger",
        "entry": entry,
        "issue": entry.measure.issue,
        **pages_of(entry.file),
    }
    return render(request, "inspections/proof.html", context)


@require_GET
def proof_page(request: OfficeRequest, proof_id: int, page: int) -> HttpResponse:
    return page_picture(_proof(request, proof_id).file, page)


@require_GET
def download_proof(request: OfficeRequest, proof_id: int) -> FileResponse:
    return download(_proof(request, proof_id).file)
