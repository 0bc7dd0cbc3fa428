"""代收: uploading a zip, what became of its files, choosing the unit where it is not sure."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.campaigns.collecting import choose_unit, skip_intake, undo_collect
from zhunsheng.server.campaigns.intake import KIND, ask_to_take_in
from zhunsheng.server.campaigns.models import Campaign, Intake
from zhunsheng.server.campaigns.policy import may_run
from zhunsheng.server.campaigns.queries import campaign_for, report_in, reports_of
from zhunsheng.server.files.archives import packed
from zhunsheng.server.files.storing import download, read_stored, sent_bytes, store_upload
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.queries import files_collected
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 100


@require_http_methods(["GET", "POST"])
def intakes(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    require(may_run(request.actor, campaign))
    if request.method == "POST":
        return _upload(request, campaign)
    found = Intake.objects.filter(campaign=campaign).select_related("unit", "file").defer("content")
    match = request.GET.get("match", "")
    shown = found.filter(match=match) if match in Intake.Match.values else found
    page = Paginator(shown.order_by("-id"), _A_PAGE).get_page(request.GET.get("page"))
    matches = list(found.order_by().values_list("match", flat=True))
    units = [report.unit for report in reports_of(campaign).filter(state__in=("not_started", "collected"))]
    by_id = {unit.pk: unit for unit in units}
    context = {
        "campaign": campaign,
        "page": page,
        "rows": [(entry, _offered(entry, by_id)) for entry in page],
        "match": match,
        "all": len(matches),
        "counts": [(value, label, matches.count(value)) for value, label in Intake.Match.choices],
        "units": units,
        "jobs": Job.objects.filter(kind=KIND, by_id=request.actor.person, parameters__campaign=campaign.pk)
        .select_related("result")
        .order_by("-id")[:5],
    }
    return render(request, "campaigns/intakes.html", context)


def _offered(entry: Intake, units: dict[int, Unit]) -> list[Unit]:
    return [units[unit_id] for unit_id in entry.candidates if unit_id in units]


def _upload(request: OfficeRequest, campaign: Campaign) -> HttpResponse:
    upload = request.FILES.get("file")
    if upload is None or not (upload.name or "").lower().endswith(".zip"):
        raise Refused("请选择一个 .zip 压缩包，里面放各单位的 Word、Excel 或 PDF 报告。")
    file = store_upload(request.actor, upload)
    job = ask_to_take_in(request.actor, campaign=campaign, file=file)
    messages.success(request, "已交后台读取。读完在“代收报告”里核对单位。")
    return redirect("job", job_id=job.pk)


def _intake_in(request: OfficeRequest, campaign_id: int, intake_id: int) -> tuple[Campaign, Intake]:
    campaign = campaign_for(request.actor, campaign_id)
    intake = Intake.objects.filter(pk=intake_id, campaign=campaign).first()
    if intake is None:
        raise Http404
    return campaign, intake


@require_POST
def choose(request: OfficeRequest, campaign_id: int, intake_id: int) -> HttpResponse:
    campaign, intake = _intake_in(request, campaign_id, intake_id)
    require(may_run(request.actor, campaign))
    if request.POST.get("skip"):
        skip_intake(request.actor, intake_id=intake.pk)
        messages.success(request, f"“{intake.name}”没有收。")
    else:
        chosen = request.POST.get("unit", "")
        unit = Unit.objects.filter(pk=int(chosen) if chosen.isdigit() else 0).first()
        if unit is None or unit.tenant_id != campaign.tenant_id:
            raise Refused("请先选定单位。")
        choose_unit(request.actor, intake_id=intake.pk, unit=unit)
        messages.success(request, f"“{intake.name}”已作为{unit.name}的报告代收，等单位确认。")
    return redirect("intakes", campaign_id=campaign.pk)


@require_POST
def undo(request: OfficeRequest, campaign_id: int, report_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    report = report_in(campaign, report_id)
    undo_collect(request.actor, report_id=report.pk, reason=request.POST.get("reason", ""))
    messages.success(request, f"已撤销{report.unit.name}的代收报告。")
    return redirect("campaign_unit", campaign_id=campaign.pk, report_id=report.pk)


@require_GET
def intake_file(request: OfficeRequest, campaign_id: int, intake_id: int) -> FileResponse:
    """The file as it came, for who runs the campaign."""
    campaign, intake = _intake_in(request, campaign_id, intake_id)
    require(may_run(request.actor, campaign))
    if intake.file is None:
        raise Http404
    return download(intake.file)


@require_GET
def collected_file(request: OfficeRequest, report_id: int) -> FileResponse:
    """The file a report was taken in from, several as a zip, for whoever may see the report."""
    report = report_for(request.actor, report_id)
    files = [intake.file for intake in files_collected(report) if intake.file is not None]
    if not files:
        raise Http404
    if len(files) == 1:
        return download(files[0])
    return sent_bytes(
        f"{report.unit.name}代收原文件.zip", packed((file.name, read_stored(file)) for file in files)
    )
