"""制度建设: what a rule is worth on which day, its versions, who reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.own_rules import actions
from zhunsheng.server.inspections.own_rules.models import OwnRule, Standing, standing_is
from zhunsheng.server.inspections.own_rules.queries import chain_of_versions
from zhunsheng.server.inspections.supervision.models import IssuedRule
from zhunsheng.server.orgs.verdicts import Refused

PAGE = "/inspections/rules/"
FIRST, SECOND, EFFECTIVE = date(2018, 3, 1), date(2023, 4, 1), date(2023, 5, 1)


def _enter(
    inspections: Inspections,
    title: str,
    issued_on: date,
    *replaces: OwnRule,
    effective_on: date | None = None,
) -> OwnRule:
    inspector = inspections.office.actor("inspector")
    return actions.enter_rule(
        inspector, title=title, issued_on=issued_on, effective_on=effective_on, replaces=replaces
    )


def test_what_a_rule_is_worth_follows_from_the_dates(inspections: Inspections) -> None:
    old = _enter(inspections, "巡察工作规程（试行）", FIRST)
    new = _enter(inspections, "巡察工作规程", SECOND, old, effective_on=EFFECTIVE)
    gone = _enter(inspections, "巡察组管理办法", FIRST)
    inspector = inspections.office.actor("inspector")
    actions.abolish_rule(inspector, own_rule_id=gone.pk, abolished_on=date(2022, 6, 1))
    days = (FIRST - timedelta(1), FIRST, date(2022, 6, 1), EFFECTIVE - timedelta(1), EFFECTIVE)
    coming, in_force, replaced, abolished = Standing
    wanted = {
        "巡察工作规程（试行）": [coming, in_force, in_force, in_force, replaced],
        "巡察工作规程": [coming, coming, coming, coming, in_force],
        "巡察组管理办法": [coming, in_force, abolished, abolished, abolished],
    }
    rules = list(OwnRule.objects.select_related("replaced_by"))
    assert {rule.title: [rule.standing(day) for day in days] for rule in rules} == wanted
    by_query = {
        rule.title: [
            next(s for s in Standing if OwnRule.objects.filter(standing_is(s, day), pk=rule.pk).exists())
            for day in days
        ]
        for rule in rules
    }
    assert by_query == wanted
    actions.abolish_rule(inspector, own_rule_id=gone.pk, abolished_on=None)
    gone.refresh_from_db()
    assert (gone.standing(EFFECTIVE), new.standing(EFFECTIVE)) == (in_force, in_force)


def test_versions_hang_together_also_where_one_replaces_two(inspections: Inspections) -> None:
    oldest = _enter(inspections, "整改督查办法（试行）", date(2016, 1, 5))
    old = _enter(inspections, "整改督查办法", FIRST, oldest)
    beside = _enter(inspections, "问题底稿制度", FIRST)
    new = _enter(inspections, "整改和成果运用办法", SECOND, old, beside)
    alone = _enter(inspections, "人才库管理办法", FIRST)
    every = ["整改和成果运用办法", "问题底稿制度", "整改督查办法", "整改督查办法（试行）"]
    for rule in (oldest, old, new):
        rule.refresh_from_db()
        assert [entry.title for entry in chain_of_versions(rule)] == every
    assert [entry.title for entry in chain_of_versions(alone)] == ["人才库管理办法"]


def test_what_does_not_fit_is_refused(inspections: Inspections) -> None:
    old = _enter(inspections, "巡察工作规程（试行）", SECOND)
    inspector = inspections.office.actor("inspector")
    with pytest.raises(
        Refused, match="印发日期 2018-03-01 早于“巡察工作规程（试行）”的印发日期 2023-04-01。"
    ):
        _enter(inspections, "巡察工作规程", FIRST, old)
    with pytest.raises(Refused, match="施行日期 2018-03-01 早于印发日期 2023-04-01。"):
        _enter(inspections, "巡察工作规程", SECOND, effective_on=FIRST)
    with pytest.raises(Refused, match="名称至少写 4 个字。"):
        _enter(inspections, "规程", SECOND)
    _enter(inspections, "巡察工作规程", EFFECTIVE, old)
    with pytest.raises(Refused, match="“巡察工作规程（试行）”已经被替代或者废止。"):
        _enter(inspections, "巡察工作规程（2024）", EFFECTIVE, old)
    with pytest.raises(Refused, match="这件制度已经被替代，不用再废止。"):
        actions.abolish_rule(inspector, own_rule_id=old.pk, abolished_on=EFFECTIVE)
    assert OwnRule.objects.count() == 2
    for name in ("leading", "member", "jia_rectifier"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            actions.enter_rule(inspections.office.actor(name), title="巡察工作规程", issued_on=SECOND)


def test_the_office_enters_it_by_the_pages_and_the_teams_read(inspections: Inspections) -> None:
    office, client = inspections.office, inspections.office.client("inspector")
    old = _enter(inspections, "巡察工作规程（试行）", FIRST)
    future = (timezone.localdate() + timedelta(days=1)).isoformat()
    typed = {"title": "巡察工作规程", "document_number": "示巡组发〔2023〕2号", "issued_on": "2023-04-01"}
    refused = client.post(f"{PAGE}new/", typed | {"issued_on": future})
    assert (refused.status_code, "还没有到。" in _words(refused.content)) == (400, True)
    text = SimpleUploadedFile("规程.pdf", b"%PDF-1.4")
    client.post(f"{PAGE}new/", typed | {"replaces": [old.pk], "upload": text})
    new = OwnRule.objects.get(title="巡察工作规程")
    client.post(f"{PAGE}{new.pk}/change/", typed | {"effective_on": "2023-05-01"})
    member = office.client("member")
    assert _listed(member.get(PAGE).content) == [
        ["巡察工作规程", "示巡组发〔2023〕2号", "2023-04-01", "2023-05-01"]
    ]
    counters = html.fromstring(member.get(PAGE).content.decode()).xpath(
        "//nav[@aria-label='制度的效力']//b/text()"
    )
    assert counters == ["0", "1", "1", "0", "2"]
    queries = {
        "?standing=replaced": ["巡察工作规程（试行）"],
        "?standing=all": ["巡察工作规程", "巡察工作规程（试行）"],
        "?standing=all&search=试行": ["巡察工作规程（试行）"],
        "?search=2023〕2号": ["巡察工作规程"],
        "?standing=nothing&page=9": ["巡察工作规程"],
    }
    found = {query: [row[0] for row in _listed(member.get(PAGE + query).content)] for query in queries}
    assert found == queries
    assert b"".join(member.get(f"{PAGE}{new.pk}/file/")) == b"%PDF-1.4"
    page = _words(member.get(f"{PAGE}{old.pk}/").content)
    assert "由 巡察工作规程 自 2023-05-01 起替代" in page
    assert "废止" not in page
    other = SimpleUploadedFile("试行.pdf", b"%PDF-1.5")
    client.post(f"{PAGE}{old.pk}/file/attach/", {"upload": other})
    assert b"".join(client.get(f"{PAGE}{old.pk}/file/")) == b"%PDF-1.5"
    for name in ("jia_rectifier", "jia_discipline", "bureau", "auditor"):
        statuses = {office.client(name).get(path).status_code for path in (PAGE, f"{PAGE}{new.pk}/file/")}
        assert statuses <= {403, 404}, name


def test_it_is_no_rule_that_came_of_a_finding(inspections: Inspections) -> None:
    rule = _enter(inspections, "巡察工作规程", SECOND)
    assert IssuedRule.objects.count() == 0
    verbs = Entry.objects.filter(subject=f"own_rule/{rule.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["enter_own_rule"]


def _listed(content: bytes) -> list[list[str]]:
    rows = html.fromstring(content.decode()).xpath("//main//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.findall("td")][:4] for row in rows]


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
