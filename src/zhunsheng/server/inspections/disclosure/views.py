"""双公开: the units of a round with their four, one of them with its forms, the table to print, the grounds."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.report import Trace
from zhunsheng.server.files.reading import read_public
from zhunsheng.server.inspections.disclosure import actions as disclosure_actions
from zhunsheng.server.inspections.disclosure import grounds
from zhunsheng.server.inspections.disclosure.actions import About
from zhunsheng.server.inspections.disclosure.forms import (
    CircularForm,
    ExemptionForm,
    GroundForm,
    PublicForm,
    WithdrawForm,
)
from zhunsheng.server.inspections.disclosure.models import Manner, Matter
from zhunsheng.server.inspections.disclosure.privacy_gate import noticed
from zhunsheng.server.inspections.disclosure.queries import disclosures_visible_to, ready_on, slots_of
from zhunsheng.server.inspections.forms import taken
from zhunsheng.server.inspections.queries import (
    inspected_by_us,
    register_or_plain,
    round_for,
    rounds_visible_to,
)
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def disclosures(request: OfficeRequest, round_id: int | None = None) -> HttpResponse:
    """Of one round; the latest that has been fed back unless another is asked for."""
    require(may_oversee(request.actor))
    rounds = list(
        rounds_visible_to(request.actor).exclude(fed_back_on=None).order_by("-term__number", "-number")
    )
    entry = round_for(request.actor, round_id) if round_id is not None else next(iter(rounds), None)
    register, today = register_or_plain(request.actor), timezone.localdate()
    lines = [
        [(slot, slot.is_late(register, today)) for slot in four]
        for four in (slots_of(entry, today) if entry is not None else [])
    ]
    context = {
        "part": "archive",
        "here": "disclosures",
        "rounds": rounds,
        "entry": entry,
        "lines": lines,
        "late": sum(late for line in lines for _, late in line),
        "days": register.disclosure_days,
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/disclosures.html", context)


@require_GET
def disclosure_table(request: OfficeRequest, round_id: int) -> HttpResponse:
    """双公开登记表, to print and keep."""
    require(may_oversee(request.actor))
    entry = round_for(request.actor, round_id)
    context = {
        "entry": entry,
        "lines": slots_of(entry, timezone.localdate()),
        "register": register_or_plain(request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "inspections/disclosure_table.html", context)


# --- one of the four -----------------------------------------------------------------------------------


def _about(request: OfficeRequest, round_id: int, unit_id: int, matter: str, manner: str) -> About:
    require(may_oversee(request.actor))
    entry = round_for(request.actor, round_id)
    if matter not in Matter.values or manner not in Manner.values:
        raise Http404
    unit = get_object_or_404(
        Unit, pk=unit_id, pk__in=inspected_by_us(request.actor.tenant).filter(round=entry).values("unit_id")
    )
    return About(entry, unit, Matter(matter), Manner(manner))


@require_GET
def disclosure(request: OfficeRequest, round_id: int, unit_id: int, matter: str, manner: str) -> HttpResponse:
    return _page(request, _about(request, round_id, unit_id, matter, manner))


def _page(
    request: OfficeRequest, about: About, failed: Form | None = None, filled: PublicForm | None = None
) -> HttpResponse:
    """`filled`: the form with the text of a file."""
    same = {"round": about.round, "unit": about.unit, "matter": about.matter, "manner": about.manner}
    found = list(disclosures_visible_to(request.actor).filter(**same))
    context = {
        "part": "archive",
        "about": about,
        "ready_on": ready_on(about.round, about.unit, about.matter),
        "current": next((made for made in found if made.withdrawn_on is None), None),
        "earlier": [made for made in found if made.withdrawn_on is not None],
        "registers": bool(may_register(request.actor)),
        "publish_form": (
            failed if isinstance(failed, CircularForm) else filled or _publish_form(about.manner)()
        ),
        "exempt_form": failed if isinstance(failed, ExemptionForm) else ExemptionForm(request.actor),
        "has_grounds": grounds.grounds_of(request.actor.tenant).exists(),
        "withdraw_form": failed if isinstance(failed, WithdrawForm) else WithdrawForm(),
    }
    return render(request, "inspections/disclosure.html", context, status=400 if failed is not None else 200)


def _publish_form(manner: Manner) -> type[CircularForm]:
    return PublicForm if manner is Manner.PUBLIC else CircularForm


@require_POST
def publish(request: OfficeRequest, round_id: int, unit_id: int, matter: str, manner: str) -> HttpResponse:
    about = _about(request, round_id, unit_id, matter, manner)
    if about.manner is Manner.PUBLIC and "read" in request.POST:
        return _with_text_of_file(request, about)
    form = _publish_form(about.manner)(request.POST)
    act = lambda: disclosure_actions.publish(request.actor, about, **form.given)  # noqa: E731
    return _answer(request, about, form, act, f"已登记{about}。")


def _with_text_of_file(request: OfficeRequest, about: About) -> HttpResponse:
    """The form as it was typed, with the text of the file; the file is read and not kept."""
    require(may_register(request.actor))
    typed = request.POST.dict()
    try:
        text, traces = _read(request.FILES.get("file"))
    except Refused as refused:
        messages.error(request, str(refused))
        return _page(request, about, filled=PublicForm(initial=typed))
    messages.success(request, "已读出文件的文字，请核对。文件没有留下。")
    for said in noticed(text, traces):
        messages.warning(request, f"{said}。")
    return _page(request, about, filled=PublicForm(initial=typed | {"text": text}))


def _read(upload: UploadedFile[bytes] | None) -> tuple[str, list[Trace]]:
    """Its text, and what the file tells besides. Raises Refused where there is nothing to be read."""
    if upload is None:
        raise Refused("请先选择要读的文件。")
    try:
        text, traces = read_public(upload.read(), str(upload.name))
    except UnreadableFile as error:
        raise Refused(error.message) from error
    if not text:
        raise Refused("文件里没有读到文字，可能是扫描件。请把公开的文字粘贴进来。")
    return text, traces


@require_POST
def exempt(request: OfficeRequest, round_id: int, unit_id: int, matter: str, manner: str) -> HttpResponse:
    about = _about(request, round_id, unit_id, matter, manner)
    form = ExemptionForm(request.actor, request.POST)
    act = lambda: disclosure_actions.exempt(request.actor, about, **form.cleaned_data)  # noqa: E731
    return _answer(request, about, form, act, "已登记不公开的理由。")


@require_POST
def withdraw(request: OfficeRequest, disclosure_id: int) -> HttpResponse:
    made = get_object_or_404(disclosures_visible_to(request.actor), pk=disclosure_id)
    about = About(made.round, made.unit, Matter(made.matter), Manner(made.manner))
    form = WithdrawForm(request.POST)
    act = lambda: disclosure_actions.withdraw(  # noqa: E731
        request.actor, disclosure_id=made.pk, **form.cleaned_data
    )
    return _answer(request, about, form, act, "已撤回，可以另行登记。")


def _answer(
    request: OfficeRequest, about: About, form: Form, act: Callable[[], object], said: str
) -> HttpResponse:
    require(may_register(request.actor))
    if not taken(form, act):
        return _page(request, about, form)
    messages.success(request, said)
    return redirect("disclosures_of", round_id=about.round.pk)


# --- the grounds -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def exemption_grounds(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = GroundForm(request.POST if request.method == "POST" else None)
    if taken(form, lambda: grounds.add_ground(request.actor, **form.cleaned_data)):
        messages.success(request, "已加上。")
        return redirect("exemption_grounds")
    context = {
        "part": "archive",
        "here": "disclosures",
        "grounds": grounds.grounds_of(request.actor.tenant),
        "form": form,
        "registers": True,
    }
    status = 400 if form.is_bound else 200
    return render(request, "inspections/exemption_grounds.html", context, status=status)


@require_POST
def adopt_grounds(request: OfficeRequest) -> HttpResponse:
    many = grounds.adopt_grounds(request.actor)
    messages.success(request, f"已采用 {many} 条，请按本地做法增减。")
    return redirect("exemption_grounds")


@require_POST
def use_ground(request: OfficeRequest, ground_id: int) -> HttpResponse:
    ground = get_object_or_404(grounds.grounds_of(request.actor.tenant), pk=ground_id)
    wanted = request.POST.get("use") == "1"
    grounds.use_ground(request.actor, ground=ground, is_active=wanted)
    messages.success(request, "已恢复使用。" if wanted else "不再使用，已登记的不变。")
    return redirect("exemption_grounds")
