"""The bureau's queue (审核总览)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import User
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.models import FILED_SHARE, State, UnitReport
from zhunsheng.server.reviews import actions
from zhunsheng.server.reviews.access import campaign_for, campaigns_of
from zhunsheng.server.reviews.charts import histogram, scatter
from zhunsheng.server.reviews.filters import ALL, NOBODY, WAITING, Filters, filters_from
from zhunsheng.server.reviews.queue import (
    FAR,
    PAGE,
    WAITING_STATES,
    Totals,
    filtered,
    gap_of,
    ids_in_order,
    next_to_review,
    ordered,
    reports_of,
    reviewers_of,
    rows_of,
    spots_of,
    totals_of,
)
from zhunsheng.server.reviews.saved_views import visible_to
from zhunsheng.server.web.listing import Column, Counter
from zhunsheng.server.web.requests import OfficeRequest

MOST_TICKED = 500


@dataclass(slots=True, frozen=True)
class Line:
    report: UnitReport
    gap: Decimal | None
    gap_look: str
    reviewable: bool


_COUNTERS = (
    ("待审核", WAITING, "blue"),
    ("通过", State.ACCEPTED.value, "green"),
    ("退回修改", State.RETURNED.value, "red"),
    ("填报中", State.FILLING.value, "amber"),
    ("待单位负责人审核", State.WITH_HEAD.value, "blue"),
    ("未开始", State.NOT_STARTED.value, "grey"),
    ("代收待确认", State.COLLECTED.value, "amber"),
    ("全部", ALL, "grey"),
)
_COLUMNS = (
    ("单位", "unit", False),
    ("状态", "state", False),
    ("自评", "filed", True),
    ("测算", "computed", True),
    ("差异", "gap", True),
    ("执行率", "rate", True),
    ("检查", "checks", False),
    ("停留", "stay", True),
    ("承办", "reviewer", False),
)
_RISING_FIRST = ("unit", "state", "reviewer")


@require_GET
def home(request: OfficeRequest) -> HttpResponse:
    """The queue of the year under way."""
    latest = campaigns_of(request.actor).first()
    if latest is None:
        return render(request, "reviews/nothing.html")
    return redirect("queue", campaign_id=latest.pk)


@require_GET
def queue(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    filters = filters_from(request.GET)
    reports = reports_of(request.actor, campaign)
    chosen = filtered(reports, filters, request.actor)
    found, totals = chosen.count(), totals_of(reports)
    spots = spots_of(reports)
    first = min((filters.page - 1) * PAGE, max(found - 1, 0) // PAGE * PAGE)
    ids = ordered(chosen, filters).values_list("pk", flat=True)[first : first + PAGE]
    context = {
        "campaign": campaign,
        "campaigns": campaigns_of(request.actor),
        "filters": filters,
        "address": filters.address(),
        "totals": totals,
        "filed_share": FILED_SHARE,
        "counters": _counters(totals, filters),
        "columns": _columns(filters),
        "lines": [_line(report, request.actor) for report in rows_of(ids)],
        "found": found,
        "first": first + 1 if found else 0,
        "last": min(first + PAGE, found),
        "earlier": filters.address(page=filters.page - 1) if first else None,
        "later": filters.address(page=filters.page + 1) if first + PAGE < found else None,
        "reviewers": reviewers_of(campaign),
        "states": _state_choices(),
        "views": list(visible_to(request.actor)),
        "histogram": histogram(spots),
        "scatter": scatter(spots),
    }
    return render(request, "reviews/queue.html", context)


def _state_choices() -> list[tuple[str, str]]:
    return [(WAITING, "待审核"), (ALL, "全部"), *State.choices]


def _counters(totals: Totals, filters: Filters) -> list[Counter]:
    counters = []
    for title, state, look in _COUNTERS:
        states = {WAITING: WAITING_STATES, ALL: State.values}.get(state, [state])
        number = totals.of(*states)
        if number or state != State.COLLECTED:
            counters.append(
                Counter(title, number, filters.address(state=state), filters.state == state, look)
            )
    return counters


def _columns(filters: Filters) -> list[Column]:
    columns = []
    for title, sort, numeric in _COLUMNS:
        current = filters.sort == sort
        rising = not filters.rising if current else sort in _RISING_FIRST
        said = ("ascending" if filters.rising else "descending") if current else ""
        columns.append(Column(title, filters.address(sort=sort, rising=rising), said, numeric))
    return columns


def _line(report: UnitReport, actor: Actor) -> Line:
    gap = gap_of(report)
    look = "red" if gap is not None and abs(gap) >= FAR else "amber"
    theirs = report.reviewer_id in (None, actor.id)
    return Line(report, gap, look, theirs and report.state in WAITING_STATES)


@require_GET
def next_report(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """继续审核下一家."""
    campaign = campaign_for(request.actor, campaign_id)
    found = next_to_review(reports_of(request.actor, campaign), request.actor)
    if found is None:
        messages.success(request, "没有等您审核的报告了。")
        return redirect("queue", campaign_id=campaign.pk)
    return redirect("review", report_id=found)


# --- giving reports to reviewers -----------------------------------------------------------------------


@require_POST
def assign(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """分派 the ticked reports."""
    campaign = campaign_for(request.actor, campaign_id)
    filters = filters_from(request.GET)
    reviewer = _chosen_reviewer(request.POST.get("to", ""), reviewers_of(campaign))
    done, refused = 0, []
    for report in rows_of(ticked(request, campaign, filters)):
        try:
            actions.assign(request.actor, report_id=report.pk, reviewer_id=reviewer.pk if reviewer else None)
            done += 1
        except Refused as error:
            refused.append(f"{report.unit.name}：{error}")
    who = f"分派给{reviewer.name}" if reviewer is not None else "取消分派"
    if done:
        messages.success(request, f"已{who} {done} 家。")
    if refused:
        messages.warning(request, f"{len(refused)} 家没有改动。{'；'.join(refused[:3])}")
    return redirect(f"/reviews/{campaign.pk}/?{filters.here}")


def _chosen_reviewer(text: str, reviewers: list[User]) -> User | None:
    if text == NOBODY:
        return None
    found = next((reviewer for reviewer in reviewers if str(reviewer.pk) == text), None)
    if found is None:
        raise Refused("请先选择分派给谁。")
    return found


def ticked(request: OfficeRequest, campaign: Campaign, filters: Filters) -> list[int]:
    """The reports ticked on the page, or all the filters leave; only what this person may see."""
    reports: QuerySet[UnitReport] = reports_of(request.actor, campaign)
    if request.POST.get("all") == "1":
        ids = ids_in_order(filtered(reports, filters, request.actor), filters)
    else:
        wanted = [int(text) for text in request.POST.getlist("report") if text.isascii() and text.isdigit()]
        seen = set(reports.filter(pk__in=wanted[: MOST_TICKED + 1]).values_list("pk", flat=True))
        ids = [pk for pk in dict.fromkeys(wanted) if pk in seen]
    if not ids:
        raise Refused("还没有勾选单位，请先勾选再办。")
    if len(ids) > MOST_TICKED:
        raise Refused(f"一次最多办 {MOST_TICKED} 家，请先筛选。")
    return ids
