"""What people do with rectification papers: asking for them, handing in a version, giving an opinion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.files.reading import read_text
from zhunsheng.server.files.storing import read_stored, store_upload
from zhunsheng.server.inspections.entry_checks import own, still_to_come
from zhunsheng.server.inspections.entry_checks import words as checked_words
from zhunsheng.server.inspections.models import Inspectee, ReviewAgain, Round
from zhunsheng.server.inspections.papers.models import (
    REPORTED_AGAIN,
    Paper,
    PaperKind,
    PaperOpinion,
    PaperState,
    PaperVersion,
    Seat,
)
from zhunsheng.server.inspections.papers.policy import (
    may_give,
    may_give_up,
    may_hand_in,
    may_report_again,
    papers_visible_to,
)
from zhunsheng.server.inspections.queries import locked, register_or_plain
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

_RETURNED, _PASSED = PaperOpinion.Verdict.RETURNED, PaperOpinion.Verdict.PASSED


@dataclass(slots=True, frozen=True)
class NewSeat:
    department: Unit | None
    """None: the 派驻纪检组."""
    place: int


@transaction.atomic
def set_seats(actor: Actor, *, kind: PaperKind, seats: list[NewSeat]) -> list[Seat]:
    """Who reviews this kind of paper from now on; what is under review keeps the seats it began with."""
    require(may_register(actor))
    for seat in seats:
        if seat.department is not None and seat.department.tenant_id != actor.tenant:
            raise Refused("联审部门要是本地区的单位。")
    if len({seat.department.pk if seat.department else None for seat in seats}) < len(seats):
        raise Refused("同一个部门只能排一次。")
    Seat.objects.filter(tenant_id=actor.tenant, kind=kind).delete()
    made = [
        Seat.objects.create(tenant_id=actor.tenant, kind=kind, place=seat.place, department=seat.department)
        for seat in seats
    ]
    order = [[seat.place, seat.name] for seat in made]
    record(actor, "set_seats", Subject("seats", actor.tenant, PaperKind(kind).label), {"order": order})
    return made


@transaction.atomic
def ask_for_paper(actor: Actor, *, entry: Round, unit: Unit, kind: PaperKind, due_on: date | None) -> Paper:
    """What a unit owes after 反馈; asked again, only the date changes, or the next report is asked for (第 2 次)."""
    require(may_register(actor))
    own(actor, entry.term.tenant_id)
    own(actor, unit.tenant_id)
    still_to_come(due_on, "报送时限")
    latest = Paper.objects.filter(round=entry, unit=unit, kind=kind).order_by("number").last()
    number = 1 if latest is None else latest.number
    if latest is not None and kind in REPORTED_AGAIN and latest.state == PaperState.PASSED:
        number += 1
    defaults = {"due_on": due_on, "state_since": timezone.now()}
    paper, made = Paper.objects.get_or_create(
        round=entry, unit=unit, kind=kind, number=number, defaults=defaults
    )
    if not made:
        paper.due_on = due_on
        paper.save(update_fields=["due_on"])
    details = {"due_on": iso(due_on)}
    record(actor, "ask_for_paper", subject_of(paper), details, chain_of(paper))
    return paper


@transaction.atomic
def ask_round(actor: Actor, *, entry: Round, kind: PaperKind, due_on: date | None) -> list[Paper]:
    """Asked of every unit of the region's own that the round inspected."""
    inspected = Inspectee.objects.filter(round=entry).exclude(unit=None).values("unit_id")
    units = Unit.objects.filter(pk__in=inspected).order_by("code")
    return [ask_for_paper(actor, entry=entry, unit=unit, kind=kind, due_on=due_on) for unit in units]


@transaction.atomic
def report_again(
    actor: Actor, *, paper_id: int, upload: UploadedFile[bytes] | None, dated_on: date | None
) -> PaperVersion:
    """The next report of a kind that is reported time and again, unasked; reviewed like the first."""
    before = locked_paper(actor, paper_id)
    require(may_report_again(actor, before))
    paper = Paper.objects.create(
        round=before.round,
        unit=before.unit,
        kind=before.kind,
        number=before.number + 1,
        state_since=timezone.now(),
    )
    record(actor, "begin_next_paper", subject_of(paper), {"number": paper.number}, chain_of(paper))
    return hand_in(actor, paper_id=paper.pk, upload=upload, dated_on=dated_on)


