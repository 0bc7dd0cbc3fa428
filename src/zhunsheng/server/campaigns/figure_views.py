"""Known figures: the template, the upload, what it would change, bringing it in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.campaigns.figure_jobs import MOST_AT_ONCE, ask_to_import
from zhunsheng.server.campaigns.figure_workbook import TableRow, read_table, template
from zhunsheng.server.campaigns.figures import import_figures, keys_of, plan_of, remove_figure
from zhunsheng.server.campaigns.models import Campaign, KnownFigure
from zhunsheng.server.campaigns.policy import may_run
from zhunsheng.server.campaigns.queries import campaign_for, reports_of
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import own_upload, read_stored, sent_bytes, store_upload
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.web.requests import OfficeRequest

_MOST_SHOWN = 500


def _run_by(request: OfficeRequest, campaign_id: int) -> Campaign:
    campaign = campaign_for(request.actor, campaign_id)
    require(may_run(request.actor, campaign))
    return campaign


@require_http_methods(["GET", "POST"])
def figures(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """What is known of how many units; the upload leads to its preview."""
    campaign = _run_by(request, campaign_id)
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            raise Refused("请先选择一个 Excel 文件。")
        if not (upload.name or "").lower().endswith((".xlsx", ".xls")):
            raise Refused(f"“{upload.name}”不是 Excel，请上传 .xlsx 文件。")
        file = store_upload(request.actor, upload)
        return redirect("figures_preview", campaign_id=campaign.pk, file_id=file.pk)
    sheet = sheet_of(campaign.scheme)
    counted = KnownFigure.objects.filter(campaign=campaign).values("unit_id").annotate(count=Count("pk"))
    context = {
        "campaign": campaign,
        "labels": [sheet.label(key) for key in keys_of(sheet)],
        "units": counted.count(),
        "expected": reports_of(campaign).count(),
    }
    return render(request, "campaigns/figures.html", context)


@require_GET
def figures_template(request: OfficeRequest, campaign_id: int) -> FileResponse:
    """With the campaign's units, and what is known of them already."""
    campaign = _run_by(request, campaign_id)
    sheet = sheet_of(campaign.scheme)
    held: dict[int, dict[str, str]] = {}
    for figure in KnownFigure.objects.filter(campaign=campaign):
        held.setdefault(figure.unit_id, {})[figure.key] = figure.text
    units = [
        (report.unit.code, report.unit.name, held.get(report.unit_id, {})) for report in reports_of(campaign)
    ]
    name = f"{campaign.fiscal_year}年度已知数.xlsx"
    return sent_bytes(name, template(keys_of(sheet), sheet, units))


def _uploaded(request: OfficeRequest, campaign: Campaign, file_id: int) -> tuple[StoredFile, list[TableRow]]:
    """The file this person uploaded, read."""
    file = own_upload(request.actor, file_id)
    sheet = sheet_of(campaign.scheme)
    return file, read_table(read_stored(file), keys_of(sheet), sheet)


@require_http_methods(["GET", "POST"])
def figures_preview(request: OfficeRequest, campaign_id: int, file_id: int) -> HttpResponse:
    campaign = _run_by(request, campaign_id)
    file, rows = _uploaded(request, campaign, file_id)
    if request.method == "POST":
        only_clean = request.POST.get("which") != "all"
        if len(rows) > MOST_AT_ONCE:
            job = ask_to_import(request.actor, campaign=campaign, file=file, only_clean=only_clean)
            messages.success(request, f"{len(rows)} 行，已交后台导入。导完可以下载结果。")
            return redirect("job", job_id=job.pk)
        outcome = import_figures(
            request.actor, campaign=campaign, file=file, rows=rows, only_clean=only_clean
        )
        return render(request, "campaigns/figures_done.html", {"campaign": campaign, "outcome": outcome})
    plan = plan_of(campaign, rows)
    context = {
        "campaign": campaign,
        "file": file,
        "plan": plan,
        "news": [row for row in plan.rows if row.news][:_MOST_SHOWN],
        "most": _MOST_SHOWN,
        "as_job": len(rows) > MOST_AT_ONCE,
    }
    return render(request, "campaigns/figures_preview.html", context)


@require_POST
def figure_remove(request: OfficeRequest, campaign_id: int, figure_id: int) -> HttpResponse:
    campaign = _run_by(request, campaign_id)
    if not KnownFigure.objects.filter(pk=figure_id, campaign=campaign).exists():
        raise Http404
    figure = remove_figure(request.actor, figure_id=figure_id)
    label = sheet_of(campaign.scheme).label(figure.key)
    messages.success(request, f"{figure.unit.name}的“{label}”不再锁定，由单位自己填。")
    report = reports_of(campaign).filter(unit_id=figure.unit_id).get()
    return redirect("campaign_unit", campaign_id=campaign.pk, report_id=report.pk)
