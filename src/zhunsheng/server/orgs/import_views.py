"""Units and people from one Excel: template, upload, preview, import."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from zhunsheng.server.files.storing import own_upload, read_stored, sent_bytes, store_upload
from zhunsheng.server.orgs.import_workbook import read_rows, template
from zhunsheng.server.orgs.importing import import_orgs, plan_of
from zhunsheng.server.orgs.manage_views import managed_tenant
from zhunsheng.server.orgs.models import Placement
from zhunsheng.server.orgs.queries import years_of
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.requests import OfficeRequest


def _year_of(request: OfficeRequest) -> int:
    given = request.GET.get("year") or request.POST.get("year") or ""
    years = years_of(request.actor)
    return int(given) if given.isdigit() else (years[0] if years else timezone.localdate().year - 1)


@require_http_methods(["GET", "POST"])
def import_page(request: OfficeRequest) -> HttpResponse:
    managed_tenant(request)
    year = _year_of(request)
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None or not (upload.name or "").lower().endswith((".xlsx", ".xls")):
            raise Refused("请选择填好的 Excel（.xlsx）。")
        file = store_upload(request.actor, upload)
        return redirect(f"/orgs/import/{file.pk}/?year={year}")
    return render(request, "orgs/import.html", {"year": year})


@require_GET
def import_template(request: OfficeRequest) -> FileResponse:
    """With the units of the year."""
    tenant = managed_tenant(request)
    placed = Placement.objects.filter(unit__tenant=tenant, fiscal_year=_year_of(request))
    units = [
        (
            entry.unit.code,
            entry.unit.name,
            entry.parent.code if entry.parent is not None else "",
            entry.unit.function,
        )
        for entry in placed.select_related("unit", "parent").order_by("unit__code")
    ]
    return sent_bytes("单位与人员.xlsx", template(units))


@require_http_methods(["GET", "POST"])
def import_preview(request: OfficeRequest, file_id: int) -> HttpResponse:
    tenant, year = managed_tenant(request), _year_of(request)
    file = own_upload(request.actor, file_id)
    units, people = read_rows(read_stored(file))
    if request.method == "POST":
        outcome = import_orgs(request.actor, tenant=tenant, year=year, units=units, people=people)
        return render(request, "orgs/imported.html", {"outcome": outcome, "year": year})
    plan = plan_of(tenant, year, units, people)
    return render(request, "orgs/import_preview.html", {"plan": plan, "file": file, "year": year})
