"""通报: issuing one, the list, one with what its units reported back, and the paper itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.press.docx import docx_of
from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.circulars import actions
from zhunsheng.server.inspections.circulars.attachments import issue_with_files
from zhunsheng.server.inspections.circulars.documents import circular_tree, draft_text, parts_of
from zhunsheng.server.inspections.circulars.forms import CircularForm, CircularReportForm, NewCircularForm
from zhunsheng.server.inspections.circulars.models import Circular, CircularRecipient
from zhunsheng.server.inspections.circulars.queries import (
    ADDRESSED,
    circular_for,
    circulars_visible_to,
    is_late,
    may_change_files,
    may_follow_circulars,
    may_mark_read,
    may_read_report,
    may_report_back,
    recipients_visible_to,
    silent,
)
from zhunsheng.server.inspections.common.problems import Counted, problems_of
from zhunsheng.server.inspections.forms import active_units, form_page, taken, typed_id, withdrawn
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

_TITLE = "关于巡察发现共性问题的通报"
_ON_PROGRESS = "关于巡察整改情况的通报"
_REQUEST_ON_PROGRESS = "请对照通报逐项核对，没有按期完成的写明原因、措施和完成时限，并报送落实情况。"
_REQUEST = "请对照通报的问题举一反三开展自查，能改的立即改，一时改不了的写明措施和时限，并报送落实情况。"


@require_GET
def circulars(request: OfficeRequest) -> HttpResponse:
    """The office's list counts who has reported; a unit's has its own lines."""
    require(may_follow_circulars(request.actor))
    context: dict[str, Any] = {
        "part": "results",
        "here": "circulars",
        "registers": bool(may_register(request.actor)),
    }
    today = timezone.localdate()
    if may_oversee(request.actor):
        addressed = Q(recipients__part=ADDRESSED)
        context["issued"] = (
            circulars_visible_to(request.actor)
            .prefetch_related("problems", "recipients__unit")
            .annotate(
                asked=Count("recipients", filter=addressed),
                reported=Count("recipients", filter=addressed & Q(recipients__reported_on__isnull=False)),
                late=Count(
                    "recipients", filter=addressed & Q(recipients__reported_on=None, due_on__lt=today)
                ),
            )
        )
    else:
        found = recipients_visible_to(request.actor).select_related("circular", "unit")
        sent = found.order_by("-circular__issued_on", "-circular_id", "unit__code")
        context["sent"] = [(recipient, is_late(recipient, today)) for recipient in sent]
    return render(request, "inspections/circulars.html", context)


@require_http_methods(["GET", "POST"])
def new_circular(request: OfficeRequest) -> HttpResponse:
    """About ?problem=, else about every common problem not told yet; ?named=1 begins with the names of the units;
    ?about=progress begins one on how units rectify."""
    require(may_register(request.actor))
    sent = request.method == "POST"
    form = NewCircularForm(
        request.actor,
        request.POST if sent else None,
        request.FILES if sent else None,
        initial=_beginning(request),
    )
    made: list[Circular] = []
    if taken(form, lambda: made.append(issue_with_files(request.actor, form.new, form.uploads))):
        messages.success(request, f"已印发 {made[0].number}，收到的单位看得到了。")
        return redirect("circular", circular_id=made[0].pk)
    return form_page(request, form, "印发通报", "results")


def _beginning(request: OfficeRequest) -> dict[str, Any]:
    if request.GET.get("about") == Circular.About.PROGRESS:
        return {"about": Circular.About.PROGRESS, "title": _ON_PROGRESS, "request": _REQUEST_ON_PROGRESS}
    told, asked = _told(request), typed_id(request.GET.get("problem", ""))
    chosen = [counted for counted in problems_of(request.actor) if _is_chosen(counted, asked, told)]
    problems = [counted.problem for counted in chosen]
    with_issues = active_units(request.actor).filter(issues__common_problems__in=problems).distinct()
    return {
        "title": _TITLE,
        "problems": problems,
        "text": draft_text(chosen, named=request.GET.get("named") == "1"),
        "request": _REQUEST,
        "addressed": list(with_issues),
    }


def _told(request: OfficeRequest) -> set[int]:
    return set(circulars_visible_to(request.actor).values_list("problems", flat=True))


def _is_chosen(counted: Counted, asked: int | None, told: set[int]) -> bool:
    return counted.problem.pk == asked if asked is not None else counted.problem.pk not in told


@require_http_methods(["GET", "POST"])
def change_circular(request: OfficeRequest, circular_id: int) -> HttpResponse:
    entry = circular_for(request.actor, circular_id)
    require(may_register(request.actor))
    kept: dict[str, Any] = {
        name: getattr(entry, name)
        for name in ("number", "title", "issued_on", "about", "text", "request", "due_on")
    }
    kept["problems"] = list(entry.problems.all())
    recipients = entry.recipients.select_related("unit")
    for part in CircularRecipient.Part:
        kept[part.value] = [recipient.unit for recipient in recipients if recipient.part == part]
    form = CircularForm(request.actor, request.POST if request.method == "POST" else None, initial=kept)
    act = lambda: actions.change_circular(  # noqa: E731
        request.actor, circular_id=entry.pk, new=form.new
    )
    if taken(form, act):
        messages.success(request, "已改好。")
        return redirect("circular", circular_id=entry.pk)
    return form_page(request, form, "修改通报", "results")


@require_http_methods(["GET", "POST"])
def withdraw_circular(request: OfficeRequest, circular_id: int) -> HttpResponse:
    entry = circular_for(request.actor, circular_id)
    require(may_register(request.actor))
    return withdrawn(
        request,
        lambda reason: actions.withdraw_circular(request.actor, circular_id=entry.pk, reason=reason),
        f"作废通报 {entry.number}",
        part="results",
        back=redirect("circulars"),
        said="已作废，编号不再使用。",
    )


# --- one circular ------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Line:
    """A unit it went to; the report and the form for those they are for."""

    recipient: CircularRecipient
    late: bool
    report: str
    form: Form | None
    may_mark_read: bool


@require_GET
def circular(request: OfficeRequest, circular_id: int) -> HttpResponse:
    return circular_page(request, circular_for(request.actor, circular_id))


def circular_page(
    request: OfficeRequest, entry: Circular, failed: Form | None = None, of: int | None = None
) -> HttpResponse:
    """`failed`: a report that could not be taken, of the recipient of that id."""
    found = recipients_visible_to(request.actor).filter(circular=entry).select_related("unit", "circular")
    context = {
        "part": "results",
        "here": "circulars",
        "circular": entry,
        "parts": parts_of(entry),
        "problems": entry.problems.all() if may_oversee(request.actor) else [],
        "lines": [_line(request, recipient, failed if recipient.pk == of else None) for recipient in found],
        "waiting": found.filter(silent()).count(),
        "files": entry.files.select_related("file"),
        "changes_files": bool(may_change_files(request.actor, entry)),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/circular.html", context, status=400 if failed is not None else 200)


def _line(request: OfficeRequest, recipient: CircularRecipient, failed: Form | None) -> Line:
    report = recipient.report if may_read_report(request.actor, recipient) else ""
    form: Form | None = None
    if may_report_back(request.actor, recipient):
        form = failed or CircularReportForm.of(recipient)
    late, reads = is_late(recipient, timezone.localdate()), bool(may_mark_read(request.actor, recipient))
    return Line(recipient, late, report, form, reads)


@require_POST
def read_circular(request: OfficeRequest, circular_recipient_id: int) -> HttpResponse:
    recipient = actions.mark_read(request.actor, recipient_id=circular_recipient_id)
    messages.success(request, "已标已阅。")
    return redirect("circular", circular_id=recipient.circular_id)


@require_POST
def report_on_circular(request: OfficeRequest, circular_recipient_id: int) -> HttpResponse:
    found = recipients_visible_to(request.actor).select_related("circular", "unit")
    recipient = found.filter(pk=circular_recipient_id).first()
    if recipient is None:
        raise Http404
    require(may_report_back(request.actor, recipient))
    form = CircularReportForm.of(recipient, request.POST)
    act = lambda: actions.report_back(  # noqa: E731
        request.actor, recipient_id=recipient.pk, **form.cleaned_data
    )
    if not taken(form, act):
        return circular_page(request, recipient.circular, form, recipient.pk)
    messages.success(request, "已登记落实情况。")
    return redirect("circular", circular_id=recipient.circular_id)


@require_GET
def circular_paper(request: OfficeRequest, circular_id: int) -> FileResponse:
    """The .docx with number, date and addressees; open to whoever may see the circular."""
    entry = circular_for(request.actor, circular_id)
    tree = circular_tree(request.actor, entry)
    return sent_bytes(f"{entry.number} {entry.title}.docx", docx_of(tree))
