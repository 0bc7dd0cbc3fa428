"""引用, 更新 and 取消引用 of a count of the register."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.quote_actions import drop_quote, quote_count
from zhunsheng.server.reports.quotes import figure_text
from zhunsheng.server.reports.steps import SELF, TEXT
from zhunsheng.server.web.requests import OfficeRequest


@require_POST
def quote(request: OfficeRequest, report_id: int) -> HttpResponse:
    report_for(request.actor, report_id)
    cell, key = request.POST.get("cell", ""), request.POST.get("key", "")
    made = quote_count(request.actor, report_id=report_id, cell=cell, key=key)
    listed = "清单已附为佐证。" if made.evidence is not None else ""
    figure = figure_text(made.value, made.unit)
    messages.success(request, f"已引用“{made.title}”{figure}，截至 {made.as_of}。{listed}")
    return _back(report_id, made.cell)


@require_POST
def drop(request: OfficeRequest, report_id: int) -> HttpResponse:
    report_for(request.actor, report_id)
    cell = request.POST.get("cell", "")
    drop_quote(request.actor, report_id=report_id, cell=cell)
    messages.success(request, "已取消引用，台账清单也移出了佐证；填的数没有动。")
    return _back(report_id, cell)


def _back(report_id: int, cell: str) -> HttpResponse:
    if cell.startswith("register."):
        return redirect("fill", report_id=report_id, step=TEXT)
    return redirect(f"{reverse('fill', args=[report_id, SELF])}#{cell}")
