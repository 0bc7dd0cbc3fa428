"""What people do to an issue. Every function takes the actor, asks the workflow, and leaves a trace.

The trace says which issue, which step and which columns; what was written stays in this app's own tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from zhunsheng.server.audit.trail import Beginning, record, record_beginnings
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.deadlines import due_after_feedback, fault_of_due, faults_of_measure
from zhunsheng.server.inspections.entry_checks import happened, own
from zhunsheng.server.inspections.entry_checks import words as checked_words
from zhunsheng.server.inspections.models import (
    ENDED,
    FOUND_BY_ROUNDS,
    Category,
    Handling,
    Inspectee,
    Issue,
    Measure,
    Proof,
    Register,
    Round,
    Source,
    Support,
    Theme,
)
from zhunsheng.server.inspections.numbering import issue_prefix, keep_up, next_numbers
from zhunsheng.server.inspections.queries import locked, visible_to
from zhunsheng.server.inspections.rounds.actions import register_for
from zhunsheng.server.inspections.subjects import chain_of, iso, subject_of
from zhunsheng.server.inspections.workflow import (
    Move,
    Verb,
    may_change_measure,
    may_name_people,
    may_rectify,
    may_register,
    moves_of,
    rectifying_units,
    verdict,
)
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require


@dataclass(slots=True, frozen=True)
class NewMeasure:
    """One of the measures an issue is registered with."""

    text: str
    leader: str = ""
    department: str = ""
    person: str = ""
    due_on: date | None = None


@dataclass(slots=True, frozen=True)
class NewIssue:
    """What is registered of an issue. `fed_back_on` empty: the day its round was fed back; `due_on` empty: it follows."""

    wording: str
    source: Source
    unit: Unit
    found_on: date
    inspectee: Inspectee | None = None
    round: Round | None = None
    category: Category | None = None
    theme: Theme | None = None
    immediate: bool = False
    number: str = ""
    fed_back_on: date | None = None
    due_on: date | None = None
    leader: str = ""
    department: str = ""
    person: str = ""
    measures: tuple[NewMeasure, ...] = ()

    @property
    def found_by(self) -> Round | None:
        return self.round or (self.inspectee.round if self.inspectee is not None else None)


def register_issue(actor: Actor, new: NewIssue) -> Issue:
    """登记 an issue. Raises Refused, in words, where something is missing or doesn't fit."""
    return register_issues(actor, [new])[0]


@transaction.atomic
def register_issues(actor: Actor, news: Sequence[NewIssue], **details: Any) -> list[Issue]:
    """All of them or none; each with a trace of its own. `details`: what else each trace says."""
    require(may_register(actor))
    return enter_issues(actor, news, **details)


@transaction.atomic
def enter_issues(actor: Actor, news: Sequence[NewIssue], **details: Any) -> list[Issue]:
    """The same for whoever another rule has let in: a unit with what it found in itself."""
    taken = taken_numbers(actor, news)
    for new in news:
        fault = next(faults_of(actor, new, taken), "")
        if fault:
            raise Refused(fault)
        taken.add(new.number.strip())
    keep_up(actor.tenant, filter(None, (new.number.strip() for new in news)))
    numbers = _numbers_for(actor, news)
    register = Register.objects.filter(tenant_id=actor.tenant).first()
    issues = [_issue(actor, new, numbers[at], register) for at, new in enumerate(news)]
    Issue.objects.bulk_create(issues)
    Measure.objects.bulk_create(
        Measure(issue=issue, **asdict(measure))
        for issue, new in zip(issues, news, strict=True)
        for measure in new.measures
    )
    record_beginnings(
        actor,
        "register_issue",
        [Beginning(subject_of(i), _told_of(i) | details, chain_of(i)) for i in issues],
    )
    return issues


def _numbers_for(actor: Actor, news: Sequence[NewIssue]) -> list[str]:
    """Each one's own, or the next under its prefix."""
    prefixes = [
        "" if new.number.strip() else issue_prefix(new.source, new.found_by, new.found_on.year)
        for new in news
    ]
    fresh = {
        prefix: iter(next_numbers(actor.tenant, prefix, many))
        for prefix, many in Counter(filter(None, prefixes)).items()
    }
    return [
        next(fresh[prefix]) if prefix else new.number.strip()
        for prefix, new in zip(prefixes, news, strict=True)
    ]


