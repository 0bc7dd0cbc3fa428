"""大起底 for the office: the list, one sweep theme by theme, putting problems in and looking at them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.forms import entered, form_page, taken, typed_id, typed_ids, withdrawn
from zhunsheng.server.inspections.issues.late_entries import in_time
from zhunsheng.server.inspections.models import Category, Issue, Theme
from zhunsheng.server.inspections.sweeps import actions
from zhunsheng.server.inspections.sweeps.candidates import Wanted, candidates, likely_theme
from zhunsheng.server.inspections.sweeps.documents import sweep_xlsx
from zhunsheng.server.inspections.sweeps.forms import LookAgainForm, OldProblemForm, SweepForm
from zhunsheng.server.inspections.sweeps.models import Sweep, SweptProblem
from zhunsheng.server.inspections.sweeps.queries import (
    is_late,
    may_follow_sweeps,
    recipients_visible_to,
    sweep_for,
    sweeps_visible_to,
    swept_visible_to,
    tallies_by,
    tally_of,
)
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.listing import Addressed, id_in
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50


@require_GET
def sweeps(request: OfficeRequest) -> HttpResponse:
    """The sweeps; for a unit the papers that were sent to it."""
    require(may_follow_sweeps(request.actor))
    context: dict[str, Any] = {
        "part": "results",
        "here": "sweeps",
        "registers": bool(may_register(request.actor)),
    }
    if may_oversee(request.actor):
        found = sweeps_visible_to(request.actor)
        tallies = tallies_by(swept_visible_to(request.actor), "sweep")
        context["lines"] = [(entry, tallies.get(entry.pk)) for entry in found]
    else:
        own = recipients_visible_to(request.actor).select_related("paper", "unit")
        today = timezone.localdate()
        sent = own.order_by("-paper__handed_on", "-pk")
        context["sent"] = [(recipient, is_late(recipient, today)) for recipient in sent]
    return render(request, "inspections/sweeps.html", context)


@dataclass(slots=True, frozen=True)
class Shown(Addressed):
    """Which problems of the sweep are listed."""

    theme: str = ""
    now: str = ""
    page: int = 1


@require_GET
def sweep(request: OfficeRequest, sweep_id: int) -> HttpResponse:
    entry = sweep_for(request.actor, sweep_id)
    problems = swept_visible_to(request.actor).filter(sweep=entry)
    now = request.GET.get("now", "")
    shown = Shown(id_in(request.GET.get("theme", "")), now if now in _STATES else "")
    found = Paginator(_listed(problems, shown), _A_PAGE).get_page(id_in(request.GET.get("page", "")) or 1)
    tallies = tallies_by(problems, "theme")
    context = {
        "part": "results",
        "here": "sweeps",
        "sweep": entry,
        "tally": tally_of(problems),
        "themes": [(theme, tallies.get(theme.pk)) for theme in entry.themes.all()],
        "shown": shown,
        "states": [*SweptProblem.Now.choices, (_UNSEEN, "还没有核查")],
        "found": found,
        "earlier": shown.address(page=found.previous_page_number()) if found.has_previous() else "",
        "later": shown.address(page=found.next_page_number()) if found.has_next() else "",
        "papers": entry.papers.prefetch_related("recipients__unit", "problems"),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/sweep.html", context)


_UNSEEN = "unseen"
_STATES = (*SweptProblem.Now.values, _UNSEEN)


def _listed(problems: QuerySet[SweptProblem], shown: Shown) -> QuerySet[SweptProblem]:
    found = problems.select_related("theme", "issue__unit", "issue__round__term").prefetch_related("papers")
    if shown.theme:
        found = found.filter(theme_id=int(shown.theme))
    if shown.now:
        found = found.filter(now="" if shown.now == _UNSEEN else shown.now)
    return found


@require_http_methods(["GET", "POST"])
def new_sweep(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = SweepForm(request.actor, request.POST if request.method == "POST" else None)
    made: list[Sweep] = []
    if taken(form, lambda: made.append(actions.begin_sweep(request.actor, form.new))):
        messages.success(request, "已登记，请把老问题列进来。")
        return redirect("sweep", sweep_id=made[0].pk)
    return form_page(request, form, "登记大起底", "results")


@require_http_methods(["GET", "POST"])
def change_sweep(request: OfficeRequest, sweep_id: int) -> HttpResponse:
    entry = sweep_for(request.actor, sweep_id)
    require(may_register(request.actor))
    names = ("title", "begun_on", "found_since", "found_until", "joined_by")
    kept = {name: getattr(entry, name) for name in names} | {"themes": entry.themes.all()}
    form = SweepForm(request.actor, request.POST if request.method == "POST" else None, initial=kept)
    act = lambda: actions.change_sweep(request.actor, sweep_id=entry.pk, new=form.new)  # noqa: E731
    return _entered(request, entry, form, act, "修改大起底", "已改好。")


@require_http_methods(["GET", "POST"])
def withdraw_sweep(request: OfficeRequest, sweep_id: int) -> HttpResponse:
    entry = sweep_for(request.actor, sweep_id)
    require(may_register(request.actor))
    return withdrawn(
        request,
        lambda reason: actions.withdraw_sweep(request.actor, sweep_id=entry.pk, reason=reason),
        f"作废 {entry.title}",
        part="results",
        back=redirect("sweeps"),
    )


# --- putting problems in -------------------------------------------------------------------------------


def _candidates_page(request: OfficeRequest, sweep_id: int) -> HttpResponse:
    entry = sweep_for(request.actor, sweep_id)
    require(may_register(request.actor))
    wanted = Wanted(
        id_in(request.GET.get("theme", "")),
        id_in(request.GET.get("category", "")),
        request.GET.get("words", "").strip()[:200],
        request.GET.get("like") == "1",
    )
    context = {
        "part": "results",
        "here": "sweeps",
        "sweep": entry,
        "wanted": wanted,
        "issues": candidates(request.actor, entry, wanted),
        "ticked": set(request.POST.getlist("issue")),
        "under": likely_theme(entry, wanted),
        "under_themes": entry.themes.all(),
        "themes": Theme.objects.filter(tenant_id=request.actor.tenant),
        "categories": Category.objects.filter(tenant_id=request.actor.tenant),
    }
    return render(request, "inspections/sweep_candidates.html", context)


@require_http_methods(["GET", "POST"])
@told_on(_candidates_page)
def collect_old(request: OfficeRequest, sweep_id: int) -> HttpResponse:
    """Old problems of the register, to tick."""
    if request.method == "GET":
        return _candidates_page(request, sweep_id)
    entry = sweep_for(request.actor, sweep_id)
    require(may_register(request.actor))
    theme = entry.themes.filter(pk=typed_id(request.POST.get("under", "")) or 0).first()
    if theme is None:
        raise Refused("请选择列入哪个方面。")
    ticked = typed_ids(request.POST.getlist("issue"))
    added = actions.collect(request.actor, sweep_id=entry.pk, theme=theme, issue_ids=ticked)
    messages.success(request, f"已列入 {len(added)} 个问题。")
    return redirect("sweep", sweep_id=entry.pk)


@require_http_methods(["GET", "POST"])
def register_old(request: OfficeRequest, sweep_id: int) -> HttpResponse:
    entry = sweep_for(request.actor, sweep_id)
    require(may_register(request.actor))
    form = OldProblemForm(request.actor, entry, request.POST if request.method == "POST" else None)

    def act() -> Issue:
        given = form.cleaned_data
        return actions.register_old(
            request.actor, sweep_id=entry.pk, theme=given["theme"], origin=given["origin"], new=form.new
        ).issue

    return _entered(
        request, entry, form, lambda: in_time(form, act), "登记台账里没有的老问题", "已登记，问题进了台账。"
    )


@require_http_methods(["GET", "POST"])
def look_again(request: OfficeRequest, swept_problem_id: int) -> HttpResponse:
    related = ("sweep", "theme", "issue__unit")
    seen = swept_visible_to(request.actor).select_related(*related).filter(pk=swept_problem_id)
    problem = seen.first()
    if problem is None:
        raise Http404
    require(may_register(request.actor))
    kept = {"now": problem.now, "note": problem.note}
    if problem.looked_on is not None:
        kept["looked_on"] = problem.looked_on  # type: ignore[assignment]
    form = LookAgainForm(request.POST if request.method == "POST" else None, initial=kept)

    def act() -> None:
        given = {**form.cleaned_data, "now": SweptProblem.Now(form.cleaned_data["now"])}
        actions.look_again(request.actor, problem_id=problem.pk, **given)

    if taken(form, act):
        messages.success(request, "已记下核查情况。")
        return redirect("sweep", sweep_id=problem.sweep_id)
    context = {"part": "results", "problem": problem, "form": form}
    return render(request, "inspections/look_again.html", context, status=400 if form.is_bound else 200)


@require_POST
def take_out(request: OfficeRequest, swept_problem_id: int) -> HttpResponse:
    entry = actions.take_out(request.actor, problem_id=swept_problem_id)
    messages.success(request, "已移出，台账里的问题还在。")
    return redirect("sweep", sweep_id=entry.pk)


@require_GET
def sweep_workbook(request: OfficeRequest, sweep_id: int) -> FileResponse:
    return sent_bytes(*sweep_xlsx(request.actor, sweep_for(request.actor, sweep_id)))


def _entered(
    request: OfficeRequest, entry: Sweep, form: Form, act: Callable[[], object], title: str, said: str
) -> HttpResponse:
    """Back to the sweep once it is taken; until then the form, with what refuses it."""
    back = redirect("sweep", sweep_id=entry.pk)
    return entered(request, form, act, title, part="results", said=said, back=back)
