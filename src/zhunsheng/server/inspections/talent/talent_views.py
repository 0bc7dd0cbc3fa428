"""人才库: the list, one person with what the pool keeps about them, and a form for each thing entered there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import entered, form_page, taken
from zhunsheng.server.inspections.models import TeamMember
from zhunsheng.server.inspections.talent import actions as talent_actions
from zhunsheng.server.inspections.talent.forms import (
    FormerPostForm,
    LeaveForm,
    MoveForm,
    NewTalentForm,
    RelationForm,
    TalentForm,
)
from zhunsheng.server.inspections.talent.models import DeclaredRelation, Talent
from zhunsheng.server.inspections.talent.queries import (
    former_posts_visible_to,
    in_pool,
    relations_visible_to,
    specialties_in_use,
    talent_for,
    talents_visible_to,
)
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50


@require_GET
def talents(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "specialty", "all")}
    found = _asked_for(talents_visible_to(request.actor), asked)
    shown = found.select_related("unit", "user").prefetch_related("specialties")
    context = {
        "part": "rounds",
        "here": "talents",
        "page": Paginator(shown, _A_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "specialties": specialties_in_use(request.actor),
        "today": timezone.localdate(),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/talents.html", context)


def _asked_for(found: QuerySet[Talent], asked: dict[str, str]) -> QuerySet[Talent]:
    if not asked["all"]:
        found = in_pool(found)
    if asked["specialty"]:
        found = found.filter(specialties__name=asked["specialty"])
    if q := asked["q"]:
        found = found.filter(
            Q(name__icontains=q)
            | Q(post__icontains=q)
            | Q(elsewhere__icontains=q)
            | Q(unit__name__icontains=q)
        )
    return found


@require_http_methods(["GET", "POST"])
def new_talent(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = NewTalentForm(request.actor, request.POST if request.method == "POST" else None)
    made: list[Talent] = []

    def act() -> None:
        at = {name: form.cleaned_data[name] for name in ("unit", "elsewhere")}
        made.append(talent_actions.add_talent(request.actor, form.particulars, **at))

    if taken(form, act):
        messages.success(request, "已入库。请接着登记工作过的单位和申报的回避事项。")
        return redirect("talent", talent_id=made[0].pk)
    return form_page(request, form, "登记入库人员", "rounds")


@require_http_methods(["GET", "POST"])
def change_talent(request: OfficeRequest, talent_id: int) -> HttpResponse:
    talent = talent_for(request.actor, talent_id)
    require(may_register(request.actor))
    kept: dict[str, Any] = {name: getattr(talent, name) for name in ("name", "post", "since", "user")}
    kept["specialties"] = "、".join(str(entry) for entry in talent.specialties.all())
    sent = request.POST if request.method == "POST" else None
    form = TalentForm(request.actor, sent, talent=talent, initial=kept)
    act = lambda: talent_actions.change_talent(  # noqa: E731
        request.actor, talent_id=talent_id, particulars=form.particulars
    )
    return _entered(request, talent, form, act, "修改")


@require_http_methods(["GET", "POST"])
def move_talent(request: OfficeRequest, talent_id: int) -> HttpResponse:
    talent = talent_for(request.actor, talent_id)
    require(may_register(request.actor))
    form = MoveForm(request.actor, request.POST if request.method == "POST" else None)
    act = lambda: talent_actions.move_talent(request.actor, talent_id=talent_id, **form.cleaned_data)  # noqa: E731
    return _entered(request, talent, form, act, "登记调动")


@require_http_methods(["GET", "POST"])
def leave_pool(request: OfficeRequest, talent_id: int) -> HttpResponse:
    talent = talent_for(request.actor, talent_id)
    require(may_register(request.actor))
    form = LeaveForm(request.POST if request.method == "POST" else None)
    act = lambda: talent_actions.leave_pool(request.actor, talent_id=talent_id, **form.cleaned_data)  # noqa: E731
    return _entered(request, talent, form, act, "登记出库")


@require_POST
def come_back(request: OfficeRequest, talent_id: int) -> HttpResponse:
    talent_actions.leave_pool(request.actor, talent_id=talent_id, on=None)
    messages.success(request, "已重新入库。")
    return redirect("talent", talent_id=talent_id)


@require_POST
def erase_talent(request: OfficeRequest, talent_id: int) -> HttpResponse:
    talent_actions.erase_talent(request.actor, talent_id=talent_id)
    messages.success(request, "已删除这个人的资料。")
    return redirect("talents")


def _entered(
    request: OfficeRequest, talent: Talent, form: Form, act: Callable[[], object], title: str
) -> HttpResponse:
    back = redirect("talent", talent_id=talent.pk)
    return entered(request, form, act, title, part="rounds", said="已保存。", back=back)


# --- one person ----------------------------------------------------------------------------------------


@require_GET
def talent(request: OfficeRequest, talent_id: int) -> HttpResponse:
    return _page(request, talent_for(request.actor, talent_id))


def _page(request: OfficeRequest, talent: Talent, failed: Form | None = None) -> HttpResponse:
    actor = request.actor
    served = TeamMember.objects.filter(talent=talent).select_related("team__round__term")
    trainings = list(talent.trainings.all())
    context: dict[str, Any] = {
        "part": "rounds",
        "here": "talents",
        "talent": talent,
        "in_pool": talent.in_pool(timezone.localdate()),
        "specialties": talent.specialties.all(),
        "served": served.prefetch_related("team__inspectees__unit").order_by("-team__round"),
        "trainings": trainings,
        "hours": sum(entry.hours for entry in trainings),
        "former_posts": talent.former_posts.select_related("unit"),
        "relations": talent.relations.select_related("unit"),
        "today": timezone.localdate(),
        "registers": bool(may_register(actor)),
    }
    if context["registers"]:
        context["former_post_form"] = FormerPostForm(actor, auto_id="former-%s")
        context["relation_form"] = RelationForm(actor, auto_id="relation-%s")
    if failed is not None:
        context["relation_form" if isinstance(failed, RelationForm) else "former_post_form"] = failed
    return render(request, "inspections/talent.html", context, status=400 if failed is not None else 200)


@require_POST
def note_former_post(request: OfficeRequest, talent_id: int) -> HttpResponse:
    talent = talent_for(request.actor, talent_id)
    require(may_register(request.actor))
    form = FormerPostForm(request.actor, request.POST, auto_id="former-%s")
    act = lambda: talent_actions.note_former_post(request.actor, talent_id=talent_id, **form.cleaned_data)  # noqa: E731
    return _answer(request, talent, form, act)


@require_POST
def declare_relation(request: OfficeRequest, talent_id: int) -> HttpResponse:
    talent = talent_for(request.actor, talent_id)
    require(may_register(request.actor))
    form = RelationForm(request.actor, request.POST, auto_id="relation-%s")

    def act() -> None:
        fields = {**form.cleaned_data, "kind": DeclaredRelation.Kind(form.cleaned_data["kind"])}
        talent_actions.declare_relation(request.actor, talent_id=talent_id, **fields)

    return _answer(request, talent, form, act)


def _answer(request: OfficeRequest, talent: Talent, form: Form, act: Callable[[], object]) -> HttpResponse:
    if not taken(form, act):
        return _page(request, talent, form)
    messages.success(request, "已登记。")
    return redirect("talent", talent_id=talent.pk)


@require_POST
def remove_former_post(request: OfficeRequest, former_post_id: int) -> HttpResponse:
    post = get_object_or_404(former_posts_visible_to(request.actor), pk=former_post_id)
    talent_actions.remove_former_post(request.actor, post=post)
    messages.success(request, "已移出。")
    return redirect("talent", talent_id=post.talent_id)


@require_POST
def lift_relation(request: OfficeRequest, relation_id: int) -> HttpResponse:
    relation = get_object_or_404(relations_visible_to(request.actor), pk=relation_id)
    talent_actions.lift_relation(request.actor, relation=relation, on=timezone.localdate())
    messages.success(request, f"已解除，今天起不再因此回避{relation.unit.name}。")
    return redirect("talent", talent_id=relation.talent_id)
