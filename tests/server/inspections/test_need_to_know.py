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
from tests.server.inspections.conftest import Inspections
from tests.server.inspections.planted import (
    ANSWERED,
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

from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.sweeps.models import SweepPaper

POOL = (TALENT_NAME, TALENT_REASON, TRAINING_TOPIC)
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
