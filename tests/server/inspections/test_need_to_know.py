"""Wording, measures and what people write about an issue reach nobody but those concerned: every page is searched."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest
from django.test import Client
from tests.server.conftest import Advance as ReportAdvance
from tests.server.conftest import Office
from tests.server.inspections.conftest import Inspections
from tests.server.inspections.planted import (
    ANSWERED,
    ATTACHED,
    CIRCULATED,
    MEASURE,
    PLANTED,
    REPORTED,
    SELF_FOUND,
    SLIPPED,
    SWEPT,
    WORDING,
    WORDS,
    planted_examples,
)
from tests.server.inspections.talent_examples import TALENT_NAME, TALENT_REASON, TRAINING_TOPIC
from tests.server.web.addresses import ADDRESSES, answers

from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.sweeps.models import SweepPaper

pytestmark = pytest.mark.every_address
POOL = (TALENT_NAME, TALENT_REASON, TRAINING_TOPIC)
EVERY_WORD = (*PLANTED, *POOL)
OUTSIDERS = (
    "reviewer", "other_reviewer", "bureau", "auditor", "admin", "jia", "jia_head", "yi", "yi_head", "yi_rectifier",
    "other_member", "keeper",
)  # fmt: skip
CONCERNED = ("inspector", "leading", "member", "jia_rectifier", "jia_discipline")


@pytest.fixture
def examples(
    office: Office, advance: ReportAdvance, inspections: Inspections, issue: Issue
) -> dict[str, object]:
    return planted_examples(office, advance("filling"), inspections, issue)


Read = dict[str, set[str]]
"""Planted word → the pages, downloads and refusals in which it stands."""


def _read(client: Client, examples: dict[str, object], planted: Sequence[str]) -> Read:
    """What somebody is shown of the planted words at every address, by GET and POST."""
    read: Read = {word: set() for word in planted}
    for name, _, body in answers(client, ADDRESSES, examples):
        held = _unpacked(body)
        for word in planted:
            if word.encode() in held:
                read[word].add(name)
    return read


def _unpacked(body: bytes) -> bytes:
    """Word and Excel files are packed: what stands in them is looked at, not the packing."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def test_no_response_to_anybody_else_holds_a_word_of_it(office: Office, examples: dict[str, object]) -> None:
    read = {name: _read(office.client(name), examples, EVERY_WORD) for name in OUTSIDERS}
    assert read == {name: {word: set() for word in EVERY_WORD} for name in OUTSIDERS}


def test_those_concerned_read_what_concerns_them(office: Office, examples: dict[str, object]) -> None:
    """One way through all addresses for each of them; below, what was met on it, kind by kind."""
    seen = {name: _read(office.client(name), examples, EVERY_WORD) for name in CONCERNED}
    _the_issue(seen)
    _what_the_unit_finds_in_itself_until_it_hands_it_in(seen)
    _the_pool(seen)
    _what_is_handed_over(seen)
    _a_circular_and_the_report_on_it(seen)
    _a_slip_and_its_answer(seen)


Seen = dict[str, Read]


def _pages(seen: Seen, *words: str) -> dict[str, set[str]]:
    return {name: set().union(*(read[word] for word in words)) for name, read in seen.items()}


def _the_issue(seen: Seen) -> None:
    for name, pages in _pages(seen, WORDING, MEASURE, WORDS).items():
        assert {"ledger", "board", "issue"} <= pages, name


def _what_the_unit_finds_in_itself_until_it_hands_it_in(seen: Seen) -> None:
    assert _pages(seen, SELF_FOUND) == {name: set() for name in CONCERNED} | {
        "jia_rectifier": {"self_check", "answer_self_check", "self_check_document", "change_found_problem"}
    }


def _the_pool(seen: Seen) -> None:
    read = _pages(seen, *POOL)
    assert read.pop("inspector") >= {"talent", "talents", "trainings", "workload"}
    assert read == {
        "leading": {"talent", "talents", "trainings", "workload"},
        "member": set(),
        "jia_rectifier": set(),
        "jia_discipline": set(),
    }


def _what_is_handed_over(seen: Seen) -> None:
    paper, answering = {"sweep_paper"}, {"note_sweep_receipt", "note_sweep_reply"}
    office_own = {"sweep", "sweep_workbook"}
    assert _pages(seen, SWEPT) == {
        "inspector": paper | answering | office_own | {"look_again"},
        "leading": paper | office_own,
        "member": set(),
        "jia_rectifier": paper | answering,
        "jia_discipline": paper,
    }


def _a_circular_and_the_report_on_it(seen: Seen) -> None:
    paper, page, reporting = {"circular", "circular_paper"}, {"circular"}, {"circular", "report_on_circular"}
    assert _pages(seen, CIRCULATED) == {
        "inspector": paper | {"change_circular"},
        "leading": paper,
        "member": set(),
        "jia_rectifier": paper | {"report_on_circular"},
        "jia_discipline": paper,
    }
    assert _pages(seen, ATTACHED) == {
        "inspector": {"circular_file"},
        "leading": {"circular_file"},
        "member": set(),
        "jia_rectifier": {"circular_file"},
        "jia_discipline": {"circular_file"},
    }
    assert _pages(seen, REPORTED) == {
        "inspector": page,
        "leading": page,
        "member": set(),
        "jia_rectifier": reporting,
        "jia_discipline": set(),
    }


def _a_slip_and_its_answer(seen: Seen) -> None:
    pages = {"slip", "print_slip"}
    told = {name: read & pages for name, read in _pages(seen, ANSWERED).items()}
    assert told == {
        "inspector": pages,
        "leading": pages,
        "member": set(),
        "jia_rectifier": pages,
        "jia_discipline": set(),
    }
    read = _pages(seen, SLIPPED)
    assert read["jia_rectifier"] == pages | {"supervision", "reply_slip"}
    assert read["member"] == read["jia_discipline"] == set()


def test_before_it_is_fed_back_its_own_unit_reads_nothing_of_it(
    office: Office, examples: dict[str, object], issue: Issue
) -> None:
    for paper in SweepPaper.objects.all():
        paper.problems.clear()  # nothing that is not fed back is handed over (test_sweeps)
    Issue.objects.filter(pk=issue.pk).update(fed_back_on=None)
    people = ("jia_rectifier", "jia_discipline", "jia_head", "inspector")
    words = (WORDING, MEASURE, WORDS)
    reading = {name for name in people if any(_read(office.client(name), examples, words).values())}
    assert reading == {"inspector"}