@transaction.atomic
def hand_in(
    actor: Actor,
    *,
    paper_id: int,
    upload: UploadedFile[bytes] | None,
    dated_on: date | None,
    reason: str = "",
) -> PaperVersion:
    """第 n 稿, sent to all seats at once; each place waits for the one before it. What holds from the version
    before is carried over where the register says so. `reason`: why what passed is revised."""
    paper = locked_paper(actor, paper_id)
    require(may_hand_in(actor, paper))
    if paper.state == PaperState.PASSED:
        reason = checked_words(reason, "修订的理由")
    if upload is None:
        raise Refused("还没有选文件。")
    if dated_on is None or dated_on > timezone.localdate():
        raise Refused("请填写文件日期，不晚于今天。")
    seats = [
        seat
        for seat in Seat.objects.filter(tenant_id=actor.tenant, kind=paper.kind).select_related("department")
        if seat.department_id != paper.unit_id
    ]
    if not seats:
        raise Refused(f"还没有设置谁来联审{paper.get_kind_display()}，请联系巡察办。")
    stored = store_upload(actor, upload, guarded=True)
    version = PaperVersion.objects.create(
        paper=paper,
        number=paper.versions.count() + 1,
        file=stored,
        dated_on=dated_on,
        text=_text_of(read_stored(stored), stored.name),
        reason=_reason_of(paper, reason),
        by_id=actor.person,
        at=timezone.now(),
    )
    PaperOpinion.objects.bulk_create(_opinions(version, seats, _carried_over(actor, version)))
    _set_state(paper, PaperState.IN_REVIEW)
    details = {"version": version.number, "sha256": stored.sha256}
    record(actor, "hand_in_paper", subject_of(paper), details, chain_of(paper))
    return version


def _reason_of(paper: Paper, reason: str) -> str:
    """Of a revision that was sent back, the one it began with stands unless another is given."""
    latest = paper.versions.last()
    return reason.strip() or (latest.reason if latest is not None and paper.is_being_revised else "")


def _carried_over(actor: Actor, version: PaperVersion) -> dict[int | None, PaperOpinion]:
    """By department, what passed the version before and holds for this one too, if the register says so.

    A revision is reviewed anew: nothing holds of what was said of the version in force, or of one given up.
    """
    if register_or_plain(actor).review_again != ReviewAgain.RETURNING:
        return {}
    if version.paper.state == PaperState.PASSED:
        return {}
    before = PaperOpinion.objects.filter(
        version__paper=version.paper_id, version__number=version.number - 1, verdict=_PASSED
    )
    return {opinion.department_id: opinion for opinion in before.select_related("version")}


def _opinions(
    version: PaperVersion, seats: list[Seat], carried: dict[int | None, PaperOpinion]
) -> list[PaperOpinion]:
    """One for each seat. Were nobody left to review, everybody would do so anew."""
    if all(seat.department_id in carried for seat in seats):
        carried = {}
    opinions = []
    for seat in seats:
        opinion = PaperOpinion(
            version=version, place=seat.place, department=seat.department, seat_name=seat.name
        )
        if (said := carried.get(seat.department_id)) is not None:
            opinion.verdict, opinion.words, opinion.at = said.verdict, said.words, said.at
            opinion.by_id, opinion.by_name = said.by_id, said.by_name
            opinion.said_of = said.said_of or said.version.number
        opinions.append(opinion)
    return opinions


@transaction.atomic
def give_up_revision(actor: Actor, *, paper_id: int) -> Paper:
    """放弃修订: the version in force goes on being the one that holds; what was handed in since stays to be read."""
    paper = locked_paper(actor, paper_id)
    require(may_give_up(actor, paper))
    given_up = paper.versions.filter(number__gt=paper.in_force, given_up_at=None)
    details = {"versions": list(given_up.values_list("number", flat=True)), "in_force": paper.in_force}
    given_up.update(given_up_at=timezone.now())
    _set_state(paper, PaperState.PASSED)
    record(actor, "give_up_revision", subject_of(paper), details, chain_of(paper))
    return paper


def _text_of(data: bytes, name: str) -> list[str]:
    """A scan has no text and is reviewed all the same: only the comparison is missing."""
    try:
        return read_text(data, name)
    except UnreadableFile:
        return []


@transaction.atomic
def give_opinion(actor: Actor, *, opinion_id: int, passes: bool, words: str) -> PaperOpinion:
    """通过 or 退回. One 退回 sends the paper back; the last 通过 passes it."""
    opinion = PaperOpinion.objects.select_related("version__paper").filter(pk=opinion_id).first()
    if opinion is None:
        raise Http404
    paper = locked_paper(actor, opinion.version.paper_id)
    opinion.refresh_from_db()
    opinion.version.paper = paper
    require(may_give(actor, opinion))
    if not passes and not words.strip():
        raise Refused("退回要写明意见。")
    opinion.verdict = _PASSED if passes else _RETURNED
    opinion.words, opinion.by_id, opinion.by_name, opinion.at = (
        words.strip(),
        actor.person,
        actor.name,
        timezone.now(),
    )
    opinion.save()
    details = {"version": opinion.version.number, "seat": opinion.seat_name, "verdict": opinion.verdict}
    record(actor, "give_opinion", subject_of(paper), details, chain_of(paper))
    if not passes:
        _set_state(paper, PaperState.RETURNED)
    elif not opinion.version.opinions.exclude(verdict=_PASSED).exists():
        paper.in_force = opinion.version.number
        _set_state(paper, PaperState.PASSED)
    return opinion


def _set_state(paper: Paper, state: PaperState) -> None:
    paper.state, paper.state_since = state, timezone.now()
    paper.save(update_fields=["state", "state_since", "in_force"])


def locked_paper(actor: Actor, paper_id: int) -> Paper:
    """Raises Http404 for one the actor may not see."""
    return locked(papers_visible_to(actor), paper_id)


def subject_of(paper: Paper) -> Subject:
    return Subject("paper", paper.pk, paper.title)


def chain_of(paper: Paper) -> str:
    return f"paper/{paper.pk}"
