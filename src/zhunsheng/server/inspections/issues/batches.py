"""The same step for many issues at once, each judged by itself and with a trace of its own.

What one document proves, and what a meeting closes, is entered once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from zhunsheng.server.audit.trail import record_each
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.deadlines import faults_of_measure
from zhunsheng.server.inspections.entry_checks import happened
from zhunsheng.server.inspections.issues.actions import changes_of, stated_moment
from zhunsheng.server.inspections.models import Handling, Issue, Measure, Proof
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.subjects import chain_of, subject_of
from zhunsheng.server.inspections.workflow import (
    Move,
    Verb,
    may_change_measure,
    may_rectify,
    moves_of,
    verdict,
)
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require

_MOST_AT_ONCE = 500
"""Issues read together: a database takes only so many parameters in one query."""


@dataclass(slots=True)
class Outcome:
    done: list[Issue] = field(default_factory=list)
    skipped: list[tuple[Issue, str]] = field(default_factory=list)
    """With why."""


@transaction.atomic
def move_many(
    actor: Actor, *, issue_ids: Collection[int], verb: Verb, words: str = "", on: date | None = None
) -> Outcome:
    """Take the step where it may be taken; the others are told with the reason. `on` as in `move`."""
    outcome, words = Outcome(), words.strip()
    for issues in _held(actor, issue_ids):
        steps: dict[tuple[Move, datetime], list[Issue]] = {}
        last = _last_steps(issues)
        for issue in issues:
            try:
                require(verdict(actor, issue, verb))
                step = moves_of(verb, issue.state)[0]
                at = stated_moment(issue, on, last.get(issue.pk))
            except Refused as refusal:
                outcome.skipped.append((issue, str(refusal)))
                continue
            if step.needs_words and not words:
                raise Refused(f"{verb.label}要写明理由。")
            steps.setdefault((step, at), []).append(issue)
        for (step, at), taking in steps.items():
            _keep(actor, step, at, words, on, taking)
            outcome.done += taking
    return outcome


def _last_steps(issues: list[Issue]) -> dict[int, datetime]:
    found = Handling.objects.filter(issue__in=issues).order_by().values_list("issue_id")
    return dict(found.annotate(last=Max("at")))


def _keep(actor: Actor, step: Move, at: datetime, words: str, on: date | None, issues: list[Issue]) -> None:
    """Issues that take the same step at the same moment."""
    Issue.objects.filter(pk__in=[issue.pk for issue in issues]).update(**changes_of(step, at))
    Handling.objects.bulk_create(
        Handling(
            issue=issue,
            verb=step.verb,
            origin=step.origin,
            target=step.target,
            words=words,
            by_id=actor.person,
            by_name=actor.name,
            at=at,
        )
        for issue in issues
    )
    details = {"from": step.origin, "to": step.target} | ({"on": on.isoformat()} if on is not None else {})
    record_each(actor, step.verb, [(subject_of(issue), details, chain_of(issue)) for issue in issues])


@transaction.atomic
def prove_many(
    actor: Actor, *, issue_ids: Collection[int], upload: UploadedFile[bytes], effective_on: date
) -> Outcome:
    """One document that proves every open measure of these issues; they were done on its day."""
    happened(effective_on, "佐证的生效日期")
    stored = store_upload(actor, upload, guarded=True)
    outcome = Outcome()
    for issues in _held(actor, issue_ids):
        proven: list[tuple[Issue, list[Measure]]] = []
        for issue in issues:
            allowed = may_rectify(actor, issue)
            open_measures = [
                measure
                for measure in issue.measures.all()
                if measure.done_on is None and may_change_measure(actor, measure)
            ]
            why_not = allowed.reason or _unfit(issue, open_measures, effective_on)
            if why_not:
                outcome.skipped.append((issue, why_not))
                continue
            proven.append((issue, open_measures))
        _prove(actor, stored.pk, stored.sha256, effective_on, proven)
        outcome.done += [issue for issue, _ in proven]
    return outcome


def _unfit(issue: Issue, open_measures: list[Measure], done_on: date) -> str:
    if not open_measures:
        return "没有还没完成的措施。"
    return faults_of_measure(issue, done_on=done_on).get("done_on", "")


def _prove(
    actor: Actor, file_id: int, sha256: str, on: date, proven: list[tuple[Issue, list[Measure]]]
) -> None:
    measures = [measure for _, found in proven for measure in found]
    for measure in measures:
        measure.done_on = on
    Measure.objects.bulk_update(measures, ["done_on"], batch_size=200)
    Proof.objects.bulk_create(
        Proof(measure=measure, file_id=file_id, effective_on=on, by_id=actor.person) for measure in measures
    )
    for issue, found in proven:
        issue.measures_done += len(found)
        issue.evidence_total += len(found)
    Issue.objects.bulk_update(
        [issue for issue, _ in proven], ["measures_done", "evidence_total"], batch_size=200
    )
    told = [
        (
            subject_of(issue),
            {"measures": [m.pk for m in found], "sha256": sha256, "effective_on": on.isoformat()},
            chain_of(issue),
        )
        for issue, found in proven
    ]
    record_each(actor, "add_proof", told)


_READ_ALONG = ("unit", "supports", "measures__proofs", "measures__unit", "handlings")


def _held(actor: Actor, issue_ids: Collection[int]) -> Iterable[list[Issue]]:
    """The issues the actor may see, their rows held until the transaction ends, some at a time."""
    ids = list(issue_ids)
    for start in range(0, len(ids), _MOST_AT_ONCE):
        some = ids[start : start + _MOST_AT_ONCE]
        seen = visible_to(actor).filter(pk__in=some).values_list("pk", flat=True)
        held = Issue.objects.select_for_update().filter(pk__in=list(seen))
        yield list(held.order_by("pk").prefetch_related(*_READ_ALONG))