def _issue(actor: Actor, new: NewIssue, number: str, register: Register | None) -> Issue:
    usual = told_on(new)
    fed_back_on = new.fed_back_on or usual
    due_on = new.due_on
    if due_on is None and fed_back_on is not None:
        due_on = due_after_feedback(register or register_for(actor), new.found_by, fed_back_on, new.immediate)
    return Issue(
        tenant_id=actor.tenant,
        number=number,
        wording=new.wording.strip(),
        source=new.source,
        round=new.found_by,
        inspectee=new.inspectee,
        unit=new.unit,
        category=new.category,
        theme=new.theme or (new.inspectee.theme if new.inspectee is not None else None),
        immediate=new.immediate,
        found_on=new.found_on,
        fed_back_on=fed_back_on,
        fed_back_is_given=fed_back_on != usual,
        due_on=due_on,
        due_is_given=new.due_on is not None,
        leader=new.leader.strip(),
        department=new.department.strip(),
        person=new.person.strip(),
        state_since=timezone.now(),
        measures_total=len(new.measures),
    )


def _told_of(issue: Issue) -> dict[str, Any]:
    found_by = issue.round.name if issue.round is not None else None
    return {"source": issue.source, "unit": issue.unit.name, "round": found_by}


def told_on(new: NewIssue) -> date | None:
    """The day the unit is told: with its own 反馈, else the round's, whatever the source; beside the rounds when found.

    What was found otherwise at a unit fed back already is told when found.
    """
    if new.found_by is None:
        return new.found_on
    day = _feedback_of_round(new)
    return day if day is None or new.source in FOUND_BY_ROUNDS else max(day, new.found_on)


def _feedback_of_round(new: NewIssue) -> date | None:
    own = new.inspectee.fed_back_on if new.inspectee is not None else None
    return own or (new.found_by.fed_back_on if new.found_by is not None else None)


def born_overdue(register: Register, new: NewIssue) -> date | None:
    """Of what is registered late: the day counted from which it would be overdue at once. None where it would
    not be, or a day is stated (`late_entries` asks the same of what is entered by hand)."""
    told = told_on(new)
    if told is None or new.fed_back_on is not None or new.due_on is not None:
        return None
    due = due_after_feedback(register, new.found_by, told, new.immediate)
    return told if due < timezone.localdate() else None


def taken_numbers(actor: Actor, news: Sequence[NewIssue]) -> set[str]:
    """Those of the numbers given that an issue has already."""
    given = [new.number.strip() for new in news if new.number.strip()]
    found = Issue.objects.filter(tenant_id=actor.tenant, number__in=given) if given else Issue.objects.none()
    return set(found.values_list("number", flat=True))


def faults_of(actor: Actor, new: NewIssue, taken: Container[str]) -> Iterator[str]:
    """What keeps the issue from being registered, for a person; none where nothing does."""
    if len(new.wording.strip()) < 4:
        yield "问题表述至少写 4 个字。"
    if new.unit.tenant_id != actor.tenant:
        yield f"“{new.unit.name}”不是本地区的单位。"
    if new.source in FOUND_BY_ROUNDS and new.found_by is None:
        yield f"{new.source.label}发现的问题要写明轮次。"
    if new.inspectee is not None and new.round is not None and new.inspectee.round_id != new.round.pk:
        yield f"“{new.inspectee.name}”不是{new.round.name}的巡察对象。"
    if new.inspectee is not None and new.source in FOUND_BY_ROUNDS:
        yield from _fault_of_source(new.source, new.inspectee)
    if new.due_on is not None and new.due_on < new.found_on:
        yield f"整改时限 {new.due_on} 早于发现日期 {new.found_on}。"
    if new.found_on > timezone.localdate():
        yield f"发现日期 {new.found_on} 还没有到。"
    yield from _faults_of_stated_day(new)
    if new.number.strip() and new.number.strip() in taken:
        yield f"编号 {new.number.strip()} 已经有问题用了。"
    yield from _faults_of_measures(new)


def _faults_of_stated_day(new: NewIssue) -> Iterator[str]:
    """The day the unit was told of this issue: not before its round was fed back, and past."""
    day = new.fed_back_on
    if day is None:
        return
    of_round = _feedback_of_round(new)
    if day > timezone.localdate():
        yield f"反馈日期 {day} 还没有到。"
    if day < new.found_on:
        yield f"反馈日期 {day} 早于发现日期 {new.found_on}。"
    if new.found_by is not None and of_round is None:
        yield f"{new.found_by.name}还没有反馈，问题不能先反馈，请把反馈日期空着。"
    if new.found_by is not None and of_round is not None and day < of_round:
        yield f"反馈日期 {day} 早于{new.found_by.name}的反馈日期 {of_round}。"
    if new.due_on is not None and new.due_on < day:
        yield f"整改时限 {new.due_on} 早于反馈日期 {day}。"


