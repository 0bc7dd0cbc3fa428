"""入库人员 from Excel: the template, and one page that reads, shows what each row would do, and takes the good ones."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.talent.importing import Plan, import_talents, plan_of, template, text_of
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.requests import OfficeRequest

_MOST_BYTES = 2 * 1024 * 1024


@require_http_methods(["GET", "POST"])
def import_page(request: OfficeRequest) -> HttpResponse:
    """Uploaded or typed, the rows stand on the page as text: a fault is put right there and then."""
    require(may_register(request.actor))
    text = request.POST.get("text", "")
    try:
        if request.FILES:
            text = _uploaded(request)
        if "take" not in request.POST:
            return _page(request, text, plan_of(request.actor, text))
        plan = import_talents(request.actor, text)
    except Refused as refused:
        return _page(request, text, Plan([]), str(refused))
    messages.success(request, f"已入库 {len(plan.good)} 人。")
    return (
        _page(request, plan.left, plan_of(request.actor, plan.left)) if plan.faulty else redirect("talents")
    )


def _uploaded(request: OfficeRequest) -> str:
    upload = request.FILES.get("file")
    if upload is None or not (upload.name or "").lower().endswith((".xlsx", ".xls")):
        raise Refused("请选择填好的 Excel（.xlsx）。")
    if (upload.size or 0) > _MOST_BYTES:
        raise Refused("这个 Excel 超过 2 MB，请只留入库人员一张表再传。")
    return text_of(upload.read())


def _page(request: OfficeRequest, text: str, plan: Plan, refused: str = "") -> HttpResponse:
    context = {"part": "rounds", "here": "talents", "text": text, "plan": plan, "refused": refused}
    return render(request, "inspections/import_talents.html", context, status=400 if refused else 200)


@require_GET
def import_template(request: OfficeRequest) -> FileResponse:
    require(may_register(request.actor))
    return sent_bytes("入库人员.xlsx", template())
