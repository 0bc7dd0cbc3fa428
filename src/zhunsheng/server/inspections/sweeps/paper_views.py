"""书面移交: handing over, the paper with its receipts and replies, and the paper to print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import download
from zhunsheng.server.inspections.forms import entered, form_page, kept, taken, withdrawn
from zhunsheng.server.inspections.queries import register_of
from zhunsheng.server.inspections.sweeps import actions
from zhunsheng.server.inspections.sweeps.forms import (
    HandOverForm,
    SweepPaperForm,
    SweepReceiptForm,
    SweepReplyForm,
)
from zhunsheng.server.inspections.sweeps.models import SweepPaper, SweepRecipient, SweptProblem
from zhunsheng.server.inspections.sweeps.queries import (
    is_late,
    may_answer,
    paper_for,
    recipients_visible_to,
    sweep_for,
)
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest


@require_http_methods(["GET", "POST"])
def hand_over(request: OfficeRequest, sweep_id: int) -> HttpResponse:
    entry = sweep_for(request.actor, sweep_id)
    require(may_register(request.actor))
    form = HandOverForm(request.actor, entry, request.POST if request.method == "POST" else None)
    made: list[SweepPaper] = []
    if taken(
        form,
        lambda: made.append(actions.hand_over(request.actor, sweep_id=entry.pk, **form.cleaned_data)),
    ):
        messages.success(request, f"已移交 {made[0].number}，接收单位看得到了。移交单可以打印。")
        return redirect("sweep_paper", sweep_paper_id=made[0].pk)
    return form_page(request, form, "书面移交", "results")


@require_http_methods(["GET", "POST"])
def change_paper(request: OfficeRequest, sweep_paper_id: int) -> HttpResponse:
    entry = paper_for(request.actor, sweep_paper_id)
    require(may_register(request.actor))
    form = SweepPaperForm(
        request.POST if request.method == "POST" else None, initial=kept(entry, SweepPaperForm)
    )
    act = lambda: actions.change_paper(request.actor, paper_id=entry.pk, **form.cleaned_data)  # noqa: E731
    back = redirect("sweep_paper", sweep_paper_id=entry.pk)
    return entered(request, form, act, "修改移交单", part="results", said="已改好。", back=back)


@require_http_methods(["GET", "POST"])
def withdraw_paper(request: OfficeRequest, sweep_paper_id: int) -> HttpResponse:
    entry = paper_for(request.actor, sweep_paper_id)
    require(may_register(request.actor))
    return withdrawn(
        request,
        lambda reason: actions.withdraw_paper(request.actor, paper_id=entry.pk, reason=reason),
        f"作废移交单 {entry.number}",
        part="results",
        back=redirect("sweep", sweep_id=entry.sweep_id),
        said="已作废，编号不再使用。",
    )


@dataclass(slots=True, frozen=True)
class Line:
    """A unit the paper went to, with what can be entered for it."""

    recipient: SweepRecipient
    late: bool
    receipt: Form | None
    reply: Form | None


@require_GET
def paper(request: OfficeRequest, sweep_paper_id: int) -> HttpResponse:
    return _page(request, paper_for(request.actor, sweep_paper_id))


def _page(
    request: OfficeRequest, entry: SweepPaper, failed: Form | None = None, of: int | None = None
) -> HttpResponse:
    """`failed`: a form that could not be taken, of the recipient of that id."""
    found = recipients_visible_to(request.actor).filter(paper=entry).select_related("unit", "file", "paper")
    context = {
        "part": "results",
        "here": "sweeps",
        "paper": entry,
        "problems": _problems(entry),
        "parts": _parts(entry),
        "registers": bool(may_register(request.actor)),
        "lines": [_line(request, recipient, failed if recipient.pk == of else None) for recipient in found],
    }
    return render(request, "inspections/sweep_paper.html", context, status=400 if failed is not None else 200)


def _line(request: OfficeRequest, recipient: SweepRecipient, failed: Form | None) -> Line:
    late = is_late(recipient, timezone.localdate())
    if not may_answer(request.actor, recipient.unit):
        return Line(recipient, late, None, None)
    receipt = SweepReceiptForm(auto_id=f"receipt-{recipient.pk}-%s")
    reply = SweepReplyForm(auto_id=f"reply-{recipient.pk}-%s")
    if isinstance(failed, SweepReceiptForm):
        return Line(recipient, late, failed, reply)
    return Line(recipient, late, receipt, failed or reply)


def _problems(entry: SweepPaper) -> QuerySet[SweptProblem]:
    return entry.problems.select_related("theme", "issue__unit", "issue__round__term")


def _parts(entry: SweepPaper) -> dict[str, str]:
    """牵头单位 and 配合单位, by name: everybody who has the paper reads to whom it went."""
    units: dict[str, list[str]] = {}
    for recipient in entry.recipients.select_related("unit"):
        units.setdefault(recipient.get_part_display(), []).append(recipient.unit.name)
    return {part: "、".join(names) for part, names in units.items()}


@require_POST
def note_receipt(request: OfficeRequest, recipient_id: int) -> HttpResponse:
    recipient = _recipient(request, recipient_id)
    form = SweepReceiptForm(request.POST, auto_id=f"receipt-{recipient.pk}-%s")
    act = lambda: actions.note_receipt(  # noqa: E731
        request.actor, recipient_id=recipient.pk, **form.cleaned_data
    )
    return _answer(request, recipient, form, act, "已签收。")


@require_POST
def note_reply(request: OfficeRequest, recipient_id: int) -> HttpResponse:
    recipient = _recipient(request, recipient_id)
    form = SweepReplyForm(request.POST, request.FILES, auto_id=f"reply-{recipient.pk}-%s")
    act = lambda: actions.note_reply(  # noqa: E731
        request.actor, recipient_id=recipient.pk, **form.cleaned_data
    )
    return _answer(request, recipient, form, act, "已登记办理情况。")


def _recipient(request: OfficeRequest, recipient_id: int) -> SweepRecipient:
    """Raises Http404 for one the actor may not see, Refused for one they may not answer for."""
    found = recipients_visible_to(request.actor).select_related("paper", "unit", "file")
    recipient = found.filter(pk=recipient_id).first()
    if recipient is None:
        raise Http404
    require(may_answer(request.actor, recipient.unit))
    return recipient


def _answer(
    request: OfficeRequest, recipient: SweepRecipient, form: Form, act: Callable[[], object], said: str
) -> HttpResponse:
    if not taken(form, act):
        return _page(request, recipient.paper, form, recipient.pk)
    messages.success(request, said)
    return redirect("sweep_paper", sweep_paper_id=recipient.paper_id)


@require_GET
def reply_file(request: OfficeRequest, recipient_id: int) -> FileResponse:
    found = recipients_visible_to(request.actor).select_related("file").filter(pk=recipient_id).first()
    if found is None or found.file is None:
        raise Http404
    return download(found.file)


@require_GET
def slip(request: OfficeRequest, sweep_paper_id: int) -> HttpResponse:
    """移交单, to print, stamp and send, with the receipt to send back."""
    entry = paper_for(request.actor, sweep_paper_id)
    context: dict[str, Any] = {
        "paper": entry,
        "problems": _problems(entry),
        "parts": _parts(entry),
        "register": register_of(request.actor),
    }
    return render(request, "inspections/sweep_slip.html", context)