def _fault_of_source(source: Source, inspectee: Inspectee) -> Iterator[str]:
    """The source of the issue and the kind of what was inspected are both counted by: they must say the same."""
    if source != inspectee.source:
        kind, right = inspectee.get_kind_display(), inspectee.source.label
        yield f"“{inspectee.name}”是{kind}对象，来源应写{right}，请改来源或巡察对象。"


def _faults_of_measures(new: NewIssue) -> Iterator[str]:
    for at, measure in enumerate(new.measures, start=1):
        if len(measure.text.strip()) < 4:
            yield f"措施 {at} 至少写 4 个字。"
        if measure.due_on is not None and measure.due_on < new.found_on:
            yield f"措施 {at} 的时限 {measure.due_on} 早于发现日期 {new.found_on}。"
        if measure.due_on is not None and new.due_on is not None and measure.due_on > new.due_on:
            yield f"措施 {at} 的时限 {measure.due_on} 晚于整改时限 {new.due_on}。"


CHANGEABLE = (
    "wording",
    "category",
    "theme",
    "immediate",
    "due_on",
    "leader",
    "department",
    "person",
)


@transaction.atomic
def change_issue(actor: Actor, *, issue_id: int, **fields: Any) -> Issue:
    """Change what was registered; `fields`: any of CHANGEABLE. The trace names the columns, not the words."""
    require(may_register(actor))
    issue = locked_issue(actor, issue_id)
    changed = [name for name in CHANGEABLE if name in fields and getattr(issue, name) != fields[name]]
    if not changed:
        return issue
    if "wording" in changed:
        checked_words(fields["wording"], "问题表述")
    _may_move_deadline(issue, changed, fields)
    details: dict[str, Any] = {"columns": changed}
    if "due_on" in changed:
        details["due_on"] = [iso(issue.due_on), iso(fields["due_on"])]
        issue.due_is_given = True
    for name in changed:
        setattr(issue, name, fields[name])
    if "immediate" in changed and issue.fed_back_on is not None and not issue.due_is_given:
        issue.due_on = due_after_feedback(
            register_for(actor), issue.round, issue.fed_back_on, issue.immediate
        )
    issue.save(update_fields=[*changed, "due_is_given", "due_on"])
    record(actor, "change_issue", subject_of(issue), details, chain_of(issue))
    return issue


def _may_move_deadline(issue: Issue, changed: Container[str], fields: Mapping[str, Any]) -> None:
    """An ended issue keeps its deadline: past statistics count by it."""
    if issue.state in ENDED and ("due_on" in changed or "immediate" in changed):
        raise Refused(f"{issue.get_state_display()}的问题不能再改整改时限和立行立改，要改请先重新打开。")
    if "due_on" in changed and fields["due_on"] is not None:
        fault = fault_of_due(issue, fields["due_on"])
        if fault:
            raise Refused(fault)


@transaction.atomic
def name_people(actor: Actor, *, issue_id: int, leader: str, department: str, person: str) -> Issue:
    """The unit says who answers for the issue. The trace tells which columns changed, never a name."""
    issue = locked_issue(actor, issue_id)
    require(may_name_people(actor, issue))
    named = {"leader": leader.strip(), "department": department.strip(), "person": person.strip()}
    changed = [name for name, value in named.items() if getattr(issue, name) != value]
    if changed:
        for name in changed:
            setattr(issue, name, named[name])
        issue.save(update_fields=changed)
        record(actor, "name_people", subject_of(issue), {"columns": changed}, chain_of(issue))
    return issue


@transaction.atomic
def add_support(actor: Actor, *, issue_id: int, unit: Unit, on: date) -> Support:
    """A 配合单位, told of the issue on a day."""
    require(may_register(actor))
    issue = locked_issue(actor, issue_id)
    own(actor, unit.tenant_id)
    if unit.pk == issue.unit_id:
        raise Refused("责任单位不能同时是配合单位。")
    support, made = Support.objects.get_or_create(issue=issue, unit=unit, defaults={"sent_on": on})
    if made:
        record(actor, "add_support", subject_of(issue), {"unit": unit.name}, chain_of(issue))
    return support


