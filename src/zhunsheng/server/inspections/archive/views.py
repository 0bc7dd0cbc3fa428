"""档案: the rounds with how far their files are, one round, the part of one unit, and what passed its period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import clean_name, download, sent_bytes
from zhunsheng.server.inspections.archive import actions as archive_actions
from zhunsheng.server.inspections.archive.catalogue import Line, filed_parts, lines_of, parts_of, total_of
from zhunsheng.server.inspections.archive.forms import FileRoundForm, RetentionDecisionForm, WithdrawForm
from zhunsheng.server.inspections.archive.items import items_of
from zhunsheng.server.inspections.archive.materials import Material, materials_of
from zhunsheng.server.inspections.archive.models import Filing, Period
from zhunsheng.server.inspections.archive.queries import (
    filed_visible_to,
    filing_in_force,
    filings_visible_to,
    is_under_way,
)
from zhunsheng.server.inspections.archive.retention import kept_for
from zhunsheng.server.inspections.forms import form_page, taken, typed_id
from zhunsheng.server.inspections.models import Round
from zhunsheng.server.inspections.queries import round_for, rounds_visible_to
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queries import progress_of
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest

Numbered = tuple[int, Material]


@require_GET
def archives(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    rounds = rounds_visible_to(request.actor).order_by("-term__number", "-number")
    filings = filings_visible_to(request.actor).filter(withdrawn_on=None, sealed_at__isnull=False)
    files = Count("entries", filter=Q(entries__file__isnull=False))
    by_round = {filing.round_id: filing for filing in filings.annotate(files=files)}
    context = {
        "part": "archive",
        "here": "archives",
        "lines": [(entry, by_round.get(entry.pk)) for entry in rounds],
        "has_items": items_of(request.actor.tenant).exists(),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/archives.html", context)


# --- one round ---------------------------------------------------------------------------------------------


def _round(request: OfficeRequest, round_id: int) -> Round:
    require(may_oversee(request.actor))
    return round_for(request.actor, round_id)


@require_GET
def archive(request: OfficeRequest, round_id: int) -> HttpResponse:
    return _page(request, _round(request, round_id))


def _page(request: OfficeRequest, entry: Round, failed: Form | None = None) -> HttpResponse:
    filing = filing_in_force(entry)
    sealed = filing is not None and filing.sealed_at is not None
    if filing is not None and sealed:
        parts = filed_parts(filing)
    else:
        parts = parts_of(lines_of(materials_of(request.actor, entry)))
    context: dict[str, Any] = {
        "part": "archive",
        "entry": entry,
        "filing": filing,
        "sealed": sealed,
        "job": _job_of(filing),
        "parts": parts,
        "total": total_of(parts),
        "has_items": items_of(request.actor.tenant).exists(),
        "registers": bool(may_register(request.actor)),
        "form": failed or (WithdrawForm() if sealed else FileRoundForm()),
    }
    return render(request, "inspections/archive.html", context, status=400 if failed is not None else 200)


def _job_of(filing: Filing | None) -> Job | None:
    """What is under way for the round."""
    jobs = (filing.job, filing.export) if filing is not None else ()
    return next((job for job in jobs if is_under_way(job)), None)


@require_GET
def progress(request: OfficeRequest, round_id: int) -> JsonResponse:
    """What the page asks every two seconds."""
    job = _job_of(filing_in_force(_round(request, round_id)))
    return JsonResponse(progress_of(job) if job is not None else {"ended": True})


@require_POST
def file_round(request: OfficeRequest, round_id: int) -> HttpResponse:
    entry = _office_round(request, round_id)
    form = FileRoundForm(request.POST)
    if not taken(form, lambda: archive_actions.file_round(request.actor, entry=entry, **form.cleaned_data)):
        return _page(request, entry, form)
    messages.success(request, "正在归档：逐件出具、定目录。可以离开这一页。")
    return redirect("archive", round_id=entry.pk)


@require_POST
def withdraw(request: OfficeRequest, round_id: int) -> HttpResponse:
    entry = _office_round(request, round_id)
    form = WithdrawForm(request.POST)
    if not taken(
        form, lambda: archive_actions.withdraw_filing(request.actor, entry=entry, **form.cleaned_data)
    ):
        return _page(request, entry, form)
    messages.success(request, "已撤销归档，补齐后请重新归档。原来的目录留着。")
    return redirect("archive", round_id=entry.pk)


@require_POST
def export(request: OfficeRequest, round_id: int) -> HttpResponse:
    entry = _office_round(request, round_id)
    archive_actions.ask_for_package(request.actor, entry=entry)
    messages.success(request, "正在打包，好了可以在这一页下载。")
    return redirect("archive", round_id=entry.pk)


@require_GET
def package(request: OfficeRequest, round_id: int) -> FileResponse:
    entry = _office_round(request, round_id)
    filing = filing_in_force(entry)
    if filing is None or filing.export is None or filing.export.result is None:
        raise Http404
    return download(filing.export.result)


def _office_round(request: OfficeRequest, round_id: int) -> Round:
    entry = _round(request, round_id)
    require(may_register(request.actor))
    return entry


# --- the part of a unit, or the round's own ------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Shown:
    line: Line
    materials: list[Numbered]


@require_GET
def archive_part(request: OfficeRequest, round_id: int, unit_id: int | None = None) -> HttpResponse:
    return _part_page(request, round_id, unit_id)


def _part_page(request: OfficeRequest, round_id: int, unit_id: int | None) -> HttpResponse:
    entry = _round(request, round_id)
    unit = _unit(entry, unit_id)
    filing = filing_in_force(entry)
    context: dict[str, Any] = {"part": "archive", "entry": entry, "unit": unit, "filing": filing}
    if filing is not None and filing.sealed_at is not None:
        context["filed"] = filing.entries.filter(unit=unit).select_related("file")
        return render(request, "inspections/archive_filed.html", context)
    lines = [line for line in lines_of(materials_of(request.actor, entry)) if line.unit == unit]
    context["lines"] = [Shown(line, list(enumerate(line.materials))) for line in lines]
    context["changes"] = bool(may_register(request.actor)) and _job_of(filing) is None
    return render(request, "inspections/archive_part.html", context)


def _unit(entry: Round, unit_id: int | None) -> Unit | None:
    if unit_id is None:
        return None
    return get_object_or_404(Unit, pk=unit_id, pk__in=entry.inspectees.values("unit_id"))


def _page_of_scan(request: OfficeRequest, round_id: int) -> HttpResponse:
    return _part_page(request, round_id, typed_id(request.POST.get("unit", "")))


@require_POST
@told_on(_page_of_scan)
def add_scan(request: OfficeRequest, round_id: int) -> HttpResponse:
    entry = _office_round(request, round_id)
    unit = _unit(entry, typed_id(request.POST.get("unit", "")))
    archive_actions.add_scan(
        request.actor,
        entry=entry,
        item_id=typed_id(request.POST.get("item", "")) or 0,
        unit=unit,
        upload=request.FILES.get("file"),
    )
    messages.success(request, "已上传。")
    return _back_to(entry, unit.pk if unit is not None else None)


@require_POST
def remove_scan(request: OfficeRequest, scan_id: int) -> HttpResponse:
    scan = archive_actions.remove_scan(request.actor, scan_id=scan_id)
    messages.success(request, "已移出。")
    return _back_to(scan.round, scan.unit_id)


def _back_to(entry: Round, unit_id: int | None) -> HttpResponse:
    if unit_id is None:
        return redirect("archive_own", round_id=entry.pk)
    return redirect("archive_unit", round_id=entry.pk, unit_id=unit_id)


@require_GET
def material(request: OfficeRequest, round_id: int) -> FileResponse:
    """One file as it would be archived now: `?item=…&unit=…&at=…`."""
    entry = _round(request, round_id)
    item = get_object_or_404(items_of(request.actor.tenant), pk=typed_id(request.GET.get("item", "")) or 0)
    unit = _unit(entry, typed_id(request.GET.get("unit", "")))
    found = materials_of(request.actor, entry).of(item, unit)
    at = typed_id(request.GET.get("at", ""))
    if at is None or at >= len(found):
        raise Http404
    return sent_bytes(clean_name(found[at].name), found[at].data())


@require_GET
def filed_file(request: OfficeRequest, filed_id: int) -> FileResponse:
    found = filed_visible_to(request.actor).select_related("file").filter(pk=filed_id).first()
    if found is None or found.file is None:
        raise Http404
    return download(found.file)


# --- what passed its period ----------------------------------------------------------------------------------


@require_GET
def retention(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    today = timezone.localdate()
    kept = kept_for(request.actor)
    context = {
        "part": "archive",
        "here": "retention",
        "due": [line for line in kept if line.is_due(today)],
        "others": [line for line in kept if not line.is_due(today)],
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/retention.html", context)


@require_http_methods(["GET", "POST"])
def decide_retention(request: OfficeRequest, filing_id: int, period: str) -> HttpResponse:
    require(may_register(request.actor))
    filing = get_object_or_404(filings_visible_to(request.actor), pk=filing_id)
    if period not in Period.values:
        raise Http404
    today = timezone.localdate()
    due = [line for line in kept_for(request.actor) if (line.filing, line.period) == (filing, period)]
    if not due or not due[0].is_due(today):
        raise Refused("这一批还没有到保管期限，不用鉴定。")
    form = RetentionDecisionForm(
        request.POST if request.method == "POST" else None, initial={"decided_on": today}
    )
    act = lambda: archive_actions.decide_retention(  # noqa: E731
        request.actor, filing=filing, period=period, **form.cleaned_data
    )
    if taken(form, act):
        messages.success(request, "鉴定意见已记下。系统不删除任何文件。")
        return redirect("retention")
    return form_page(request, form, "登记鉴定意见", "archive")
