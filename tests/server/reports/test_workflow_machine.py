"""Whatever anybody tries in whatever order, what must always hold of two reports still holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.server.conftest import Office

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.trail import verify
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.demo.campaign import fill_sample, make_ready
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import Draft, UnitReport
from zhunsheng.server.reports.queries import visible_to
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reports.workflow import STEPS, Verb, unanswered, verdict
from zhunsheng.server.reviews import actions as reviews
from zhunsheng.server.reviews.models import Opinion

UNITS = {"jia": "甲", "jia_head": "甲", "yi": "乙", "yi_head": "乙"}
"""Who sees one report alone; the others see both or none."""
BUREAU = ("reviewer", "other_reviewer", "bureau", "auditor")
PEOPLE = (*UNITS, *BUREAU, "admin")
ROLES = {
    "jia": Role.PREPARER,
    "yi": Role.PREPARER,
    "jia_head": Role.HEAD,
    "yi_head": Role.HEAD,
    "reviewer": Role.REVIEWER,
    "other_reviewer": Role.REVIEWER,
    "bureau": Role.BUREAU,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMIN,
}
CELLS = ("r1.actual", "section.七", "public_funds.office.final")


def _approve(actor: Actor, report: UnitReport, reason: str) -> Any:
    return actions.approve(actor, report_id=report.pk, draft_number=report.draft_number)


DO: dict[Verb, Callable[[Actor, UnitReport, str], Any]] = {
    Verb.START: lambda actor, report, _: actions.start_blank(actor, report_id=report.pk),
    Verb.SUBMIT: lambda actor, report, _: actions.submit(actor, report_id=report.pk),
    Verb.CONFIRM: lambda actor, report, _: actions.confirm_collected(actor, report_id=report.pk),
    Verb.APPROVE: _approve,
    Verb.SEND_BACK: lambda actor, report, why: actions.send_back(actor, report_id=report.pk, reason=why),
    Verb.WITHDRAW: lambda actor, report, _: actions.withdraw(actor, report_id=report.pk),
    Verb.OPEN_REVIEW: lambda actor, report, _: reviews.open_review(actor, report_id=report.pk),
    Verb.RELEASE: lambda actor, report, _: reviews.release(actor, report_id=report.pk),
    Verb.RETURN: lambda actor, report, why: reviews.return_report(actor, report_id=report.pk, reason=why),
    Verb.ACCEPT: lambda actor, report, _: reviews.accept(actor, report_id=report.pk),
    Verb.REOPEN: lambda actor, report, why: reviews.reopen(actor, report_id=report.pk, reason=why),
}


@dataclass(frozen=True)
class Seen:
    """Of a report, what only certain acts may change."""

    state: str
    version: int
    content: str
    entries: int


class Machine(RuleBasedStateMachine):
    """Every example begins at the same two reports, and leaves nothing behind."""

    office: Office
    reports: dict[str, int]

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.drafts: dict[int, tuple[str, str]] = {}
        self.versions = dict.fromkeys(self.reports.values(), 0)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # --- what is tried ------------------------------------------------------------------------------

    @rule(
        name=st.sampled_from(PEOPLE),
        unit=st.sampled_from("甲乙"),
        verb=st.sampled_from(tuple(Verb)),
        reason=st.sampled_from(("", "请补充佐证。")),
    )
    def try_anything(self, name: str, unit: str, verb: Verb, reason: str) -> None:
        self._step(name, unit, verb, reason)

    @rule(unit=st.sampled_from("甲乙"), choice=st.integers(0, 5))
    def go_on(self, unit: str, choice: int) -> None:
        """A step the table has from here, by somebody of the unit or the bureau: so that examples get far."""
        steps = [step for step in STEPS if step.origin == self._report(unit).state]
        step = steps[choice % len(steps)]
        fitting = [
            name for name, role in ROLES.items() if role is step.role and UNITS.get(name, unit) == unit
        ]
        self._step(fitting[choice % len(fitting)], unit, step.verb, "请按意见修改。")

    def _step(self, name: str, unit: str, verb: Verb, reason: str) -> None:
        before = self._seen(unit)
        actor, report = self.office.actor(name), self._report(unit)
        waiting = unanswered(report)
        try:
            DO[verb](actor, report, reason)
        except Refused:
            assert self._seen(unit) == before
            return
        after = self._seen(unit)
        assert (verb, before.state, after.state, ROLES[name]) in {
            (step.verb, step.origin, step.target, step.role) for step in STEPS
        }
        assert UNITS.get(name, unit) == unit
        assert not (verb is Verb.SUBMIT and waiting)
        assert after.entries > before.entries

    @rule(
        name=st.sampled_from(PEOPLE),
        unit=st.sampled_from("甲乙"),
        cell=st.sampled_from(CELLS),
        text=st.sampled_from(("", "12", "12.5", "全年完成")),
        behind=st.integers(0, 2),
    )
    def save(self, name: str, unit: str, cell: str, text: str, behind: int) -> None:
        before = self._seen(unit)
        change = [Change(cell, text)]
        base = max(0, before.version - behind)
        try:
            saved = save_cells(
                self.office.actor(name), report_id=self.reports[unit], base_version=base, changes=change
            )
        except Refused:
            assert self._seen(unit) == before
            return
        assert (UNITS.get(name), ROLES[name], before.state in ("filling", "returned")) == (
            unit,
            Role.PREPARER,
            True,
        )
        after = self._seen(unit)
        changed = after.content != before.content
        assert (after.version, after.entries) == (before.version + changed, before.entries + changed)
        assert after.state == before.state
        assert not (saved.conflicts and changed)

    @precondition(lambda self: UnitReport.objects.filter(state="under_review").exists())
    @rule(name=st.sampled_from(PEOPLE), unit=st.sampled_from("甲乙"))
    def write_an_opinion(self, name: str, unit: str) -> None:
        before = self._report(unit)
        try:
            reviews.add_opinion(
                self.office.actor(name), report_id=before.pk, cell="r1.actual", text="请附材料。"
            )
        except Refused:
            return
        assert (ROLES[name], before.state, before.reviewer_id in (None, self.office.people[name].pk)) == (
            Role.REVIEWER,
            "under_review",
            True,
        )

    @precondition(lambda self: Opinion.objects.filter(state="open").exists())
    @rule(name=st.sampled_from(PEOPLE))
    def answer(self, name: str) -> None:
        opinion = Opinion.objects.filter(state="open").select_related("report").order_by("pk")[0]
        try:
            reviews.answer_opinion(self.office.actor(name), opinion_id=opinion.pk, reply="已补传办件台账。")
        except Refused:
            return
        assert self.reports[UNITS[name]] == opinion.report_id
        assert ROLES[name] is Role.PREPARER

    # --- what must hold -----------------------------------------------------------------------------

    @invariant()
    def drafts_never_change(self) -> None:
        now = {draft.pk: (draft.sha256, repr(draft.content)) for draft in Draft.objects.all()}
        assert {pk: now.get(pk) for pk in self.drafts} == self.drafts
        self.drafts = now

    @invariant()
    def versions_never_fall(self) -> None:
        now = dict(UnitReport.objects.values_list("pk", "version"))
        assert [pk for pk, version in now.items() if version < self.versions[pk]] == []
        self.versions = now

    @invariant()
    def the_trace_holds(self) -> None:
        assert [broken for chain in Chain.objects.all() for broken in verify(chain)] == []

    @invariant()
    def nobody_sees_more_than_their_units(self) -> None:
        jia, yi = self.reports["甲"], self.reports["乙"]
        expected = {name: [self.reports[unit]] for name, unit in UNITS.items()}
        expected |= {name: sorted((jia, yi)) for name in BUREAU} | {"admin": []}
        listed = {
            name: sorted(visible_to(self.office.actor(name)).values_list("pk", flat=True)) for name in PEOPLE
        }
        opened = {name: sorted(pk for pk in (jia, yi) if self._opens(name, pk)) for name in PEOPLE}
        assert listed == opened == expected

    @invariant()
    def an_open_opinion_keeps_the_report_with_the_unit(self) -> None:
        for report in UnitReport.objects.select_related("campaign", "unit", "reviewer"):
            if unanswered(report):
                assert report.state in ("filling", "returned")
                assert not any(verdict(self.office.actor(name), report, Verb.SUBMIT) for name in PEOPLE)

    def _opens(self, name: str, report_id: int) -> bool:
        try:
            report_for(self.office.actor(name), report_id)
        except Refused:
            return False
        return True

    def _report(self, unit: str) -> UnitReport:
        return UnitReport.objects.select_related("campaign", "unit", "reviewer").get(pk=self.reports[unit])

    def _seen(self, unit: str) -> Seen:
        report = self._report(unit)
        entries = Entry.objects.filter(chain__name=f"report/{report.pk}").count()
        return Seen(report.state, report.version, repr(report.content), entries)


def _far_on(office: Office, reports: dict[str, int]) -> None:
    """甲局's report waits for the bureau; 乙局's came back with an opinion."""
    for unit, preparer, head in (("甲", "jia", "jia_head"), ("乙", "yi", "yi_head")):
        fill_sample(office.actor(preparer), reports[unit], 2)
        make_ready(office.actor(preparer), reports[unit])
        draft = actions.submit(office.actor(preparer), report_id=reports[unit])
        actions.approve(office.actor(head), report_id=reports[unit], draft_number=draft.number)
    reviewer = office.actor("reviewer")
    reviews.open_review(reviewer, report_id=reports["乙"])
    reviews.add_opinion(reviewer, report_id=reports["乙"], cell="r1.actual", text="请附材料。")
    reviews.return_report(reviewer, report_id=reports["乙"], reason="")


def test_nothing_anybody_tries_breaks_what_must_hold(office: Office, campaign: Campaign) -> None:
    units = {"甲": office.jia_unit, "乙": office.yi_unit}
    Machine.office = office
    Machine.reports = {
        name: UnitReport.objects.get(campaign=campaign, unit=unit).pk for name, unit in units.items()
    }
    _far_on(office, Machine.reports)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