@transaction.atomic
def remove_support(actor: Actor, *, support_id: int) -> Issue:
    require(may_register(actor))
    support = Support.objects.select_related("unit").filter(pk=support_id).first()
    if support is None:
        raise Http404
    issue = locked_issue(actor, support.issue_id)
    written = issue.measures.filter(unit=support.unit).count()
    if written:
        raise Refused(f"{support.unit.name}已经填了 {written} 条措施，不能移出；要移出，请它先删去。")
    record(actor, "remove_support", subject_of(issue), {"unit": support.unit.name}, chain_of(issue))
    support.delete()
    return issue


# --- measures and evidence -------------------------------------------------------------------------------


@transaction.atomic
def add_measure(
    actor: Actor,
    *,
    issue_id: int,
    text: str,
    leader: str,
    department: str,
    person: str,
    due_on: date | None,
    unit: Unit | None = None,
) -> Measure:
    """`unit`: whose it is, for who writes for several; None: of the 责任单位 if the actor writes for it."""
    issue = locked_issue(actor, issue_id)
    require(may_rectify(actor, issue))
    helping = _helping_unit(actor, issue, unit)
    text = checked_words(text, "整改措施")
    _check_days(issue, due_on=due_on)
    measure = Measure.objects.create(
        issue=issue,
        unit=helping,
        text=text,
        leader=leader.strip(),
        department=department.strip(),
        person=person.strip(),
        due_on=due_on,
    )
    record(actor, "add_measure", subject_of(issue), _told_of_measure(measure), chain_of(issue))
    count_measures(issue)
    return measure


def _helping_unit(actor: Actor, issue: Issue, unit: Unit | None) -> Unit | None:
    """The 配合单位 the actor writes for; None: the 责任单位."""
    units = rectifying_units(actor, issue)
    whose = unit.pk if unit is not None else units[0]
    if whose not in units:
        raise Refused("措施只能填本单位的，请从列出的单位里选。")
    return None if whose == issue.unit_id else Unit.objects.get(pk=whose)


def _told_of_measure(measure: Measure) -> dict[str, Any]:
    return {"measure": measure.pk} | ({"unit": measure.unit.name} if measure.unit is not None else {})


@transaction.atomic
def change_measure(actor: Actor, *, measure_id: int, **fields: Any) -> Measure:
    """`fields`: text, leader, department, person, due_on, done_on."""
    measure, issue = _own_measure(actor, measure_id)
    changed = [name for name, value in fields.items() if getattr(measure, name) != value]
    if "text" in changed:
        fields["text"] = checked_words(fields["text"], "整改措施")
    _check_days(issue, **{name: fields[name] for name in ("due_on", "done_on") if name in changed})
    if changed:
        for name in changed:
            setattr(measure, name, fields[name])
        measure.save(update_fields=changed)
        details = _told_of_measure(measure) | {"columns": changed}
        record(actor, "change_measure", subject_of(issue), details, chain_of(issue))
        count_measures(issue)
    return measure


def _check_days(issue: Issue, **days: date | None) -> None:
    for fault in faults_of_measure(issue, **days).values():
        raise Refused(fault)


@transaction.atomic
def remove_measure(actor: Actor, *, measure_id: int) -> Issue:
    measure, issue = _own_measure(actor, measure_id)
    record(actor, "remove_measure", subject_of(issue), _told_of_measure(measure), chain_of(issue))
    measure.delete()
    count_measures(issue)
    return issue


@transaction.atomic
def add_proof(
    actor: Actor, *, measure_id: int, upload: UploadedFile[bytes] | None, effective_on: date | None
) -> Proof:
    """佐证: a file, and the day of what it proves, which is not the day it is handed in."""
    measure, issue = _own_measure(actor, measure_id)
    if upload is None:
        raise Refused("还没有选文件。")
    if effective_on is None:
        raise Refused("请填写佐证的生效日期，例如文件印发的日期。")
    happened(effective_on, "佐证的生效日期")
    stored = store_upload(actor, upload, guarded=True)
    proof = Proof.objects.create(measure=measure, file=stored, effective_on=effective_on, by_id=actor.person)
    details = _told_of_measure(measure) | {"proof": proof.pk, "sha256": stored.sha256}
    record(actor, "add_proof", subject_of(issue), details, chain_of(issue))
    count_measures(issue)
    return proof


