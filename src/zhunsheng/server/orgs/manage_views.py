"""Units, people and duties as the 系统管理员 keeps them."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.orgs import actions
from zhunsheng.server.orgs.first_passwords import first_password
from zhunsheng.server.orgs.forms import DutyForm, FunctionForm, PersonForm, PlaceForm, RenameForm, UnitForm
from zhunsheng.server.orgs.models import Duty, Placement, Role, Tenant, User
from zhunsheng.server.orgs.policy import may_grant, may_look_at_people, may_manage, separate
from zhunsheng.server.orgs.queries import hierarchy, people_of, person_for, unit_for, units_of, years_of
from zhunsheng.server.orgs.verdicts import Refused, Verdict, require
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 100


def managed_tenant(request: OfficeRequest) -> Tenant:
    """The tenant of whoever manages it; everybody else is refused."""
    require(may_manage(request.actor, request.actor.tenant))
    return Tenant.objects.get(pk=request.actor.tenant)


# --- units -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def units(request: OfficeRequest) -> HttpResponse:
    """A year's hierarchy; a unit is added to it."""
    tenant = managed_tenant(request)
    years = years_of(request.actor)
    this_year = timezone.localdate().year
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdigit() else (years[0] if years else this_year - 1)
    bound = request.POST if request.method == "POST" else None
    form = UnitForm(bound)
    place = PlaceForm(units_of(request.actor), bound, initial={"fiscal_year": year})
    if request.method == "POST" and form.is_valid() and place.is_valid():
        try:
            with transaction.atomic():
                unit = actions.create_unit(request.actor, tenant=tenant, **form.cleaned_data)
                actions.place_unit(request.actor, unit=unit, **place.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已增加{unit.name}。")
            return redirect(f"/orgs/?year={place.cleaned_data['fiscal_year']}")
    placed = hierarchy(request.actor, year)
    context = {
        "year": year,
        "years": years,
        "placed": placed,
        "elsewhere": units_of(request.actor).exclude(pk__in=[entry.unit.pk for entry in placed]),
        "forms": [form, place],
        "next_year": (years[0] if years else year) + 1,
        "last_year": years[0] if years else None,
    }
    return render(request, "orgs/units.html", context, status=400 if form.is_bound else 200)


@require_POST
def copy_year(request: OfficeRequest) -> HttpResponse:
    tenant = managed_tenant(request)
    source, target = (request.POST.get(name, "") for name in ("source", "target"))
    if not (source.isdigit() and target.isdigit()):
        raise Refused("请填写从哪一年复制到哪一年。")
    count = actions.copy_hierarchy(request.actor, tenant=tenant, source=int(source), target=int(target))
    messages.success(request, f"已把 {count} 个单位从 {source} 年复制到 {target} 年。")
    return redirect(f"/orgs/?year={target}")


@require_http_methods(["GET", "POST"])
def unit(request: OfficeRequest, unit_id: int) -> HttpResponse:
    """One unit: its names and places year by year, who has a duty there."""
    found = unit_for(request.actor, unit_id)
    bound = request.POST if request.method == "POST" else None
    what = request.POST.get("what", "")
    year = timezone.localdate().year
    rename = RenameForm(bound if what == "rename" else None, initial={"name": found.name, "since": year})
    others = units_of(request.actor).exclude(pk=found.pk)
    place = PlaceForm(others, bound if what == "place" else None, initial={"fiscal_year": year})
    classify = FunctionForm(bound if what == "classify" else None, initial={"function": found.function})
    done = ""
    try:
        if rename.is_bound and rename.is_valid():
            actions.rename_unit(request.actor, unit=found, **rename.cleaned_data)
            done = f"已改名为{found.name}。"
        elif place.is_bound and place.is_valid():
            actions.place_unit(request.actor, unit=found, **place.cleaned_data)
            done = "已安排。"
        elif classify.is_bound and classify.is_valid():
            actions.classify_unit(request.actor, unit=found, **classify.cleaned_data)
            done = "功能分类已改好。"
        elif what in ("activate", "deactivate"):
            actions.set_unit_active(request.actor, unit=found, active=what == "activate")
            done = "已恢复使用。" if what == "activate" else "已停用：新的年度不再列出，已报的材料都在。"
    except Refused as refused:
        (rename if rename.is_bound else place).add_error(None, str(refused))
    if done:
        messages.success(request, done)
        return redirect("unit", unit_id=found.pk)
    placements = Placement.objects.filter(unit=found).select_related("parent").order_by("-fiscal_year")
    duties = Duty.objects.filter(unit=found).select_related("user").order_by("role", "since")
    context = {
        "unit": found,
        "rename": rename,
        "place": place,
        "classify": classify,
        "placements": placements,
        "duties": duties,
        "today": timezone.localdate(),
    }
    failed = rename.is_bound or place.is_bound or classify.is_bound
    return render(request, "orgs/unit.html", context, status=400 if failed else 200)


# --- people ------------------------------------------------------------------------------------------


@require_GET
def people(request: OfficeRequest) -> HttpResponse:
    require(may_look_at_people(request.actor, request.actor.tenant))
    query = {name: request.GET.get(name, "") for name in ("q", "role", "inactive")}
    found = people_of(request.actor, query["q"], query["role"], bool(query["inactive"]))
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": query, "roles": Role.choices, **_mine(request)}
    return render(request, "orgs/people.html", context)


def _mine(request: OfficeRequest) -> dict[str, Verdict]:
    """What the pages of people offer: accounts, duties, or both."""
    actor = request.actor
    return {"manages": may_manage(actor, actor.tenant), "grants": may_grant(actor, actor.tenant)}


@require_http_methods(["GET", "POST"])
def add_person(request: OfficeRequest) -> HttpResponse:
    tenant = managed_tenant(request)
    bound = request.POST if request.method == "POST" else None
    form, duty = PersonForm(bound), DutyForm(units_of(request.actor), bound)
    if separate():
        return _add_account(request, tenant, form)
    if request.method == "POST" and form.is_valid() and duty.is_valid():
        password = first_password()
        try:
            with transaction.atomic():
                user = actions.create_user(
                    request.actor, tenant=tenant, password=password, **form.cleaned_data
                )
                actions.assign_duty(request.actor, user=user, **duty.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _told_once(request, user, password)
    context = {"forms": [form, duty], **_mine(request)}
    return render(request, "orgs/add_person.html", context, status=400 if form.is_bound else 200)


def _add_account(request: OfficeRequest, tenant: Tenant, form: PersonForm) -> HttpResponse:
    """三员分立: an account without a duty; 安全管理员 gives that."""
    if form.is_bound and form.is_valid():
        password = first_password()
        try:
            user = actions.create_user(request.actor, tenant=tenant, password=password, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _told_once(request, user, password)
    context = {"forms": [form], **_mine(request)}
    return render(request, "orgs/add_person.html", context, status=400 if form.is_bound else 200)


def _told_once(request: OfficeRequest, user: User, password: str) -> HttpResponse:
    """The only page that ever shows it."""
    return render(request, "orgs/first_password.html", {"person": user, "password": password})


@require_http_methods(["GET", "POST"])
def person(request: OfficeRequest, user_id: int) -> HttpResponse:
    """One person: duties with their days, one more duty, the account."""
    found = person_for(request.actor, user_id)
    form: Form = DutyForm(units_of(request.actor), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign_duty(request.actor, user=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已增加职责。")
            return redirect("person", user_id=found.pk)
    duties = Duty.objects.filter(user=found).select_related("unit").order_by("-since", "id")
    context = {
        "person": found,
        "form": form,
        "duties": duties,
        "today": timezone.localdate(),
        **_mine(request),
    }
    return render(request, "orgs/person.html", context, status=400 if form.is_bound else 200)


@require_POST
def reset_password(request: OfficeRequest, user_id: int) -> HttpResponse:
    found = person_for(request.actor, user_id)
    password = first_password()
    actions.reset_password(request.actor, user=found, password=password)
    return _told_once(request, found, password)


@require_POST
def set_active(request: OfficeRequest, user_id: int) -> HttpResponse:
    found = person_for(request.actor, user_id)
    active = request.POST.get("active") == "1"
    actions.set_user_active(request.actor, user=found, active=active)
    messages.success(request, f"{found.name}的账号已{'恢复' if active else '停用'}。")
    return redirect("person", user_id=found.pk)


@require_POST
def end_duty(request: OfficeRequest, user_id: int, duty_id: int) -> HttpResponse:
    """From today on; a duty given by mistake ends the day before it began."""
    found = person_for(request.actor, user_id)
    duty = Duty.objects.select_related("unit", "user").filter(pk=duty_id, user=found).first()
    if duty is None:
        raise Http404
    yesterday = timezone.localdate() - timedelta(days=1)
    actions.end_duty(request.actor, duty=duty, until=yesterday)
    messages.success(request, f"{found.name}不再是{duty.unit.name}的{duty.get_role_display()}。")
    return redirect("person", user_id=found.pk)
