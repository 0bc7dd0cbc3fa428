"""上级反馈: each problem claimed is an issue of the register; the counts follow the issues."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from tests.server.inspections.conftest import Advance, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.models import Issue, Source
from zhunsheng.server.inspections.superior import actions
from zhunsheng.server.inspections.superior.models import SuperiorFeedback
from zhunsheng.server.inspections.superior.queries import superior_visible_to, tally_of
from zhunsheng.server.orgs.verdicts import Refused

GIVEN = date(2023, 4, 10)
SECRET = "河道保洁经费拨付不及时"
PAGE = "/inspections/superior/"


@pytest.fixture
def feedback(inspections: Inspections) -> SuperiorFeedback:
    """Three problems under two aspects."""
    inspector = inspections.office.actor("inspector")
    found = actions.note_superior(
        inspector,
        manner=SuperiorFeedback.Manner.FEEDBACK,
        given_by="市委第三巡察组",
        given_on=GIVEN,
    )
    for aspect, wording in (("民生保障", SECRET), ("民生保障", "补贴发放迟缓"), ("基层党建", "台账不规范")):
        actions.add_problem(inspector, superior_id=found.pk, aspect=aspect, wording=wording)
    return found


def test_a_problem_is_claimed_once_and_counted_when_closed(
    inspections: Inspections, feedback: SuperiorFeedback, bring: Advance
) -> None:
    inspector, jia = inspections.office.actor("inspector"), inspections.office.jia_unit
    mine = superior_visible_to(inspector)
    assert tally_of(mine).words == "2 个方面 3 个问题，已整改 0 个"
    first = feedback.aspects.get(name="民生保障").problems.all()[0]
    issue = actions.claim_problem(inspector, problem_id=first.pk, unit=jia)
    assert (issue.number, issue.source, issue.wording, issue.unit, issue.fed_back_on) == (
        "SJ2023-001",
        Source.SUPERIOR,
        SECRET,
        jia,
        GIVEN,
    )
    with pytest.raises(Refused, match="这个问题已经认领，请在台账里办理。"):
        actions.claim_problem(inspector, problem_id=first.pk, unit=jia)
    with pytest.raises(Refused, match="这个问题已经认领"):
        actions.remove_problem(inspector, problem_id=first.pk)
    bring(issue, "closed")
    last = feedback.aspects.get(name="基层党建").problems.get()
    actions.remove_problem(inspector, problem_id=last.pk)
    tally = tally_of(mine)
    assert (tally.words, tally.claimed) == ("1 个方面 2 个问题，已整改 1 个", 1)
    told = "".join(Entry.objects.filter(subject_name__contains="市委").values_list("details", flat=True))
    assert ("SJ2023-001" in told, SECRET in told) == (True, False)


def test_only_the_office_enters_and_a_unit_reads_in_the_ledger(
    inspections: Inspections, feedback: SuperiorFeedback
) -> None:
    office = inspections.office
    problem = feedback.aspects.get(name="民生保障").problems.all()[0]
    with pytest.raises(Refused, match="台账由巡察办登记。"):
        actions.claim_problem(office.actor("leading"), problem_id=problem.pk, unit=office.jia_unit)
    issue = actions.claim_problem(office.actor("inspector"), problem_id=problem.pk, unit=office.jia_unit)
    rectifier = office.client("jia_rectifier")
    statuses = [
        rectifier.get(address).status_code
        for address in (PAGE, f"{PAGE}{feedback.pk}/", f"/inspections/issues/{issue.pk}/")
    ]
    assert statuses == [403, 404, 200]


def test_from_the_feedback_to_the_ledger_by_the_pages(inspections: Inspections) -> None:
    office = inspections.office
    client = office.client("inspector")
    client.post(f"{PAGE}new/", {"manner": "together", "given_by": "省委第二巡视组", "given_on": "2023-04-10"})
    page = f"{PAGE}{SuperiorFeedback.objects.get().pk}/"
    plan = {
        "head": "区委书记",
        "members": "区长、区纪委书记",
        "upload": SimpleUploadedFile("方案.pdf", b"%PDF-1.4"),
    }
    refused = client.post(f"{page}organise/", plan)
    assert (refused.status_code, "请填写方案日期。" in _words(refused.content)) == (400, True)
    plan["upload"] = SimpleUploadedFile("方案.pdf", b"%PDF-1.4")
    client.post(f"{page}organise/", plan | {"plan_on": "2023-04-20"})
    for wording in (SECRET, "补贴发放迟缓"):
        client.post(f"{page}problems/new/", {"aspect": "民生保障", "wording": wording})
    first = SuperiorFeedback.objects.get().aspects.get().problems.all()[0]
    claim = {"unit": office.jia_unit.pk, "due_on": "2023-07-01"}
    client.post(f"{PAGE}problems/{first.pk}/claim/", claim)
    assert Issue.objects.get().due_on == date(2023, 7, 1)
    words = _words(office.client("leading").get(page).content)
    assert "2023-04-10 反馈：1 个方面 2 个问题，已整改 0 个" in words
    assert "组长 区委书记，成员 区长、区纪委书记 整改方案：2023-04-20 方案.pdf" in words
    assert f"民生保障 {SECRET} 示例区甲局 SJ2023-001 待认领 2023-07-01" in words
    assert "民生保障 补贴发放迟缓 — — 未认领 —" in words
    assert "省委第二巡视组 市县同改 2023-04-10 1 2 1 0" in _words(client.get(PAGE).content)


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
