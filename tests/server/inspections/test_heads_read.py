"""Whether a unit's head reads its issues: a setting, off unless set; then after 反馈, and read only."""

from __future__ import annotations

from django.test import Client
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.inspections.models import Issue, Step
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.rounds.actions import date_steps, keep_register
from zhunsheng.server.inspections.workflow import may_name_people, may_rectify, may_see, verdicts


def _let_heads_read(inspections: Inspections) -> None:
    keep_register(inspections.office.actor("inspector"), unit=inspections.register.unit, heads_read=True)


def _sees(inspections: Inspections, name: str, issue: Issue) -> bool:
    """By the query; the rule for one issue must say the same."""
    actor = inspections.office.actor(name)
    listed = visible_to(actor).filter(pk=issue.pk).exists()
    assert bool(may_see(actor, issue)) == listed
    return listed


def test_off_unless_set(inspections: Inspections, issue: Issue) -> None:
    assert not _sees(inspections, "jia_head", issue)
    client = inspections.office.client("jia_head")
    assert "/inspections/" not in client.get("/").content.decode()
    assert client.get("/inspections/").status_code == 403


def test_once_set_it_reads_its_own_after_feedback(inspections: Inspections, issue: Issue) -> None:
    _let_heads_read(inspections)
    assert _sees(inspections, "jia_head", issue)
    assert not _sees(inspections, "yi_head", issue)
    inspector = inspections.office.actor("inspector")
    date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: None})
    issue.refresh_from_db()
    assert not _sees(inspections, "jia_head", issue)
    date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: FED_BACK})


def test_it_reads_and_does_nothing(inspections: Inspections, issue: Issue) -> None:
    _let_heads_read(inspections)
    actor = inspections.office.actor("jia_head")
    assert [verb for verb, verdict in verdicts(actor, issue).items() if verdict] == []
    assert (bool(may_rectify(actor, issue)), bool(may_name_people(actor, issue))) == (False, False)
    client = inspections.office.client("jia_head")
    assert "/inspections/" in client.get("/").content.decode()
    assert _buttons(client, "/inspections/") == {"筛选"}
    assert _buttons(client, f"/inspections/issues/{issue.pk}/") == set()
    links = ("/inspections/rounds/", "/inspections/board/", "/inspections/units/", "/inspections/reports/")
    assert [client.get(link).status_code for link in links] == [200] * 4


def _buttons(client: Client, address: str) -> set[str]:
    """Of the page itself, its head left out."""
    from lxml import html

    page = html.fromstring(client.get(address).content.decode())
    return {" ".join(button.text_content().split()) for button in page.xpath("//main//button")}