@transaction.atomic
def remove_proof(actor: Actor, *, proof_id: int) -> Issue:
    proof = Proof.objects.select_related("measure").filter(pk=proof_id).first()
    if proof is None:
        raise Http404
    _, issue = _own_measure(actor, proof.measure_id)
    record(actor, "remove_proof", subject_of(issue), {"proof": proof.pk}, chain_of(issue))
    proof.delete()
    count_measures(issue)
    return issue


def _own_measure(actor: Actor, measure_id: int) -> tuple[Measure, Issue]:
    """One the actor may change, and its issue, held until the transaction ends."""
    measure = measure_for(actor, measure_id)
    issue = measure.issue = locked_issue(actor, measure.issue_id)
    require(may_change_measure(actor, measure))
    return measure, issue


def measure_for(actor: Actor, measure_id: int) -> Measure:
    found = Measure.objects.select_related("unit", "issue")
    measure = found.filter(pk=measure_id, issue__in=visible_to(actor)).first()
    if measure is None:
        raise Http404
    return measure


def count_measures(issue: Issue) -> None:
    """What the ledger shows beside each issue, counted anew."""
    counted = Measure.objects.filter(issue=issue).aggregate(
        total=Count("pk", distinct=True),
        done=Count("pk", filter=Q(done_on__isnull=False), distinct=True),
        proofs=Count("proofs", distinct=True),
    )
    Issue.objects.filter(pk=issue.pk).update(
        measures_total=counted["total"], measures_done=counted["done"], evidence_total=counted["proofs"]
    )


# --- the steps ---------------------------------------------------------------------------------------------


@transaction.atomic
def move(
    actor: Actor,
    *,
    issue_id: int,
    verb: Verb,
    words: str = "",
    origin: str | None = None,
    on: date | None = None,
) -> Issue:
    """Take the step the workflow's table says. `origin`: the state the person saw.

    `on`: the day it was taken on paper, where it is entered later; counts go by it, the trace has both.
    """
    issue = locked_issue(actor, issue_id)
    if origin is not None and origin != issue.state:
        raise Refused("这个问题刚刚被别人办理过，请看现在的状态再办。")
    require(verdict(actor, issue, verb))
    step = moves_of(verb, issue.state)[0]
    words = words.strip()
    if step.needs_words and not words:
        raise Refused(f"{verb.label}要写明理由。")
    before, at = issue.state, moment_of(issue, on)
    Issue.objects.filter(pk=issue.pk).update(**changes_of(step, at))
    issue.refresh_from_db()
    Handling.objects.create(
        issue=issue,
        verb=verb,
        origin=before,
        target=step.target,
        words=words,
        by_id=actor.person,
        by_name=actor.name,
        at=at,
    )
    details = {"from": before, "to": step.target} | ({"on": on.isoformat()} if on is not None else {})
    record(actor, verb, subject_of(issue), details, chain_of(issue))
    return issue


def moment_of(issue: Issue, on: date | None) -> datetime:
    last = issue.handlings.order_by("pk").last()
    return stated_moment(issue, on, last.at if last is not None else None)


def stated_moment(issue: Issue, on: date | None, last: datetime | None) -> datetime:
    """When a step was taken: now, or on a past day not before the issue's last step."""
    now = timezone.now()
    if on is None or on == timezone.localdate(now):
        return now
    earliest = timezone.localdate(last) if last is not None else issue.found_on
    if on > timezone.localdate(now):
        raise Refused(f"办理日期 {on} 还没有到。")
    if on < earliest:
        raise Refused(f"办理日期 {on} 早于上一步的 {earliest}。")
    moment = timezone.make_aware(datetime.combine(on, time(12)))
    return moment if last is None else max(moment, last)


def changes_of(step: Move, at: datetime) -> dict[str, Any]:
    """What the step changes of an issue, as an update."""
    changes: dict[str, Any] = {"state": step.target, "state_since": at}
    today = timezone.localdate(at)
    if step.verb is Verb.CLOSE:
        changes |= {"closed_on": today, "first_closed_on": Coalesce("first_closed_on", today)}
    elif step.verb is Verb.REOPEN:
        changes |= {"closed_on": None, "reopened": F("reopened") + 1}
    elif step.verb is Verb.RETURN:
        changes |= {"returns": F("returns") + 1}
    return changes


def locked_issue(actor: Actor, issue_id: int) -> Issue:
    """The issue's row, held until the transaction ends. Raises Http404 for one the actor may not see."""
    return locked(visible_to(actor), issue_id)
