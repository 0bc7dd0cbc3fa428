"""Whatever anybody tries with two issues in whatever order, what must always hold of them still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.server.inspections.conftest import FED_BACK, PROOF, Inspections

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.trail import verify
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.models import (
    ENDED,
    Handling,
    Issue,
    IssueState,
    Measure,
    Proof,
    Source,
    Step,
    Support,
)
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.statistics.feed import RegisterSource
from zhunsheng.server.inspections.workflow import MOVES, VERIFYING, Verb, may_see
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused

ROLES = {
    "inspector": Role.INSPECTION,
    "leading": Role.LEADING,
    "jia_discipline": Role.DISCIPLINE,
    "jia_rectifier": Role.RECTIFIER,
    "yi_rectifier": Role.RECTIFIER,
    "member": Role.TEAM,
    "bureau": Role.BUREAU,
    "admin": Role.ADMIN,
}
UNITS = ("甲", "乙")
YI = "示例区乙局"
WRITTEN_BY = dict.fromkeys(ROLES, "") | {"jia_rectifier": "甲", "yi_rectifier": "乙"}


@dataclass(frozen=True)
class Seen:
    state: str
    entries: int
    handlings: int
    measures: tuple[int, int, int]


class Machine(RuleBasedStateMachine):
    """甲局 and 乙局 have an issue each; 乙局 may be asked to help with 甲局's. Every example leaves nothing behind."""

    inspections: Inspections
    issues: dict[str, int]

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.first_closed: dict[str, date] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # --- what is tried ---------------------------------------------------------------------------------

    @rule(
        name=st.sampled_from(tuple(ROLES)),
        unit=st.sampled_from(UNITS),
        verb=st.sampled_from(tuple(Verb)),
        words=st.sampled_from(("", "请补充佐证。")),
    )
    def try_anything(self, name: str, unit: str, verb: Verb, words: str) -> None:
        self._move(name, unit, verb, words)

    @rule(unit=st.sampled_from(UNITS), choice=st.integers(0, 7))
    def go_on(self, unit: str, choice: int) -> None:
        """A step the table has from here, by somebody who may take it: so that examples get far."""
        moves = [move for move in MOVES if move.origin == self._issue(unit).state]
        step = moves[choice % len(moves)]
        fitting = [name for name, role in ROLES.items() if role in step.roles and _of(name, unit)]
        if fitting:
            self._move(fitting[choice % len(fitting)], unit, step.verb, "请按意见办理。")

    def _move(self, name: str, unit: str, verb: Verb, words: str) -> None:
        before, complete = self._seen(unit), self._complete(unit)
        try:
            issue_actions.move(self._actor(name), issue_id=self.issues[unit], verb=verb, words=words)
        except (Refused, Http404):
            assert self._seen(unit) == before
            return
        after = self._seen(unit)
        taken = {
            (move.verb, str(move.origin), str(move.target), role) for move in MOVES for role in move.roles
        }
        assert (verb, before.state, after.state, ROLES[name]) in taken
        assert _of(name, unit)
        assert complete or verb not in {*VERIFYING, Verb.SUBMIT} - {Verb.KEEP}
        assert (after.entries, after.handlings) == (before.entries + 1, before.handlings + 1)

    @rule(
        name=st.sampled_from(tuple(ROLES)),
        unit=st.sampled_from(UNITS),
        done=st.booleans(),
        proof=st.booleans(),
    )
    def add_measure(self, name: str, unit: str, done: bool, proof: bool) -> None:
        before, actor = self._seen(unit), self._actor(name)
        try:
            measure = issue_actions.add_measure(
                actor,
                issue_id=self.issues[unit],
                text="逐项核对",
                leader="",
                department="",
                person="",
                due_on=None,
            )
        except (Refused, Http404):
            assert self._seen(unit) == before
            return
        if done:
            issue_actions.change_measure(actor, measure_id=measure.pk, done_on=FED_BACK)
        if proof:
            upload = SimpleUploadedFile("佐证.pdf", PROOF)
            issue_actions.add_proof(actor, measure_id=measure.pk, upload=upload, effective_on=FED_BACK)
        assert before.state == IssueState.RECTIFYING
        assert WRITTEN_BY[name] in self._writing(unit)
        assert measure.unit_name == ("" if _of(name, unit) else YI)

    @rule(name=st.sampled_from(tuple(ROLES)), unit=st.sampled_from(UNITS), which=st.integers(0, 5))
    def change_or_remove_a_measure(self, name: str, unit: str, which: int) -> None:
        found = list(Measure.objects.filter(issue_id=self.issues[unit]).select_related("unit"))
        if not found:
            return
        measure, before = found[which % len(found)], self._seen(unit)
        try:
            if which % 2:
                issue_actions.remove_measure(self._actor(name), measure_id=measure.pk)
            else:
                issue_actions.change_measure(self._actor(name), measure_id=measure.pk, text="逐项再核对")
        except (Refused, Http404):
            assert self._seen(unit) == before
            return
        assert before.state == IssueState.RECTIFYING
        assert WRITTEN_BY[name] in self._writing(unit)
        assert (measure.unit_name == YI) == (WRITTEN_BY[name] == "乙" and unit == "甲")

    @rule(days=st.sampled_from((-1, 0, 1)))
    def ask_for_help_or_no_more(self, days: int) -> None:
        """乙局, told on the day, with 甲局's issue."""
        inspector, pk = self._actor("inspector"), self.issues["甲"]
        support = Support.objects.filter(issue=pk).first()
        if support is None:
            on = timezone.localdate() + timedelta(days=days)
            issue_actions.add_support(inspector, issue_id=pk, unit=self.inspections.office.yi_unit, on=on)
            return
        written = Measure.objects.filter(issue=pk).exclude(unit=None).exists()
        try:
            issue_actions.remove_support(inspector, support_id=support.pk)
        except Refused:
            assert written
        else:
            assert not written

    # --- what always holds -------------------------------------------------------------------------------

    @invariant()
    def the_last_entry_tells_the_state(self) -> None:
        for unit, pk in self.issues.items():
            last = Handling.objects.filter(issue=pk).last()
            assert self._issue(unit).state == (last.target if last is not None else IssueState.UNCLAIMED)

    @invariant()
    def the_ledger_counts_what_a_recount_finds(self) -> None:
        for unit, pk in self.issues.items():
            measures = Measure.objects.filter(issue=pk)
            assert self._seen(unit).measures == (
                measures.count(),
                measures.exclude(done_on=None).count(),
                Proof.objects.filter(measure__issue=pk).count(),
            )

    @invariant()
    def closing_dates_agree_with_the_state(self) -> None:
        for unit in UNITS:
            issue = self._issue(unit)
            assert (issue.closed_on is not None) == (issue.state == IssueState.CLOSED)
            if unit in self.first_closed:
                assert issue.first_closed_on == self.first_closed[unit]
            elif issue.first_closed_on is not None:
                self.first_closed[unit] = issue.first_closed_on

    @invariant()
    def the_four_parts_make_the_total(self) -> None:
        """As the statistics count them, against a recount; 甲's issue is past its day, 乙's is not."""
        today = timezone.localdate()
        asked = RegisterSource().snapshots(self.inspections.register.unit_id, 2023, today)
        values = {snapshot.key: snapshot.value for snapshot in asked}
        open_ones = [unit for unit in UNITS if self._issue(unit).state not in ENDED]
        states = [self._issue(unit).state for unit in UNITS]
        recount = {
            "closed": states.count(IssueState.CLOSED),
            "long_term": states.count(IssueState.LONG_TERM),
            "overdue": open_ones.count("甲"),
            "in_time": open_ones.count("乙"),
        }
        assert {part: values[f"rectified.{part}"] for part in recount} == recount
        assert sum(recount.values()) == values["issues.found"]

    @invariant()
    def who_helps_sees_it_from_the_day_it_was_told(self) -> None:
        issue, actor = self._issue("甲"), self._actor("yi_rectifier")
        seen = visible_to(actor).filter(pk=issue.pk).exists()
        assert seen == bool(may_see(actor, issue)) == ("乙" in self._writing("甲"))

    @invariant()
    def the_chains_hold(self) -> None:
        for chain in Chain.objects.filter(name__in=[f"issue/{pk}" for pk in self.issues.values()]):
            assert verify(chain) == []

    # --- looking -----------------------------------------------------------------------------------------

    def _actor(self, name: str) -> Actor:
        return self.inspections.office.actor(name)

    def _writing(self, unit: str) -> set[str]:
        """Whose measures the issue takes: its own unit's, and from the day it was told those of who helps."""
        told = Support.objects.filter(issue=self.issues[unit], sent_on__lte=timezone.localdate())
        return {unit} | ({"乙"} if told.exists() else set())

    def _issue(self, unit: str) -> Issue:
        return Issue.objects.get(pk=self.issues[unit])

    def _complete(self, unit: str) -> bool:
        measures = Measure.objects.filter(issue=self.issues[unit])
        return bool(measures) and all(m.done_on is not None and m.proofs.exists() for m in measures)

    def _seen(self, unit: str) -> Seen:
        issue = self._issue(unit)
        return Seen(
            issue.state,
            Entry.objects.filter(chain__name=f"issue/{issue.pk}").count(),
            Handling.objects.filter(issue=issue).count(),
            (issue.measures_total, issue.measures_done, issue.evidence_total),
        )


def _of(name: str, unit: str) -> bool:
    return unit == {"jia_discipline": "甲", "jia_rectifier": "甲", "yi_rectifier": "乙"}.get(name, unit)


def test_whatever_is_tried_with_two_issues(inspections: Inspections) -> None:
    inspector = inspections.office.actor("inspector")
    found = {
        unit: issue_actions.register_issue(
            inspector,
            NewIssue("台账登记不全", Source.ROUTINE, inspectee.unit, date(2023, 3, 20), inspectee=inspectee),
        ).pk
        for unit, inspectee in zip(UNITS, (inspections.jia, inspections.yi), strict=True)
        if inspectee.unit is not None
    }
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: FED_BACK})
    issue_actions.change_issue(inspector, issue_id=found["乙"], due_on=date(2099, 12, 31))
    Machine.inspections, Machine.issues = inspections, found
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
