"""问题清单 import: template, upload, preview with questions, progress, result."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.kernel.labels import compact
from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.excel import tasks as import_tasks
from zhunsheng.server.inspections.excel.importing import Plan, choices_of, plan_of
from zhunsheng.server.inspections.excel.models import IssueImport
from zhunsheng.server.inspections.excel.tasks import import_for, imports_of, registered_by_unit, table_of
from zhunsheng.server.inspections.excel.workbook import template
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.jobs import actions as jobs
from zhunsheng.server.jobs.queries import UNDER_WAY, progress_of
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest

_MOST_SHOWN = 100


def _imports_page(request: OfficeRequest) -> HttpResponse:
    return render(request, "inspections/imports.html", {"imports": imports_of(request.actor)})


@require_http_methods(["GET", "POST"])
@told_on(_imports_page)
def imports(request: OfficeRequest) -> HttpResponse:
    """The template, the upload and what was brought in before."""
    if request.method == "POST":
        source = import_tasks.begin_import(request.actor, upload=request.FILES.get("file"))
        return redirect("issue_import", import_id=source.pk)
    return _imports_page(request)


@require_GET
def import_template(request: OfficeRequest) -> FileResponse:
    require(may_register(request.actor))
    return sent_bytes("问题清单.xlsx", template(choices_of(request.actor), "巡察发现问题清单"))


@require_GET
def issue_import(request: OfficeRequest, import_id: int) -> HttpResponse:
    """Its preview, its progress or its result, as far as it has got."""
    source = import_for(request.actor, import_id)
    job = source.job
    if job is not None and job.state in UNDER_WAY:
        return render(request, "inspections/import_progress.html", {"source": source, "job": job})
    plan = _plan(request, source)
    context: dict[str, object] = {
        "source": source,
        "job": job,
        "plan": plan,
        "most": _MOST_SHOWN,
        "most_shown": f":{_MOST_SHOWN}",
    }
    if job is not None:
        context |= {
            "done": source.rows.count(),
            "by_unit": registered_by_unit(source),
            "may_retry": job.by_id == request.actor.id,
        }
        return render(request, "inspections/import_result.html", context)
    return render(request, "inspections/import_preview.html", context)


def _plan(request: OfficeRequest, source: IssueImport) -> Plan:
    return plan_of(request.actor, source, table_of(source))


@require_GET
def import_state(request: OfficeRequest, import_id: int) -> JsonResponse:
    """What the page asks every two seconds."""
    job = import_for(request.actor, import_id).job
    if job is None:
        raise Refused("还没有开始导入。")
    return JsonResponse(progress_of(job))


@require_POST
def choose_import_units(request: OfficeRequest, import_id: int) -> HttpResponse:
    """The answers to what units the names are; those left open stay open."""
    source = import_for(request.actor, import_id)
    questions = _plan(request, source).questions
    units = {str(unit.pk): unit for unit in Unit.objects.filter(tenant_id=request.actor.tenant)}
    chosen = {
        compact(question.name): units[answer]
        for at, question in enumerate(questions)
        if (answer := request.POST.get(f"unit-{at}", "")) in units
    }
    if not chosen:
        raise Refused("还没有选单位。")
    import_tasks.choose_units(request.actor, source=source, chosen=chosen)
    messages.success(request, f"已选定 {len(chosen)} 个单位。")
    return redirect("issue_import", import_id=import_id)


@require_POST
def start_import(request: OfficeRequest, import_id: int) -> HttpResponse:
    import_tasks.start_import(request.actor, source=import_for(request.actor, import_id))
    return redirect("issue_import", import_id=import_id)


@require_POST
def cancel_import(request: OfficeRequest, import_id: int) -> HttpResponse:
    source = import_for(request.actor, import_id)
    if source.job_id is None:
        raise Refused("还没有开始导入。")
    jobs.cancel_job(request.actor, job_id=source.job_id)
    messages.success(request, "已通知停下；已经登记的问题留在台账里。")
    return redirect("issue_import", import_id=import_id)


@require_POST
def retry_import(request: OfficeRequest, import_id: int) -> HttpResponse:
    """Goes on with what isn't in yet."""
    source = import_for(request.actor, import_id)
    if source.job_id is None:
        raise Refused("还没有开始导入。")
    jobs.retry_job(request.actor, job_id=source.job_id)
    messages.success(request, "已重新排队，接着导入没有登记的行。")
    return redirect("issue_import", import_id=import_id)


@require_GET
def marked_import(request: OfficeRequest, import_id: int) -> FileResponse:
    source = import_for(request.actor, import_id)
    data = import_tasks.marked(source, _plan(request, source))
    return sent_bytes(f"标注-问题清单-{timezone.localdate():%Y%m%d}.xlsx", data)
