"""联络与传达: papers go to a higher team against a receipt; the three lists; the trace without words."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.liaison import actions
from zhunsheng.server.inspections.liaison.models import AskedPaper, HigherTeam
from zhunsheng.server.orgs.verdicts import Refused

SINCE, ASKED = date(2023, 8, 1), date(2023, 8, 3)
SECRET = "近三年工程招投标台账"
PAGE = "/inspections/liaison/"


def test_a_paper_is_handed_over_once_against_a_receipt(inspections: Inspections) -> None:
    inspector = inspections.office.actor("inspector")
    team = actions.receive_team(
        inspector, name="市委第三巡察组", since=SINCE, contact="区委巡察办综合岗", units=[]
    )
    with pytest.raises(Refused, match="提供时限 2023-08-02 早于提出日期 2023-08-03。"):
        actions.note_asked_paper(inspector, team=team, what=SECRET, asked_on=ASKED, due_on=date(2023, 8, 2))
    paper = actions.note_asked_paper(inspector, team=team, what=SECRET, asked_on=ASKED)
    with pytest.raises(Refused, match="请填写回执编号或上传回执。"):
        actions.hand_over_paper(inspector, paper_id=paper.pk, handed_on=date(2023, 8, 5))
    actions.hand_over_paper(
        inspector, paper_id=paper.pk, handed_on=date(2023, 8, 5), receipt="市巡三收〔2023〕4号"
    )
    with pytest.raises(Refused, match="这份资料 2023-08-05 已经移交。"):
        actions.hand_over_paper(inspector, paper_id=paper.pk, handed_on=date(2023, 8, 6), receipt="另一张")
    for name in ("leading", "jia_rectifier", "member"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            actions.note_relay(
                inspections.office.actor(name), document=SECRET, relayed_on=ASKED, audience="全体干部"
            )


def test_the_office_enters_and_the_leading_group_reads(inspections: Inspections) -> None:
    office = inspections.office
    client = office.client("inspector")
    typed = {"name": "市委第三巡察组", "since": "2023-08-01", "contact": "综合岗"}
    client.post(f"{PAGE}teams/new/", typed | {"units": [office.jia_unit.pk]})
    asked = {"what": SECRET, "asked_on": "2023-08-03", "due_on": "2023-08-10"}
    client.post(f"{PAGE}teams/{HigherTeam.objects.get().pk}/papers/new/", asked)
    late = _words(client.get(PAGE).content)
    paper = AskedPaper.objects.get()
    receipt = SimpleUploadedFile("回执.pdf", b"%PDF-1.4")
    client.post(f"{PAGE}papers/{paper.pk}/hand-over/", {"handed_on": "2023-08-12", "upload": receipt})
    client.post(
        f"{PAGE}relays/new/", {"document": SECRET, "relayed_on": "2023-08-01", "audience": "全体干部"}
    )
    refused = client.post(f"{PAGE}reports/new/", {"reported_on": "2023-08-20", "matter": "短"})
    client.post(f"{PAGE}reports/new/", {"reported_on": "2023-08-20", "matter": SECRET, "decision": "同意"})
    assert (refused.status_code, "2023-08-10 超期" in late) == (400, True)
    words = _words(office.client("leading").get(PAGE).content)
    assert "市委第三巡察组 2023-08-01 — 在此工作 联络：综合岗 涉及：示例区甲局" in words
    assert f"{SECRET} 2023-08-03 2023-08-10 2023-08-12 回执.pdf" in words
    assert f"2023-08-01 {SECRET} 全体干部" in words
    assert f"2023-08-20 {SECRET} 同意" in words
    assert "登记" not in words
    assert office.client("jia_rectifier").get(PAGE).status_code == 403
    told = "".join(Entry.objects.values_list("details", flat=True))
    assert SECRET not in told + "".join(Entry.objects.values_list("subject_name", flat=True))


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
