"""规划和计划: the plans of a term, one plan beside what was done, its draft, and the rounds opened from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import download, sent_bytes
from zhunsheng.server.inspections.forms import form_page, taken, typed_ids
from zhunsheng.server.inspections.models import Inspectee, Round, Term
from zhunsheng.server.inspections.plans import actions as plan_actions
from zhunsheng.server.inspections.plans import approval
from zhunsheng.server.inspections.plans.changes import history
from zhunsheng.server.inspections.plans.facts import Comparison, compare, rounds_begun
from zhunsheng.server.inspections.plans.forms import (
    PLAN_FORMS,
    AdjustForm,
    ApproveForm,
    ObjectsForm,
    OpenRoundForm,
    ReturnForm,
    SendForm,
    TargetsForm,
    slot_choices,
)
from zhunsheng.server.inspections.plans.models import Plan, PlanVersion
from zhunsheng.server.inspections.plans.queries import (
    draft_of,
    in_force,
    objects_of,
    plan_for,
    plans_visible_to,
)
from zhunsheng.server.inspections.plans.workbook import plan_workbook
from zhunsheng.server.inspections.plans.workflow import may_decide, may_take_back, may_write
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.listing import Counter
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def plans(request: OfficeRequest) -> HttpResponse:
    """Of one term; the latest unless another is asked for."""
    require(may_oversee(request.actor))
    terms = list(Term.objects.filter(tenant_id=request.actor.tenant).order_by("-number"))
    asked = request.GET.get("term", "")
    term = next((term for term in terms if str(term.pk) == asked), terms[0] if terms else None)
    found = plans_visible_to(request.actor).filter(term=term).prefetch_related("rounds")
    rounds, today = list(Round.objects.filter(term=term)), timezone.localdate()
    versions: dict[int, list[PlanVersion]] = {}
    every = PlanVersion.objects.filter(plan__term=term).prefetch_related("submissions")
    for version in every.annotate(planned=Count("objects_planned")):
        versions.setdefault(version.plan_id, []).append(version)
    context = {
        "part": "coverage",
        "here": "plans",
        "terms": terms,
        "term": term,
        "lines": [
            (plan, *_approved_and_draft(versions[plan.pk]), len(rounds_begun(plan, rounds, today)))
            for plan in found
        ],
        "additions": [(f"new_{kind}_plan", f"编{kind.label}") for kind in Plan.Kind],
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/plans.html", context)


def _approved_and_draft(versions: list[PlanVersion]) -> tuple[PlanVersion | None, PlanVersion | None]:
    approved = [version for version in versions if version.approved_on is not None]
    draft = [version for version in versions if version.approved_on is None]
    return approved[-1] if approved else None, draft[0] if draft else None


@require_http_methods(["GET", "POST"])
def new_plan(request: OfficeRequest, kind: Plan.Kind) -> HttpResponse:
    """An address of its own for each of the three."""
    require(may_register(request.actor))
    form = PLAN_FORMS[kind](request.actor, request.POST if request.method == "POST" else None)
    made: list[Plan] = []
    if taken(form, lambda: made.append(plan_actions.draw_up(request.actor, form.new))):
        messages.success(request, f"已建{made[0].name}，请加计划对象，批准后执行。")
        return redirect("plan", plan_id=made[0].pk)
    return form_page(request, form, f"编{kind.label}", "coverage")


# --- one plan ------------------------------------------------------------------------------------------


@require_GET
def plan(request: OfficeRequest, plan_id: int) -> HttpResponse:
    """The version in force beside the facts; the draft where it is asked for, or there is nothing else."""
    return _page(request, plan_for(request.actor, plan_id))


def _page(request: OfficeRequest, entry: Plan, failed: Form | None = None) -> HttpResponse:
    approved, draft = in_force(entry), draft_of(entry)
    of_draft = "draft" in request.GET or (
        failed is not None and not isinstance(failed, AdjustForm | OpenRoundForm)
    )
    on_draft = draft is not None and (of_draft or approved is None)
    version = draft if on_draft else approved
    assert version is not None
    shown = (_writing if on_draft else _beside_fact)(request, version, failed)
    context = {
        "part": "coverage",
        "here": "plans",
        "plan": entry,
        "version": version,
        "draft": draft,
        "history": history(entry),
        "registers": bool(may_register(request.actor)),
        "refused": _without_a_form(failed, shown),
        **shown,
    }
    template = "inspections/plan_draft.html" if on_draft else "inspections/plan.html"
    return render(request, template, context, status=400 if failed is not None else 200)


def _without_a_form(failed: Form | None, shown: dict[str, Any]) -> list[str]:
    """What refuses a form that is no longer on the page: somebody else took the step before."""
    if failed is None or any(failed is value for value in shown.values()):
        return []
    return [str(error) for error in failed.non_field_errors()]


def _writing(request: OfficeRequest, version: PlanVersion, failed: Form | None) -> dict[str, Any]:
    entry, actor = version.plan, request.actor
    targets = {"target_units": version.target_units, "target_rounds": version.target_rounds}
    writes, decides = bool(may_write(actor, version)), bool(may_decide(actor, version))
    fresh: dict[str, Form] = {}
    if writes:
        fresh |= {
            "targets_form": TargetsForm(initial=targets),
            "objects_form": ObjectsForm(actor, entry),
            "send_form": SendForm(),
        }
    if decides:
        fresh["return_form"] = ReturnForm()
    if writes or decides:
        fresh["approve_form"] = ApproveForm()
    forms = {
        name: failed if failed is not None and type(failed) is type(form) else form
        for name, form in fresh.items()
    }
    return {
        **forms,
        "writes": writes,
        "decides": decides,
        "takes_back": bool(may_take_back(actor, version)),
        "objects": list(objects_of(version)),
        "slots": slot_choices(entry),
        "ticked": typed_ids(request.POST.getlist("object")),
    }


_SHOWN = (
    ("", "计划对象", "grey"),
    ("done", "已巡察", "green"),
    ("placed", "已列入轮次", "blue"),
    ("waiting", "还没有安排", "amber"),
    ("unplanned", "计划外巡察", "blue"),
    ("unlisted", "规划没有列入", "red"),
)


def _beside_fact(request: OfficeRequest, version: PlanVersion, failed: Form | None) -> dict[str, Any]:
    entry, found = version.plan, compare(version, timezone.localdate())
    asked = request.GET.get("only", "")
    only = asked if asked in [name for name, _, _ in _SHOWN] else ""
    opens = entry.kind == Plan.Kind.STAGE and bool(found.waiting) and bool(may_register(request.actor))
    return {
        "found": found,
        "only": only,
        "counters": _counters(found, only, of_term=entry.kind == Plan.Kind.TERM),
        "summary": _summary(found) if entry.slots else [],
        "lines": [] if only in ("unplanned", "unlisted") else _lines(found, only),
        "opens": opens,
        "round_form": failed if isinstance(failed, OpenRoundForm) else OpenRoundForm(entry),
        "ticked": typed_ids(request.POST.getlist("object")),
        "adjust_form": failed if isinstance(failed, AdjustForm) else AdjustForm(),
    }


def _summary(found: Comparison) -> list[tuple[str, int, int, int]]:
    """Of each year or stage: planned, done, late."""
    return [
        (name, len(lines), sum(line.done for line in lines), sum(line.late for line in lines))
        for name, lines in found.by_slot
    ]


def _lines(found: Comparison, only: str) -> Any:
    return getattr(found, only or "lines")


def _counters(found: Comparison, only: str, *, of_term: bool) -> list[Counter]:
    return [
        Counter(title, len(_lines(found, name)), f"only={name}", name == only, look)
        for name, title, look in _SHOWN
        if of_term or name != "unlisted"
    ]


def _answer(
    request: OfficeRequest, entry: Plan, form: Form, act: Callable[[], object], said: str
) -> HttpResponse:
    """Back to the draft once it is taken; until then the page, with what refuses it."""
    if not taken(form, act):
        return _page(request, entry, form)
    messages.success(request, said)
    return _to_draft(entry)


def _to_draft(entry: Plan) -> HttpResponse:
    return redirect(f"{reverse('plan', kwargs={'plan_id': entry.pk})}?draft")


@require_POST
def set_plan_targets(request: OfficeRequest, plan_id: int) -> HttpResponse:
    entry = plan_for(request.actor, plan_id)
    form = TargetsForm(request.POST)
    act = lambda: plan_actions.set_targets(request.actor, plan_id=entry.pk, **form.cleaned_data)  # noqa: E731
    return _answer(request, entry, form, act, "已保存目标。")


@require_POST
def add_planned(request: OfficeRequest, plan_id: int) -> HttpResponse:
    entry = plan_for(request.actor, plan_id)
    form = ObjectsForm(request.actor, entry, request.POST)

    def act() -> None:
        fields = {**form.cleaned_data, "kind": Inspectee.Kind(form.cleaned_data["kind"])}
        plan_actions.add_objects(request.actor, plan_id=entry.pk, **fields)

    return _answer(request, entry, form, act, "已加上。")


@require_POST
@told_on(lambda request, plan_id: _page(request, plan_for(request.actor, plan_id)))
def change_planned(request: OfficeRequest, plan_id: int) -> HttpResponse:
    """The objects ticked are taken out, or moved to another year or stage."""
    entry, ids = plan_for(request.actor, plan_id), typed_ids(request.POST.getlist("object"))
    if "remove" in request.POST:
        many = plan_actions.remove_objects(request.actor, plan_id=entry.pk, ids=ids)
        messages.success(request, f"已移出 {many} 个。")
    else:
        text = request.POST.get("slot", "")
        slot = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
        many = plan_actions.move_objects(request.actor, plan_id=entry.pk, ids=ids, slot=slot)
        messages.success(request, f"已改 {many} 个。")
    return _to_draft(entry)


@require_POST
def send_plan(request: OfficeRequest, plan_id: int) -> HttpResponse:
    entry = plan_for(request.actor, plan_id)
    form = SendForm(request.POST)
    act = lambda: approval.send(request.actor, plan_id=entry.pk, **form.cleaned_data)  # noqa: E731
    return _answer(request, entry, form, act, "已报批，等领导小组批准。")


@require_POST
def take_back_plan(request: OfficeRequest, plan_id: int) -> HttpResponse:
    entry = plan_for(request.actor, plan_id)
    approval.take_back(request.actor, plan_id=entry.pk)
    messages.success(request, "已撤回，可以改了。")
    return _to_draft(entry)


@require_POST
def return_plan(request: OfficeRequest, plan_id: int) -> HttpResponse:
    entry = plan_for(request.actor, plan_id)
    form = ReturnForm(request.POST)
    act = lambda: approval.send_back(request.actor, plan_id=entry.pk, **form.cleaned_data)  # noqa: E731
    return _answer(request, entry, form, act, "已退回巡察办。")


@require_POST
def approve_plan(request: OfficeRequest, plan_id: int) -> HttpResponse:
    entry = plan_for(request.actor, plan_id)
    form = ApproveForm(request.POST, request.FILES)
    act = lambda: approval.approve(request.actor, plan_id=entry.pk, **form.cleaned_data)  # noqa: E731
    if not taken(form, act):
        return _page(request, entry, form)
    messages.success(request, f"{entry.name}已批准，按这一版执行。")
    return redirect("plan", plan_id=entry.pk)


@require_POST
def adjust_plan(request: OfficeRequest, plan_id: int) -> HttpResponse:
    entry = plan_for(request.actor, plan_id)
    form = AdjustForm(request.POST)
    act = lambda: plan_actions.adjust(request.actor, plan_id=entry.pk, **form.cleaned_data)  # noqa: E731
    return _answer(request, entry, form, act, "可以改了。批准以前，仍按上一版执行。")


@require_POST
def drop_plan_draft(request: OfficeRequest, plan_id: int) -> HttpResponse:
    entry = plan_for(request.actor, plan_id)
    plan_actions.drop_draft(request.actor, plan_id=entry.pk)
    messages.success(request, "这一版已经去掉。")
    kept = plans_visible_to(request.actor).filter(pk=entry.pk).exists()
    return redirect("plan", plan_id=entry.pk) if kept else redirect("plans")


@require_POST
def open_round(request: OfficeRequest, plan_id: int) -> HttpResponse:
    entry = plan_for(request.actor, plan_id)
    form = OpenRoundForm(entry, request.POST)
    made: list[Round] = []

    def act() -> None:
        number = form.cleaned_data["number"]
        made.append(
            plan_actions.open_round(
                request.actor, plan_id=entry.pk, number=number, ids=typed_ids(request.POST.getlist("object"))
            )
        )

    if not taken(form, act):
        return _page(request, entry, form)
    messages.success(request, f"已登记{made[0].name}，对象照计划列好，请组建巡察组、填日期。")
    return redirect("round", round_id=made[0].pk)


# --- files ---------------------------------------------------------------------------------------------


@require_GET
def plan_file(request: OfficeRequest, plan_version_id: int) -> FileResponse:
    """What the version was approved with."""
    found = PlanVersion.objects.filter(pk=plan_version_id, plan__in=plans_visible_to(request.actor))
    version = found.select_related("file").first()
    if version is None or version.file is None:
        raise Http404
    return download(version.file)


@require_GET
def export_plan(request: OfficeRequest, plan_id: int) -> FileResponse:
    """计划表 as a workbook: the draft for the meeting that is to approve it, else the version in force."""
    entry = plan_for(request.actor, plan_id)
    version = (draft_of(entry) if "draft" in request.GET else None) or in_force(entry)
    if version is None:
        raise Refused("计划还没有批准，请在编制的页面上导出。")
    return sent_bytes(*plan_workbook(version, timezone.localdate()))
