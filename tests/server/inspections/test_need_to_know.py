"""Wording, measures and what people write about an issue reach nobody but those concerned: every page is searched."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.server.conftest import Advance as ReportAdvance
from tests.server.conftest import Office
from tests.server.inspections.conftest import FED_BACK, Inspections
from tests.server.inspections.talent_examples import TALENT_NAME, TALENT_REASON, TRAINING_TOPIC
from tests.server.web.access import clue_examples, examples_of, issue_examples

from zhunsheng.server.inspections.circulars.models import Circular, CircularRecipient
from zhunsheng.server.inspections.issues.actions import move
from zhunsheng.server.inspections.models import Issue, Measure
from zhunsheng.server.inspections.selfchecks.models import Answer, FoundProblem
from zhunsheng.server.inspections.supervision.models import NoticeSlip
from zhunsheng.server.inspections.sweeps.models import SweepPaper, SweepRecipient, SweptProblem
from zhunsheng.server.inspections.workflow import Verb

POOL = (TALENT_NAME, TALENT_REASON, TRAINING_TOPIC)
WORDING, MEASURE, WORDS = "绝密表述甲乙丙", "绝密措施丁戊己", "绝密理由庚辛壬"
SELF_FOUND = "绝密自查子丑寅"
"""What 甲局 has found in itself and not yet handed in."""
SWEPT = "绝密核查卯辰巳"
"""What was found when an old problem was looked at again, and what 甲局 replied."""
CIRCULATED, REPORTED = "绝密通报午未申", "绝密落实酉戌亥"
"""What a circular sent to 甲局 says, and what 甲局 reported back."""
SLIPPED, ANSWERED = "绝密提示金木水", "绝密答复火土日"
"""What a slip issued to 甲局 says, and what 甲局 answered."""
PLANTED = (WORDING, MEASURE, WORDS, SELF_FOUND, SWEPT, CIRCULATED, REPORTED, SLIPPED, ANSWERED)
OUTSIDERS = (
    "reviewer", "other_reviewer", "bureau", "auditor", "admin", "jia", "jia_head", "yi", "yi_head", "yi_rectifier",
    "other_member", "keeper",
)  # fmt: skip
CONCERNED = ("inspector", "leading", "member", "jia_rectifier", "jia_discipline")


@pytest.fixture
def examples(
    office: Office, advance: ReportAdvance, inspections: Inspections, issue: Issue
) -> dict[str, object]:
    """Parameters of every address, about an issue at 甲局 that was sent back; each of its texts is a planted one."""
    report = advance("filling")
    found = examples_of(office, report) | issue_examples(inspections, issue) | clue_examples(office)
    move(office.actor("jia_rectifier"), issue_id=issue.pk, verb=Verb.SUBMIT)
    move(office.actor("jia_discipline"), issue_id=issue.pk, verb=Verb.RETURN, words=WORDS)
    Issue.objects.filter(pk=issue.pk).update(wording=WORDING)
    Measure.objects.filter(issue=issue).update(text=MEASURE)
    FoundProblem.objects.update(wording=SELF_FOUND, measures=SELF_FOUND)
    Answer.objects.update(note=SELF_FOUND)
    SweptProblem.objects.update(note=SWEPT)
    SweepRecipient.objects.update(reply=SWEPT)
    Circular.objects.update(text=CIRCULATED)
    CircularRecipient.objects.update(report=REPORTED)
    NoticeSlip.objects.update(matter=SLIPPED, reply=ANSWERED, replied_on=FED_BACK)
    return found


def _patterns(resolver: URLResolver, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        parameters = (*prefix, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, parameters)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name, parameters


def _found(client: Client, examples: dict[str, object], planted: tuple[str, ...] = PLANTED) -> set[str]:
    """Pages, downloads and refusals in which one of the planted words stands."""
    found = set()
    for name, parameters in sorted(set(_patterns(get_resolver()))):
        if name == "logout":  # whoever is logged out sees nothing any more
            continue
        url = reverse(name, kwargs={key: examples[key] for key in parameters})
        for method in ("get", "post"):
            with transaction.atomic():
                response = getattr(client, method)(url)
                transaction.set_rollback(True)
            body = _unpacked(b"".join(response) if response.streaming else response.content)
            if any(word.encode() in body for word in planted):
                found.add(name)
    return found


def _unpacked(body: bytes) -> bytes:
    """Word and Excel files are packed: what stands in them is looked at, not the packing."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def test_no_response_to_anybody_else_holds_a_word_of_it(office: Office, examples: dict[str, object]) -> None:
    leaks = {name: found for name in OUTSIDERS if (found := _found(office.client(name), examples))}
    assert leaks == {}


