"""One's background jobs: the list, one with its progress, cancelling, doing it again, the result."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.files.storing import download
from zhunsheng.server.jobs import actions
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queries import UNDER_WAY, job_for, progress_of, visible_to
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50


@require_GET
def jobs(request: OfficeRequest) -> HttpResponse:
    page = Paginator(visible_to(request.actor).order_by("-id"), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page": page})


@require_GET
def job(request: OfficeRequest, job_id: int) -> HttpResponse:
    found = job_for(request.actor, job_id)
    context = {"job": found, "under_way": found.state in UNDER_WAY}
    return render(request, "jobs/job.html", context)


@require_GET
def job_state(request: OfficeRequest, job_id: int) -> JsonResponse:
    """What the page asks every two seconds."""
    found = job_for(request.actor, job_id)
    return JsonResponse(progress_of(found))


@require_POST
def cancel(request: OfficeRequest, job_id: int) -> HttpResponse:
    job_for(request.actor, job_id)
    done = actions.cancel_job(request.actor, job_id=job_id)
    ended = done.state == Job.State.CANCELLED
    messages.success(request, "已取消。" if ended else "已通知停下，做完手上这一步就停。")
    return redirect("job", job_id=job_id)


@require_POST
def retry(request: OfficeRequest, job_id: int) -> HttpResponse:
    job_for(request.actor, job_id)
    actions.retry_job(request.actor, job_id=job_id)
    messages.success(request, "已重新排队。")
    return redirect("job", job_id=job_id)


@require_GET
def result(request: OfficeRequest, job_id: int) -> FileResponse:
    found = job_for(request.actor, job_id)
    if found.result is None:
        raise Http404
    return download(found.result)
