"""Files of a record: taken in, sent, removed. In the clear they are in memory alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.clues import actions
from zhunsheng.server.clues.queries import file_for
from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.web.requests import OfficeRequest


@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def add_file(request: OfficeRequest, record_id: int) -> HttpResponse:
    actions.add_file(request.actor, record_id=record_id, upload=request.FILES.get("file"))
    messages.success(request, "已收到并加密。")
    return redirect("clue", record_id=record_id)


@require_GET
@sensitive_variables()
def send_file(request: OfficeRequest, record_id: int, clue_file_id: int) -> FileResponse:
    name, content = file_for(request.actor, record_id, clue_file_id)
    return sent_bytes(name, content)


@require_POST
def remove_file(request: OfficeRequest, record_id: int, clue_file_id: int) -> HttpResponse:
    actions.remove_file(request.actor, record_id=record_id, file_id=clue_file_id)
    messages.success(request, "已移出。")
    return redirect("clue", record_id=record_id)
