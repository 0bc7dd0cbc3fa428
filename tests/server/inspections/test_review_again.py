"""联审 after 退回: everybody anew, or only who returned it and who hasn't spoken; whatever anybody tries."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.server.conftest import OPERATOR, YEAR, add_person
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.inspections.models import Register, ReviewAgain
from zhunsheng.server.inspections.papers import actions as paper_actions
from zhunsheng.server.inspections.papers.actions import NewSeat
from zhunsheng.server.inspections.papers.models import Paper, PaperKind, PaperOpinion, PaperState
from zhunsheng.server.inspections.papers.policy import waiting_for
from zhunsheng.server.inspections.rounds.actions import keep_register
from zhunsheng.server.orgs.actions import create_unit, place_unit
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.verdicts import Refused

REVIEWERS = ("jia_discipline", "zuzhi", "shenji")
SEATS = {"jia_discipline": "派驻纪检监察组", "zuzhi": "示例区委组织部", "shenji": "示例区审计局"}


@pytest.fixture
def departments(inspections: Inspections) -> list[Unit]:
    office, made = inspections.office, []
    for code, person in (("301", "zuzhi"), ("302", "shenji")):
        unit = create_unit(OPERATOR, tenant=office.tenant, code=code, name=SEATS[person])
        place_unit(OPERATOR, unit=unit, fiscal_year=YEAR, parent=office.root)
        add_person(office, person, unit, Role.JOINT)
        made.append(unit)
    return made


@pytest.fixture
def paper(inspections: Inspections, departments: list[Unit]) -> Paper:
    """甲局's plan: the discipline group first, then 组织部 and 审计局 side by side."""
    inspector = inspections.office.actor("inspector")
    seats = [NewSeat(None, 1), *(NewSeat(unit, 2) for unit in departments)]
    paper_actions.set_seats(inspector, kind=PaperKind.PLAN, seats=seats)
    return paper_actions.ask_for_paper(
        inspector,
        entry=inspections.round,
        unit=inspections.office.jia_unit,
        kind=PaperKind.PLAN,
        due_on=timezone.localdate(),
    )


def _set(inspections: Inspections, again: ReviewAgain) -> None:
    unit = inspections.register.unit
    keep_register(inspections.office.actor("inspector"), unit=unit, review_again=again)


def _hand_in(inspections: Inspections, paper: Paper, reason: str = "") -> None:
    paper_actions.hand_in(
        inspections.office.actor("jia_rectifier"),
        paper_id=paper.pk,
        upload=SimpleUploadedFile("方案.pdf", b"%PDF-1.4"),
        dated_on=FED_BACK,
        reason=reason,
    )


def _give(inspections: Inspections, name: str, passes: bool) -> None:
    actor = inspections.office.actor(name)
    [opinion] = waiting_for(actor)
    paper_actions.give_opinion(
        actor, opinion_id=opinion.pk, passes=passes, words="" if passes else "请补时限"
    )


def _said(paper: Paper) -> dict[str, tuple[str, int | None]]:
    """Of the latest version: by seat, the verdict and of which version it was given."""
    version = paper.versions.last()
    assert version is not None
    return {opinion.seat_name: (opinion.verdict, opinion.said_of) for opinion in version.opinions.all()}


def _returned_once(inspections: Inspections, paper: Paper) -> None:
    _hand_in(inspections, paper)
    _give(inspections, "jia_discipline", passes=True)
    _give(inspections, "zuzhi", passes=False)
    _hand_in(inspections, paper)


def test_by_default_everybody_reviews_again(inspections: Inspections, paper: Paper) -> None:
    _returned_once(inspections, paper)
    assert _said(paper) == dict.fromkeys(SEATS.values(), ("", None))


def test_as_set_only_who_returned_it_and_who_has_not_spoken(inspections: Inspections, paper: Paper) -> None:
    _set(inspections, ReviewAgain.RETURNING)
    _returned_once(inspections, paper)
    assert _said(paper) == {
        "派驻纪检监察组": ("passed", 1),
        "示例区委组织部": ("", None),
        "示例区审计局": ("", None),
    }
    _give(inspections, "zuzhi", passes=True)
    _give(inspections, "shenji", passes=False)
    _hand_in(inspections, paper)
    assert _said(paper) == {
        "派驻纪检监察组": ("passed", 1),
        "示例区委组织部": ("passed", 2),
        "示例区审计局": ("", None),
    }
    page = inspections.office.client("zuzhi").get(f"/inspections/papers/{paper.pk}/").content.decode()
    assert "沿用第 1 稿的意见" in page
    _give(inspections, "shenji", passes=True)
    paper.refresh_from_db()
    assert paper.state == "passed"


def test_were_nobody_left_everybody_reviews_again(
    inspections: Inspections, paper: Paper, departments: list[Unit]
) -> None:
    """组织部 returned it and then no longer reviews such papers."""
    _set(inspections, ReviewAgain.RETURNING)
    _hand_in(inspections, paper)
    _give(inspections, "jia_discipline", passes=True)
    _give(inspections, "shenji", passes=True)
    _give(inspections, "zuzhi", passes=False)
    seats = [NewSeat(None, 1), NewSeat(departments[1], 2)]
    paper_actions.set_seats(inspections.office.actor("inspector"), kind=PaperKind.PLAN, seats=seats)
    _hand_in(inspections, paper)
    assert _said(paper) == {"派驻纪检监察组": ("", None), "示例区审计局": ("", None)}


