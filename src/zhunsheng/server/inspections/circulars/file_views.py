"""附件 of a 通报: attached and removed by the office, downloaded by whom it was sent to."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.files.storing import download
from zhunsheng.server.inspections.circulars import attachments
from zhunsheng.server.inspections.circulars.queries import circular_for, files_visible_to
from zhunsheng.server.inspections.circulars.views import circular_page
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


def _page(request: OfficeRequest, circular_id: int) -> HttpResponse:
    return circular_page(request, circular_for(request.actor, circular_id))


def _page_of_file(request: OfficeRequest, circular_file_id: int) -> HttpResponse:
    found = files_visible_to(request.actor).select_related("circular")
    return circular_page(request, get_object_or_404(found, pk=circular_file_id).circular)


@require_POST
@told_on(_page)
def attach_circular_file(request: OfficeRequest, circular_id: int) -> HttpResponse:
    uploads = request.FILES.getlist("files")
    attachments.attach_files(request.actor, circular_id=circular_id, uploads=uploads)
    messages.success(request, f"已附上 {len(uploads)} 个文件。")
    return redirect("circular", circular_id=circular_id)


@require_POST
@told_on(_page_of_file)
def remove_circular_file(request: OfficeRequest, circular_file_id: int) -> HttpResponse:
    circular = attachments.remove_file(request.actor, file_id=circular_file_id)
    messages.success(request, "已移出这个附件，留痕里有记录。")
    return redirect("circular", circular_id=circular.pk)


@require_GET
def circular_file(request: OfficeRequest, circular_file_id: int) -> FileResponse:
    return download(get_object_or_404(files_visible_to(request.actor), pk=circular_file_id).file)
