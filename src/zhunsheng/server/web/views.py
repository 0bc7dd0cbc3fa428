"""The workbench, health checks and the pages for what went wrong."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhunsheng.server.audit.request_ids import request_id
from zhunsheng.server.inspections.circulars.waiting import circulars_waiting_for
from zhunsheng.server.inspections.ledger.waiting import alerts_for, waiting_in_register
from zhunsheng.server.inspections.papers.policy import waiting_for as papers_waiting_for
from zhunsheng.server.inspections.plans.waiting import plans_waiting_for
from zhunsheng.server.inspections.rounds.due_steps import late_rounds_for
from zhunsheng.server.inspections.selfchecks.waiting import self_checks_waiting_for
from zhunsheng.server.inspections.supervision.waiting import supervision_waiting_for
from zhunsheng.server.inspections.sweeps.waiting import sweeps_waiting_for
from zhunsheng.server.inspections.talent.waiting import teams_waiting_for
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role, User
from zhunsheng.server.reports.queries import visible_to
from zhunsheng.server.reports.subordinates import bases_waiting_for
from zhunsheng.server.reviews.queue import waiting_for_review
from zhunsheng.server.web.refusals import refusal, wants_json
from zhunsheng.server.web.requests import OfficeRequest
from zhunsheng.server.web.workbench import cards_for

_MOST_CARDS = 50


@require_GET
def workbench(request: OfficeRequest) -> HttpResponse:
    """One card a task, each with its one next action."""
    mine = visible_to(request.actor, Role.PREPARER, Role.HEAD).order_by(
        "-campaign__fiscal_year", "unit__code"
    )
    reports = "reports" in settings.OPTIONS["PARTS"]
    bureau = reports and request.actor.has(Role.REVIEWER, Role.BUREAU)
    register = "register" in settings.OPTIONS["PARTS"]
    context = {
        "cards": cards_for(request.actor, mine[:_MOST_CARDS]),
        "bases": bases_waiting_for(request.actor),
        "fills": reports and request.actor.has(Role.PREPARER, Role.HEAD),
        "reviews": request.actor.has(Role.REVIEWER),
        "waiting": waiting_for_review(request.actor) if bureau else None,
        "issues": waiting_in_register(request.actor) if register else None,
        "alerts": alerts_for(request.actor) if register else None,
        "plans": plans_waiting_for(request.actor) if register else [],
        "supervision": supervision_waiting_for(request.actor) if register else None,
        "rounds": [*late_rounds_for(request.actor), *teams_waiting_for(request.actor)] if register else [],
        "results": [
            *self_checks_waiting_for(request.actor),
            *sweeps_waiting_for(request.actor),
            *circulars_waiting_for(request.actor),
        ]
        if register
        else [],
        "papers": papers_waiting_for(request.actor).count() if register else 0,
        "clues": _waiting_elsewhere(request.actor) if register else [],
    }
    return render(request, "web/workbench.html", context)


def _waiting_elsewhere(actor: Actor) -> list[Any]:
    """In an app nobody may import."""
    asked = [getattr(app, "waiting_for", None) for app in apps.get_app_configs()]
    return [line for ask in asked if ask is not None for line in ask(actor)]


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """Whether the database answers and its tables are those of this version."""
    plan = MigrationExecutor(connection).migration_plan(
        MigrationExecutor(connection).loader.graph.leaf_nodes()
    )
    return JsonResponse({"ready": not plan}, status=503 if plan else 200)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key ran out, mostly because somebody logged in again in another window."""
    message = "页面放置太久，这次没有办成。请回到原来的页面，刷新后再办。"
    drafts = isinstance(request.user, User) and not request.user.shared_computer
    if drafts and not getattr(request, "keeps_no_draft", False):
        message += "表格里没存上的改动还在本机。"
    if wants_json(request):
        return JsonResponse({"error": message, "csrf": True}, status=403)
    return refusal(request, message, 403)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form or an address Django itself could make nothing of: too large, cut short, tampered with."""
    return refusal(request, "没有读懂这次提交：可能内容太大或没有传完。请回到原来的页面再试。", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, "您没有办这件事的职责。需要办理请联系系统管理员。", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, "没有这一页，可能地址写错了。", 404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "web/broken.html", {"request_id": request_id.get()}, status=500)