class Machine(RuleBasedStateMachine):
    """One paper, the setting changed at will. Every example begins before the first version."""

    inspections: Inspections
    paper: Paper

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @rule(again=st.sampled_from(ReviewAgain))
    def set_anew(self, again: ReviewAgain) -> None:
        _set(self.inspections, again)

    @rule(reason=st.sampled_from(("", "上级对时限有新的要求")))
    def hand_in(self, reason: str) -> None:
        """Once it has passed, only as a revision with a reason."""
        before, in_force = self._state(), self._paper().in_force
        try:
            _hand_in(self.inspections, self.paper, reason)
        except Refused:
            assert before == PaperState.IN_REVIEW or (before, reason) == (PaperState.PASSED, "")
        else:
            assert before != PaperState.IN_REVIEW
            assert (before, reason) != (PaperState.PASSED, "")
            assert self._paper().in_force == in_force
            self._what_is_carried_over()

    @rule()
    def give_up(self) -> None:
        """Only a revision, and only once it was sent back: what was in force is in force, and nothing is lost."""
        before, paper, versions = self._state(), self._paper(), self.paper.versions.count()
        try:
            paper_actions.give_up_revision(
                self.inspections.office.actor("jia_rectifier"), paper_id=self.paper.pk
            )
        except Refused:
            assert paper.in_force is None or before != PaperState.RETURNED
        else:
            assert (paper.in_force is not None, before) == (True, PaperState.RETURNED)
            assert (self._state(), self._paper().in_force) == (PaperState.PASSED, paper.in_force)
            assert self.paper.versions.count() == versions

    def _what_is_carried_over(self) -> None:
        """What passed the version before, and nothing unless the register says so."""
        *_, latest = versions = list(self.paper.versions.all())
        carried = {opinion.seat_name for opinion in latest.opinions.exclude(said_of=None)}
        expected: set[str] = set()
        anew = latest.number - 1 == self._paper().in_force or any(v.given_up_at for v in versions[-2:-1])
        if Register.objects.get().review_again == ReviewAgain.RETURNING and len(versions) > 1 and not anew:
            expected = {opinion.seat_name for opinion in versions[-2].opinions.filter(verdict="passed")}
        assert carried == expected

    @rule(name=st.sampled_from(REVIEWERS), passes=st.booleans(), which=st.integers(0, 20))
    def say_something(self, name: str, passes: bool, which: int) -> None:
        """Of any version, in turn or not."""
        opinions = list(PaperOpinion.objects.order_by("pk"))
        if not opinions:
            return
        opinion = opinions[which % len(opinions)]
        before = self._state()
        allowed = waiting_for(self.inspections.office.actor(name)).filter(pk=opinion.pk).exists()
        try:
            paper_actions.give_opinion(
                self.inspections.office.actor(name), opinion_id=opinion.pk, passes=passes, words="请补时限"
            )
        except Refused:
            assert (allowed, self._state()) == (False, before)
        else:
            assert (allowed, before) == (True, PaperState.IN_REVIEW)

    @rule(passes=st.sampled_from((True, True, False)))
    def go_on(self, passes: bool) -> None:
        """Whoever's turn it is, so that examples get far."""
        for name in REVIEWERS:
            if waiting_for(self.inspections.office.actor(name)):
                _give(self.inspections, name, passes)
                return

    @invariant()
    def the_state_is_what_the_latest_opinions_say(self) -> None:
        version = self.paper.versions.last()
        verdicts = [] if version is None else [opinion.verdict for opinion in version.opinions.all()]
        if not verdicts:
            expected = PaperState.DUE
        elif version is not None and version.given_up_at is not None:
            expected = PaperState.PASSED
        elif "returned" in verdicts:
            expected = PaperState.RETURNED
        else:
            expected = PaperState.IN_REVIEW if "" in verdicts else PaperState.PASSED
        assert self._state() == expected

    @invariant()
    def in_force_is_the_last_version_everybody_passed(self) -> None:
        passed = [
            version.number
            for version in self.paper.versions.all()
            if not version.opinions.exclude(verdict="passed").exists()
        ]
        assert self._paper().in_force == max(passed, default=None)

    @invariant()
    def what_was_given_up_never_passed(self) -> None:
        given_up = self.paper.versions.exclude(given_up_at=None)
        assert all(version.opinions.filter(verdict="returned").exists() for version in given_up)

    @invariant()
    def a_revision_and_nothing_else_has_a_reason(self) -> None:
        revised = False
        for version in self.paper.versions.all():
            assert bool(version.reason) or not revised
            revised = revised or not version.opinions.exclude(verdict="passed").exists()

    @invariant()
    def somebody_is_waited_for_exactly_while_it_is_under_review(self) -> None:
        waited = [name for name in REVIEWERS if waiting_for(self.inspections.office.actor(name))]
        assert bool(waited) == (self._state() == PaperState.IN_REVIEW)

    def _state(self) -> str:
        return self._paper().state

    def _paper(self) -> Paper:
        return Paper.objects.get(pk=self.paper.pk)


def test_whatever_is_tried_with_a_paper(inspections: Inspections, paper: Paper) -> None:
    Machine.inspections, Machine.paper = inspections, paper
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
