"""What is decided of a record whose period has passed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhunsheng.server.clues import retention
from zhunsheng.server.clues.views import record_page
from zhunsheng.server.inspections.forms import typed_day
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


@require_POST
@told_on(record_page)
def keep_clue(request: OfficeRequest, record_id: int) -> HttpResponse:
    until = typed_day(request.POST.get("until", ""))
    entry = retention.keep_longer(request.actor, record_id=record_id, until=until)
    messages.success(request, f"{entry.number} 继续保存到 {entry.keep_until}。")
    return redirect("clue", record_id=record_id)


@require_POST
@told_on(record_page)
def erase_clue(request: OfficeRequest, record_id: int) -> HttpResponse:
    entry = retention.erase(request.actor, record_id=record_id, number=request.POST.get("number", ""))
    messages.success(request, f"{entry.number} 的内容和附件已销毁，编号、步骤和日期留着。")
    return redirect("clues")
