"""The pages of joint review: what is owed and where it stands, one paper with its opinions, who reviews what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.kernel.paragraphs import Piece, changed_paragraphs
from zhunsheng.server.files.storing import download
from zhunsheng.server.inspections.forms import choice, day, option, paragraph, rows, taken
from zhunsheng.server.inspections.papers import actions as paper_actions
from zhunsheng.server.inspections.papers.actions import NewSeat
from zhunsheng.server.inspections.papers.models import (
    REVISED,
    Paper,
    PaperKind,
    PaperOpinion,
    PaperVersion,
    Seat,
)
from zhunsheng.server.inspections.papers.policy import (
    may_follow,
    may_give,
    may_give_up,
    may_hand_in,
    may_report_again,
    others_of,
    papers_visible_to,
    waiting_for,
)
from zhunsheng.server.inspections.queries import register_or_plain, rounds_visible_to
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.queries import units_of
from zhunsheng.server.orgs.verdicts import Verdict, require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest

LOOKS = {"due": "grey", "in_review": "blue", "returned": "red", "passed": "green", "": "grey"}
_PLACES = range(1, 10)


class AskForm(forms.Form):
    """Papers asked of every unit a round inspected."""

    round = choice("轮次", "请选择", required=True)
    kind = option("文件", PaperKind.choices)
    due_on = day("报送时限")


class HandInForm(forms.Form):
    file = forms.FileField(label="文件", error_messages={"required": "还没有选文件。"})
    dated_on = day("文件日期", required=True)
    reason = paragraph("修订的理由", required=False)

    def __init__(self, paper: Paper, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        if paper.in_force is None or paper.kind not in REVISED:
            del self.fields["reason"]
        elif paper.is_being_revised:
            self.fields["reason"].label = "修订的理由（不填同上一稿）"


class GiveUpForm(forms.Form):
    sure = forms.BooleanField(error_messages={"required": "要放弃修订，请先勾选。"})

    def __init__(self, paper: Paper, data: Any = None) -> None:
        super().__init__(data, auto_id="give-up-%s")
        self.fields["sure"].label = f"放弃这次修订，仍按第 {paper.in_force} 稿执行；报过的修订稿留着备查"


@dataclass(slots=True, frozen=True)
class Line:
    paper: Paper
    look: str
    waiting: str
    """Whose turn it is."""
    late: bool


@require_GET
def papers(request: OfficeRequest) -> HttpResponse:
    return _papers_page(request, _ask_form(request))


def _papers_page(request: OfficeRequest, form: AskForm) -> HttpResponse:
    require(may_follow(request.actor))
    mine = set(waiting_for(request.actor).values_list("version__paper_id", flat=True))
    found = papers_visible_to(request.actor).order_by("-round__number", "unit__code", "kind", "number")
    lines = [_line(paper) for paper in found.prefetch_related("versions__opinions")]
    context = {
        "part": "papers",
        "mine": [line for line in lines if line.paper.pk in mine],
        "lines": [line for line in lines if line.paper.pk not in mine],
        "registers": bool(may_register(request.actor)),
        "form": form,
    }
    return render(request, "inspections/papers.html", context, status=400 if form.is_bound else 200)


def _ask_form(request: OfficeRequest) -> AskForm:
    form = AskForm(request.POST if request.method == "POST" else None)
    rows(form, "round", rounds_visible_to(request.actor).exclude(fed_back_on=None))
    return form


def _line(paper: Paper) -> Line:
    versions = list(paper.versions.all())
    opinions = list(versions[-1].opinions.all()) if versions and paper.state == "in_review" else []
    open_ones = [opinion for opinion in opinions if not opinion.verdict]
    first = min((opinion.place for opinion in open_ones), default=0)
    waiting = "、".join(opinion.seat_name for opinion in open_ones if opinion.place == first)
    ended = paper.state in ("passed", "in_review") or paper.in_force is not None
    late = not ended and paper.due_on is not None and paper.due_on < timezone.localdate()
    return Line(paper, LOOKS[paper.state], waiting, late)


@require_POST
def ask_papers(request: OfficeRequest) -> HttpResponse:
    """Asked of every unit of ours the round inspected."""
    require(may_register(request.actor))
    form = _ask_form(request)
    asked: list[Paper] = []

    def act() -> None:
        given = form.cleaned_data
        kind = PaperKind(given["kind"])
        asked.extend(
            paper_actions.ask_round(request.actor, entry=given["round"], kind=kind, due_on=given["due_on"])
        )

    if not taken(form, act):
        return _papers_page(request, form)
    entry, kind = form.cleaned_data["round"], PaperKind(form.cleaned_data["kind"])
    messages.success(request, f"已通知{entry.name}的 {len(asked)} 个单位报送{kind.label}。")
    return redirect("papers")


# --- one paper -------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Said:
    opinion: PaperOpinion
    look: str
    may: Verdict


@dataclass(slots=True, frozen=True)
class Shown:
    version: PaperVersion
    opinions: list[Said]
    changed: list[tuple[Piece, ...]] | None
    """Since `before`; None where there is nothing to compare."""
    before: int | None
    """The number of the version it is compared with."""


@require_GET
def paper(request: OfficeRequest, paper_id: int) -> HttpResponse:
    return _page(request, paper_id)


def _page(request: OfficeRequest, paper_id: int) -> HttpResponse:
    found = _paper_for(request, paper_id)
    return _paper_page(request, found, HandInForm(found))


def _paper_page(
    request: OfficeRequest, found: Paper, form: HandInForm, give_up_form: GiveUpForm | None = None
) -> HttpResponse:
    versions = list(found.versions.select_related("file", "by").prefetch_related("opinions"))
    shown = [
        _shown(request, found, version, _version_before(version, versions[:at]))
        for at, version in enumerate(versions)
    ]
    give_up_form = give_up_form or GiveUpForm(found)
    context = {
        "part": "papers",
        "paper": found,
        "look": LOOKS[found.state],
        "versions": shown[::-1],
        "others": others_of(found),
        "form": form,
        "may_hand_in": may_hand_in(request.actor, found),
        "may_report_again": may_report_again(request.actor, found),
        "may_give_up": may_give_up(request.actor, found),
        "give_up_form": give_up_form,
        "review_again": register_or_plain(request.actor).review_again,
        "seats": Seat.objects.filter(tenant_id=request.actor.tenant, kind=found.kind).select_related(
            "department"
        ),
    }
    status = 400 if form.is_bound or give_up_form.is_bound else 200
    return render(request, "inspections/paper.html", context, status=status)


def _version_before(version: PaperVersion, earlier: list[PaperVersion]) -> PaperVersion | None:
    """The one it was made from: none of a revision that was given up, unless it is of the same one."""
    made_from = [other for other in earlier if other.given_up_at in (None, version.given_up_at)]
    return made_from[-1] if made_from else None


def _shown(request: OfficeRequest, found: Paper, version: PaperVersion, before: PaperVersion | None) -> Shown:
    version.paper = found
    opinions = []
    for opinion in version.opinions.all():
        opinion.version = version
        opinions.append(Said(opinion, LOOKS[opinion.verdict], may_give(request.actor, opinion)))
    comparable = before is not None and before.text and version.text
    changed = changed_paragraphs(before.text, version.text) if before is not None and comparable else None
    return Shown(version, opinions, changed, before.number if before is not None else None)


def _paper_for(request: OfficeRequest, paper_id: int) -> Paper:
    found = papers_visible_to(request.actor).filter(pk=paper_id).first()
    if found is None:
        raise Http404
    return found


@require_POST
def hand_in_paper(request: OfficeRequest, paper_id: int) -> HttpResponse:
    found = _paper_for(request, paper_id)
    require(may_hand_in(request.actor, found))
    return _handed_in(request, found, paper_actions.hand_in)


@require_POST
def report_paper_again(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """第 n 次, once the one before has passed."""
    found = _paper_for(request, paper_id)
    require(may_report_again(request.actor, found))
    return _handed_in(request, found, paper_actions.report_again)


@require_POST
def give_up_revision(request: OfficeRequest, paper_id: int) -> HttpResponse:
    found = _paper_for(request, paper_id)
    require(may_give_up(request.actor, found))
    form = GiveUpForm(found, request.POST)
    if not taken(form, lambda: paper_actions.give_up_revision(request.actor, paper_id=found.pk)):
        return _paper_page(request, found, HandInForm(found), form)
    messages.success(request, f"已放弃修订，仍按第 {found.in_force} 稿执行。")
    return redirect("paper", paper_id=found.pk)


def _handed_in(request: OfficeRequest, found: Paper, send: Callable[..., PaperVersion]) -> HttpResponse:
    form = HandInForm(found, request.POST, request.FILES)
    sent: list[PaperVersion] = []

    def act() -> None:
        given = dict(form.cleaned_data)
        sent.append(send(request.actor, paper_id=found.pk, upload=given.pop("file"), **given))

    if not taken(form, act):
        return _paper_page(request, found, form)
    [version] = sent
    messages.success(request, f"已报送{version.paper.name}第 {version.number} 稿，等待联审。")
    return redirect("paper", paper_id=version.paper_id)


def _page_of_opinion(request: OfficeRequest, paper_opinion_id: int) -> HttpResponse:
    found = PaperOpinion.objects.filter(pk=paper_opinion_id).values_list("version__paper_id", flat=True)
    return _page(request, found.first() or 0)


@require_POST
@told_on(_page_of_opinion)
def give_paper_opinion(request: OfficeRequest, paper_opinion_id: int) -> HttpResponse:
    opinion = paper_actions.give_opinion(
        request.actor,
        opinion_id=paper_opinion_id,
        passes=request.POST.get("verdict") == "passed",
        words=request.POST.get("words", ""),
    )
    messages.success(request, f"已{opinion.get_verdict_display()}。")
    return redirect("paper", paper_id=opinion.version.paper_id)


@require_GET
def download_paper(request: OfficeRequest, paper_id: int, number: int) -> FileResponse:
    found = _paper_for(request, paper_id)
    version = found.versions.select_related("file").filter(number=number).first()
    if version is None:
        raise Http404
    return download(version.file)


@require_GET
def paper_slip(request: OfficeRequest, paper_id: int) -> HttpResponse:
    """联审意见表 of the latest version that was not given up, to print and sign."""
    found = _paper_for(request, paper_id)
    version = found.versions.filter(given_up_at=None).prefetch_related("opinions").last()
    if version is None:
        raise Http404
    return render(request, "inspections/paper_slip.html", {"paper": found, "version": version})


# --- who reviews what --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def seats(request: OfficeRequest) -> HttpResponse:
    """Each department with the place it reviews at; empty: it doesn't."""
    require(may_register(request.actor))
    asked = request.GET.get("kind", "")
    kind = PaperKind(asked) if asked in PaperKind.values else PaperKind.PLAN
    units = list(units_of(request.actor).filter(is_active=True).order_by("code"))
    if request.method == "POST":
        chosen = [NewSeat(None, place) for place in _place(request, "discipline")]
        chosen += [NewSeat(unit, place) for unit in units for place in _place(request, f"unit-{unit.pk}")]
        paper_actions.set_seats(request.actor, kind=kind, seats=chosen)
        messages.success(request, f"已保存{kind.label}的联审次序。")
        return redirect(f"{reverse('seats')}?kind={kind}")
    placed = {
        seat.department_id: seat.place
        for seat in Seat.objects.filter(tenant_id=request.actor.tenant, kind=kind)
    }
    context = {
        "part": "papers",
        "kind": kind,
        "kinds": PaperKind,
        "places": _PLACES,
        "discipline": placed.get(None),
        "rows": sorted(
            ((unit, placed.get(unit.pk)) for unit in units), key=lambda row: (row[1] or 99, row[0].code)
        ),
    }
    return render(request, "inspections/seats.html", context)


def _place(request: OfficeRequest, name: str) -> list[int]:
    text = request.POST.get(name, "")
    return [int(text)] if text.isascii() and text.isdigit() and int(text) in _PLACES else []