def test_those_concerned_do_read_it(office: Office, examples: dict[str, object]) -> None:
    for name in CONCERNED:
        assert {"ledger", "board", "issue"} <= _found(office.client(name), examples), name


def test_before_it_is_fed_back_its_own_unit_reads_nothing_of_it(
    office: Office, examples: dict[str, object], issue: Issue
) -> None:
    for paper in SweepPaper.objects.all():
        paper.problems.clear()  # nothing that is not fed back is handed over (test_sweeps)
    Issue.objects.filter(pk=issue.pk).update(fed_back_on=None)
    people = ("jia_rectifier", "jia_discipline", "jia_head", "inspector")
    planted = (WORDING, MEASURE, WORDS)
    reading = {name for name in people if _found(office.client(name), examples, planted)}
    assert reading == {"inspector"}


def test_what_a_unit_finds_in_itself_is_its_own_until_it_hands_it_in(
    office: Office, examples: dict[str, object]
) -> None:
    seen = {name: _found(office.client(name), examples, (SELF_FOUND,)) for name in CONCERNED}
    own = {"self_check", "answer_self_check", "self_check_document", "change_found_problem"}
    assert seen == {name: own if name == "jia_rectifier" else set() for name in CONCERNED}


def test_only_the_office_and_the_leading_group_read_the_pool(
    office: Office, examples: dict[str, object]
) -> None:
    people = ("leading", "member", "jia_rectifier", "auditor")
    found = {name: sorted(_found(office.client(name), examples, POOL)) for name in people}
    nothing: list[str] = []
    assert found == {
        "leading": ["talent", "talents", "trainings", "workload"],
        "member": nothing,
        "jia_rectifier": nothing,
        "auditor": nothing,
    }


def test_what_is_handed_over_is_read_by_those_it_went_to(office: Office, examples: dict[str, object]) -> None:
    seen = {name: _found(office.client(name), examples, (SWEPT,)) for name in CONCERNED}
    paper, answering = {"sweep_paper"}, {"note_sweep_receipt", "note_sweep_reply"}
    office_own = {"sweep", "sweep_workbook"}
    assert seen == {
        "inspector": paper | answering | office_own | {"look_again"},
        "leading": paper | office_own,
        "member": set(),
        "jia_rectifier": paper | answering,
        "jia_discipline": paper,
    }


def test_a_circular_is_read_by_those_it_went_to_and_a_report_by_the_office(
    office: Office, examples: dict[str, object]
) -> None:
    read, told = (
        {name: _found(office.client(name), examples, (word,)) for name in CONCERNED}
        for word in (CIRCULATED, REPORTED)
    )
    paper, page, reporting = {"circular", "circular_paper"}, {"circular"}, {"circular", "report_on_circular"}
    assert read == {
        "inspector": paper | {"change_circular"},
        "leading": paper,
        "member": set(),
        "jia_rectifier": paper | {"report_on_circular"},
        "jia_discipline": paper,
    }
    assert told == {
        "inspector": page,
        "leading": page,
        "member": set(),
        "jia_rectifier": reporting,
        "jia_discipline": set(),
    }


def test_a_slip_and_its_answer_are_read_by_the_unit_and_the_office(
    office: Office, examples: dict[str, object]
) -> None:
    read, told = (
        {name: _found(office.client(name), examples, (word,)) for name in CONCERNED}
        for word in (SLIPPED, ANSWERED)
    )
    pages = {"slip", "print_slip"}
    assert {name: found & {"slip", "print_slip"} for name, found in told.items()} == {
        "inspector": pages,
        "leading": pages,
        "member": set(),
        "jia_rectifier": pages,
        "jia_discipline": set(),
    }
    assert read["jia_rectifier"] == pages | {"supervision", "reply_slip"}
    assert read["member"] == read["jia_discipline"] == set()
