"""Pages of planning: the coverage of a term, and the papers of a round."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from zhunsheng.press.docx import docx_of
from zhunsheng.server.files.archives import packed
from zhunsheng.server.files.storing import clean_name, sent_bytes
from zhunsheng.server.inspections.models import Inspectee, Round, Term
from zhunsheng.server.inspections.plans.queries import planned_of
from zhunsheng.server.inspections.rounds.actions import register_for
from zhunsheng.server.inspections.rounds.coverage import coverage_of
from zhunsheng.server.inspections.rounds.notice_models import OF_A_ROUND, NoticeKind
from zhunsheng.server.inspections.rounds.notices import (
    Wording,
    change_wording,
    notice_tree,
    places_of,
    wording_of,
)
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def coverage(request: OfficeRequest) -> HttpResponse:
    """Each unit of the region against each round of the term; the latest term unless another is asked for."""
    require(may_oversee(request.actor))
    terms = list(Term.objects.filter(tenant_id=request.actor.tenant).order_by("-number"))
    asked = request.GET.get("term", "")
    term = next((term for term in terms if str(term.pk) == asked), terms[0] if terms else None)
    context: dict[str, Any] = {"part": "coverage", "terms": terms, "term": term}
    if term is not None:
        found = coverage_of(term, timezone.localdate())
        rounds = list(Round.objects.filter(term=term).select_related("term"))
        only = request.GET.get("only", "")
        shown = {"uncovered": found.uncovered, "stale": found.stale}.get(only, found.units)
        planned = planned_of(term)
        rows = [
            (entry, planned.get(entry.unit.pk, []), [entry.rounds.get(item.pk, []) for item in rounds])
            for entry in shown
        ]
        stale = {entry.unit.pk for entry in found.stale}
        context |= {
            "coverage": found,
            "rounds": rounds,
            "rows": rows,
            "stale": stale,
            "only": only,
            "plans": bool(planned),
        }
    return render(request, "inspections/coverage.html", context)


_KINDS = [(kind.value, kind.label) for kind in OF_A_ROUND]


@require_GET
def notices(request: OfficeRequest, round_id: int) -> HttpResponse:
    """Every paper of a round, unit by unit, to download."""
    entry = _round(request, round_id)
    context = {"part": "rounds", "round": entry, "inspectees": _inspectees(entry), "kinds": _KINDS}
    return render(request, "inspections/notices.html", context)


@require_GET
def notice(request: OfficeRequest, inspectee_id: int, notice_kind: str) -> FileResponse:
    """One paper as .docx."""
    require(may_register(request.actor))
    inspectee = (
        Inspectee.objects.select_related("round__term", "unit", "team", "theme")
        .filter(pk=inspectee_id, round__term__tenant_id=request.actor.tenant)
        .first()
    )
    if inspectee is None:
        raise Http404
    tree = notice_tree(register_for(request.actor), _kind(notice_kind), inspectee)
    return sent_bytes(clean_name(f"{tree.title}.docx"), docx_of(tree))


@require_GET
def notices_of_round(request: OfficeRequest, round_id: int, notice_kind: str) -> FileResponse:
    """One paper for all that a round inspects, as a zip: named as in the archive, for their titles may be the same."""
    entry, kind = _round(request, round_id), _kind(notice_kind)
    inspectees = list(_inspectees(entry))
    if not inspectees:
        raise Refused(f"{entry.name}还没有巡察对象。")
    register = register_for(request.actor)
    papers = (
        (
            clean_name(f"{number:02} {kind.label}（{inspectee.name}）.docx"),
            docx_of(notice_tree(register, kind, inspectee)),
        )
        for number, inspectee in enumerate(inspectees, start=1)
    )
    return sent_bytes(clean_name(f"{entry.name}{kind.label}.zip"), packed(papers))


def _round(request: OfficeRequest, round_id: int) -> Round:
    require(may_register(request.actor))
    found = Round.objects.select_related("term")
    return get_object_or_404(found, pk=round_id, term__tenant_id=request.actor.tenant)


def _inspectees(entry: Round) -> QuerySet[Inspectee]:
    return entry.inspectees.select_related("round__term", "unit", "team", "theme")


def _kind(value: str) -> NoticeKind:
    if value not in OF_A_ROUND:
        raise Http404
    return NoticeKind(value)


def _wording_page(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    kind = _kind_asked(request)
    typed = _typed_wording(request) if request.method == "POST" else None
    context = {
        "part": "rounds",
        "kind": kind,
        "kinds": NoticeKind.choices,
        "wording": typed or wording_of(request.actor.tenant, kind),
        "places": places_of(kind),
    }
    return render(request, "inspections/wordings.html", context)


def _kind_asked(request: OfficeRequest) -> NoticeKind:
    asked = request.GET.get("kind", "")
    return NoticeKind(asked) if asked in NoticeKind.values else NoticeKind.ANNOUNCEMENT


def _typed_wording(request: OfficeRequest) -> Wording:
    return Wording(*(request.POST.get(name, "").replace("\r", "") for name in ("title", "text", "sign")))


@require_http_methods(["GET", "POST"])
@told_on(_wording_page)
def wordings(request: OfficeRequest) -> HttpResponse:
    """文书样本: one kind at a time."""
    require(may_register(request.actor))
    if request.method != "POST":
        return _wording_page(request)
    kind, restores = _kind_asked(request), "restore" in request.POST
    change_wording(request.actor, kind=kind, wording=None if restores else _typed_wording(request))
    messages.success(request, f"已保存{kind.label}的样本。")
    return redirect(f"{reverse('wordings')}?kind={kind}")
