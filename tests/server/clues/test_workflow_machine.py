"""Whatever anybody tries in whatever order, what must always hold of a clue and a complaint still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.server.clues.conftest import Cast

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.trail import verify
from zhunsheng.server.clues import actions
from zhunsheng.server.clues.actions import Said
from zhunsheng.server.clues.counts import transferred_in
from zhunsheng.server.clues.models import Kind, Record, Step
from zhunsheng.server.clues.policy import subjects_of
from zhunsheng.server.clues.queries import listed, record_for
from zhunsheng.server.clues.sealing import unseal
from zhunsheng.server.clues.workflow import MOVES, Verb
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused

PEOPLE = ("inspector", "aide", "bystander", "leading", "other_leader", "member", "jia", "admin")
LEADERS = ("leading", "other_leader")
KINDS = (Kind.CLUE, Kind.COMPLAINT)
WORDS = "办理情况"


@dataclass(frozen=True)
class Seen:
    state: str
    steps: int
    entries: int
    handlers: frozenset[int]
    subjects: frozenset[int]


class Machine(RuleBasedStateMachine):
    """Every example begins at the same two records, and leaves nothing behind."""

    cast: Cast
    records: dict[Kind, int]

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.asked: dict[Kind, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # --- what is tried ------------------------------------------------------------------------------

    @rule(
        name=st.sampled_from(PEOPLE),
        kind=st.sampled_from(KINDS),
        verb=st.sampled_from(tuple(Verb)),
        approver=st.sampled_from(PEOPLE),
        words=st.sampled_from(("", WORDS)),
    )
    def try_anything(self, name: str, kind: Kind, verb: Verb, approver: str, words: str) -> None:
        self._step(name, kind, verb, approver, words)

    @rule(kind=st.sampled_from(KINDS), choice=st.integers(0, 5), approver=st.sampled_from(LEADERS))
    def go_on(self, kind: Kind, choice: int, approver: str) -> None:
        """A step the table has from here, by somebody who may take it: so that examples get far."""
        moves = [move for move in MOVES if move.origin == self._record(kind).state]
        if moves:
            move = moves[choice % len(moves)]
            for name in LEADERS if move.by_leader else PEOPLE:
                if self._step(name, kind, move.verb, approver, WORDS):
                    return

    def _step(self, name: str, kind: Kind, verb: Verb, approver: str, words: str) -> bool:
        before, saw = self._seen(kind), self._sees(name, kind)
        today = timezone.localdate()
        said = Said(
            words=words,
            recipient=words,
            ground=words,
            signer=words,
            on=today,
            due_on=today + timedelta(days=10),
            approver=self.cast.office.people[approver],
        )
        done = self._try(actions.move, name, kind, verb=verb, said=said)
        after = self._seen(kind)
        if not done:
            assert after == before
            return False
        assert saw
        move = next(move for move in MOVES if (move.verb, move.origin) == (verb, before.state))
        assert (move.kind, move.target) == (kind, after.state)
        assert not move.by_leader or (name in LEADERS and self.asked.get(kind) != name)
        assert words or "words" not in move.needs
        assert (after.steps, after.entries > before.entries) == (before.steps + 1, True)
        self.asked.pop(kind, None)
        if verb in (Verb.ASK_ROUTING, Verb.PROPOSE):
            self.asked[kind] = name
            assert self.cast.office.people[approver].pk in after.handlers
        return True

    @rule(name=st.sampled_from(PEOPLE), kind=st.sampled_from(KINDS), whom=st.sampled_from(PEOPLE))
    def name_somebody(self, name: str, kind: Kind, whom: str) -> None:
        before, saw = self._seen(kind), self._sees(name, kind)
        if not self._try(actions.add_handler, name, kind, user=self.cast.office.people[whom]):
            assert self._seen(kind) == before
            return
        assert saw or name in LEADERS  # the latter where nobody is left
        assert name == "inspector" or name in LEADERS
        assert whom not in ("jia", "admin")
        assert self._sees(whom, kind)

    @rule(name=st.sampled_from(PEOPLE), kind=st.sampled_from(KINDS), whom=st.sampled_from(PEOPLE))
    def remove_somebody(self, name: str, kind: Kind, whom: str) -> None:
        before = self._seen(kind)
        pk = self.cast.office.people[whom].pk
        if not self._try(actions.remove_handler, name, kind, user_id=pk):
            assert self._seen(kind) == before
            return
        assert not self._sees(whom, kind)

    @rule(name=st.sampled_from(PEOPLE), whom=st.sampled_from(PEOPLE))
    def accuse(self, name: str, whom: str) -> None:
        before, saw = self._seen(Kind.COMPLAINT), self._sees(name, Kind.COMPLAINT)
        user = self.cast.office.people[whom]
        if not self._try(actions.name_subjects, name, Kind.COMPLAINT, users=[user]):
            assert self._seen(Kind.COMPLAINT) == before
            return
        assert saw
        assert name != whom
        assert not self._sees(whom, Kind.COMPLAINT)

    # --- what must hold -----------------------------------------------------------------------------

    @invariant()
    def only_the_named_see_it_and_never_the_accused(self) -> None:
        for kind in KINDS:
            seen = self._seen(kind)
            people = {name: self.cast.office.people[name].pk for name in PEOPLE}
            wanted = {name for name, pk in people.items() if pk in seen.handlers - seen.subjects}
            assert {name for name in PEOPLE if self._sees(name, kind)} == wanted
            assert {name for name in PEOPLE if self._lists(name, kind)} == wanted

    @invariant()
    def no_state_without_a_step_and_no_step_without_a_trace(self) -> None:
        for kind in KINDS:
            record = self._record(kind)
            steps = list(Step.objects.filter(record=record).order_by("pk"))
            first = {Kind.CLUE: "registered", Kind.COMPLAINT: "accepted"}[kind]
            way = [first, *(step.target for step in steps)]
            assert [step.origin for step in steps] == way[:-1]
            assert record.state == way[-1]
            traced = Entry.objects.filter(chain__name=f"{kind}/{record.pk}", verb__in=tuple(Verb))
            assert [entry.verb for entry in traced.order_by("number")] == [step.verb for step in steps]

    @invariant()
    def the_trace_holds_and_the_words_open(self) -> None:
        assert [broken for chain in Chain.objects.all() for broken in verify(chain)] == []
        assert [unseal(self._record(kind), "wording") for kind in KINDS] == [
            "绿化工程款疑似虚列",
            "接受被巡察单位宴请",
        ]

    @invariant()
    def the_count_is_the_recount(self) -> None:
        year = timezone.localdate().year
        given = Step.objects.filter(verb=Verb.TRANSFER, on__year=year).values("record_id").distinct()
        assert transferred_in(self.cast.office.tenant.pk, year) == given.count()

    def _try(self, act: Any, name: str, kind: Kind, **given: Any) -> bool:
        try:
            with transaction.atomic():
                act(self.cast.office.actor(name), record_id=self.records[kind], **given)
        except (Refused, Http404):
            return False
        return True

    def _record(self, kind: Kind) -> Record:
        return Record.objects.get(pk=self.records[kind])

    def _sees(self, name: str, kind: Kind) -> bool:
        try:
            record_for(self.cast.office.actor(name), self.records[kind])
        except Http404:
            return False
        return True

    def _lists(self, name: str, kind: Kind) -> bool:
        actor = self.cast.office.actor(name)
        if not actor.has(Role.INSPECTION, Role.LEADING, Role.TEAM):
            return False
        return self._record(kind) in listed(actor).mine

    def _seen(self, kind: Kind) -> Seen:
        record = self._record(kind)
        entries = Entry.objects.filter(chain__name=f"{kind}/{record.pk}").count()
        handlers = frozenset(record.handlers.values_list("user_id", flat=True))
        return Seen(record.state, record.steps.count(), entries, handlers, subjects_of(record))


def test_nothing_anybody_tries_breaks_what_must_hold(cast: Cast, clue: Record, complaint: Record) -> None:
    Machine.cast = cast
    Machine.records = {Kind.CLUE: clue.pk, Kind.COMPLAINT: complaint.pk}
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
