"""联络与传达: one page with its three lists, and a form for each thing entered there."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from zhunsheng.server.files.storing import download
from zhunsheng.server.inspections.forms import entered, kept, withdrawn
from zhunsheng.server.inspections.liaison import actions as liaison_actions
from zhunsheng.server.inspections.liaison.forms import (
    AskedPaperForm,
    HandOverForm,
    HigherTeamForm,
    LeadingReportForm,
    RelayForm,
)
from zhunsheng.server.inspections.liaison.queries import (
    asked_papers_visible_to,
    leading_reports_visible_to,
    relays_visible_to,
    teams_visible_to,
)
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def liaison(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    context = {
        "part": "supervision",
        "here": "liaison",
        "today": timezone.localdate(),
        "teams": teams_visible_to(request.actor).prefetch_related("units", "papers__receipt_file"),
        "relays": relays_visible_to(request.actor).prefetch_related("special_actions"),
        "reports": leading_reports_visible_to(request.actor),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/liaison.html", context)


@require_http_methods(["GET", "POST"])
def receive_team(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = HigherTeamForm(request.actor, request.POST if request.method == "POST" else None)
    act = lambda: liaison_actions.receive_team(request.actor, **form.cleaned_data)  # noqa: E731
    return _entered(request, form, act, "登记上级巡视巡察组")


@require_http_methods(["GET", "POST"])
def note_asked_paper(request: OfficeRequest, higher_team_id: int) -> HttpResponse:
    require(may_register(request.actor))
    team = get_object_or_404(teams_visible_to(request.actor), pk=higher_team_id)
    form = AskedPaperForm(request.POST if request.method == "POST" else None)
    act = lambda: liaison_actions.note_asked_paper(request.actor, team=team, **form.cleaned_data)  # noqa: E731
    return _entered(request, form, act, "登记调阅资料")


@require_http_methods(["GET", "POST"])
def hand_over_paper(request: OfficeRequest, asked_paper_id: int) -> HttpResponse:
    require(may_register(request.actor))
    paper = get_object_or_404(asked_papers_visible_to(request.actor), pk=asked_paper_id)
    sent = request.method == "POST"
    form = HandOverForm(request.POST if sent else None, request.FILES if sent else None)
    act = lambda: liaison_actions.hand_over_paper(request.actor, paper_id=paper.pk, **form.cleaned_data)  # noqa: E731
    return _entered(request, form, act, "登记移交")


@require_http_methods(["GET", "POST"])
def note_relay(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = RelayForm(request.POST if request.method == "POST" else None)
    act = lambda: liaison_actions.note_relay(request.actor, **form.cleaned_data)  # noqa: E731
    return _entered(request, form, act, "登记传达贯彻")


@require_http_methods(["GET", "POST"])
def report_upward(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = LeadingReportForm(request.POST if request.method == "POST" else None)
    act = lambda: liaison_actions.report_upward(request.actor, **form.cleaned_data)  # noqa: E731
    return _entered(request, form, act, "登记向领导小组报告")


@require_http_methods(["GET", "POST"])
def change_team(request: OfficeRequest, higher_team_id: int) -> HttpResponse:
    require(may_register(request.actor))
    team = get_object_or_404(teams_visible_to(request.actor), pk=higher_team_id)
    stood = kept(team, HigherTeamForm) | {"units": list(team.units.all())}
    form = HigherTeamForm(request.actor, request.POST if request.method == "POST" else None, initial=stood)
    act = lambda: liaison_actions.change_team(request.actor, team_id=team.pk, **form.cleaned_data)  # noqa: E731
    return _entered(request, form, act, "修改上级巡视巡察组")


@require_http_methods(["GET", "POST"])
def change_asked_paper(request: OfficeRequest, asked_paper_id: int) -> HttpResponse:
    require(may_register(request.actor))
    paper = get_object_or_404(asked_papers_visible_to(request.actor), pk=asked_paper_id)
    stood = kept(paper, AskedPaperForm)
    form = AskedPaperForm(request.POST if request.method == "POST" else None, initial=stood)
    act = lambda: liaison_actions.change_asked_paper(  # noqa: E731
        request.actor, paper_id=paper.pk, **form.cleaned_data
    )
    return _entered(request, form, act, "修改调阅资料")


@require_http_methods(["GET", "POST"])
def change_relay(request: OfficeRequest, relay_id: int) -> HttpResponse:
    require(may_register(request.actor))
    relay = get_object_or_404(relays_visible_to(request.actor), pk=relay_id)
    form = RelayForm(request.POST if request.method == "POST" else None, initial=kept(relay, RelayForm))
    act = lambda: liaison_actions.change_relay(request.actor, relay_id=relay.pk, **form.cleaned_data)  # noqa: E731
    return _entered(request, form, act, "修改传达贯彻")


@require_http_methods(["GET", "POST"])
def change_leading_report(request: OfficeRequest, leading_report_id: int) -> HttpResponse:
    require(may_register(request.actor))
    report = get_object_or_404(leading_reports_visible_to(request.actor), pk=leading_report_id)
    stood = kept(report, LeadingReportForm)
    form = LeadingReportForm(request.POST if request.method == "POST" else None, initial=stood)
    act = lambda: liaison_actions.change_leading_report(  # noqa: E731
        request.actor, report_id=report.pk, **form.cleaned_data
    )
    return _entered(request, form, act, "修改向领导小组报告")


@require_http_methods(["GET", "POST"])
def withdraw_team(request: OfficeRequest, higher_team_id: int) -> HttpResponse:
    require(may_register(request.actor))
    team = get_object_or_404(teams_visible_to(request.actor), pk=higher_team_id)
    act = lambda reason: liaison_actions.withdraw_team(request.actor, team_id=team.pk, reason=reason)  # noqa: E731
    return _withdrawn(request, act, f"作废{team.name}的登记")


@require_http_methods(["GET", "POST"])
def withdraw_asked_paper(request: OfficeRequest, asked_paper_id: int) -> HttpResponse:
    require(may_register(request.actor))
    paper = get_object_or_404(asked_papers_visible_to(request.actor), pk=asked_paper_id)
    act = lambda reason: liaison_actions.withdraw_asked_paper(  # noqa: E731
        request.actor, paper_id=paper.pk, reason=reason
    )
    return _withdrawn(request, act, "作废调阅资料的登记")


@require_http_methods(["GET", "POST"])
def withdraw_relay(request: OfficeRequest, relay_id: int) -> HttpResponse:
    require(may_register(request.actor))
    relay = get_object_or_404(relays_visible_to(request.actor), pk=relay_id)
    act = lambda reason: liaison_actions.withdraw_relay(request.actor, relay_id=relay.pk, reason=reason)  # noqa: E731
    return _withdrawn(request, act, "作废传达贯彻的登记")


@require_http_methods(["GET", "POST"])
def withdraw_leading_report(request: OfficeRequest, leading_report_id: int) -> HttpResponse:
    require(may_register(request.actor))
    report = get_object_or_404(leading_reports_visible_to(request.actor), pk=leading_report_id)
    act = lambda reason: liaison_actions.withdraw_leading_report(  # noqa: E731
        request.actor, report_id=report.pk, reason=reason
    )
    return _withdrawn(request, act, "作废向领导小组报告的登记")


def _withdrawn(request: OfficeRequest, act: Callable[[str], object], title: str) -> HttpResponse:
    said = "已作废，不再计数。"
    return withdrawn(request, act, title, part="supervision", back=redirect("liaison"), said=said)


def _entered(request: OfficeRequest, form: Form, act: Callable[[], object], title: str) -> HttpResponse:
    """Back to the lists."""
    return entered(request, form, act, title, part="supervision", said="已登记。", back=redirect("liaison"))


@require_GET
def receipt_file(request: OfficeRequest, asked_paper_id: int) -> FileResponse:
    found = asked_papers_visible_to(request.actor).select_related("receipt_file").filter(pk=asked_paper_id)
    paper = found.first()
    if paper is None or paper.receipt_file is None:
        raise Http404
    return download(paper.receipt_file)
