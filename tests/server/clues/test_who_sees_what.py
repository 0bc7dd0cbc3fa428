"""The table in docs/operate/谁看得见什么.md, drawn up anew from what the pages and policies let people see."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.server.clues.conftest import Cast
from tests.server.conftest import OPERATOR, YEAR, add_person
from tests.server.inspections.conftest import FED_BACK, Inspections, rectified
from tests.server.inspections.sent_papers import Sent, sent_papers

from zhunsheng.server.clues import actions
from zhunsheng.server.clues.models import Handler, Record
from zhunsheng.server.clues.policy import can_be_named
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.models import Issue, Source
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.supervision.actions import issue_slip
from zhunsheng.server.inspections.supervision.models import NoticeSlip
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actions import create_unit, place_unit
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.queries import SEEING

DOCUMENT = Path(__file__).parents[3] / "docs" / "operate" / "谁看得见什么.md"
HEADINGS = (
    "职责",
    "问题",
    "整改措施",
    "线索",
    "举报",
    "举报人身份",
    "提示单",
    "联审文书",
    "督办",
    "通报",
    "大起底移交单",
    "统计的数",
)
PEOPLE = {
    Role.PREPARER: "jia",
    Role.HEAD: "jia_head",
    Role.REVIEWER: "reviewer",
    Role.BUREAU: "bureau",
    Role.AUDITOR: "auditor",
    Role.ADMIN: "admin",
    Role.SECURITY: "security",
    Role.INSPECTION: "bystander",
    Role.TEAM: "member",
    Role.DISCIPLINE: "jia_discipline",
    Role.LEADING: "other_leader",
    Role.RECTIFIER: "jia_rectifier",
    Role.JOINT: "joint",
}
"""Somebody for each role, of 甲局 or over it; none registered the clue or the complaint."""
NOT_AT_ALL = "看不到"


@pytest.fixture
def everybody(cast: Cast) -> Cast:
    office = cast.office
    add_person(office, "security", office.root, Role.SECURITY)
    audit_office = create_unit(OPERATOR, tenant=office.tenant, code="302", name="示例区审计局")
    place_unit(OPERATOR, unit=audit_office, fiscal_year=YEAR, parent=office.root)
    add_person(office, "joint", audit_office, Role.JOINT)
    assert set(PEOPLE) == set(Role)
    return cast


def test_the_table_is_what_people_see(
    everybody: Cast,
    inspections: Inspections,
    issue: Issue,
    clue: Record,
    complaint: Record,
) -> None:
    rectified(inspections, issue)
    other = _issue_elsewhere(inspections)
    slips = _slips(inspections)
    sent = sent_papers(inspections, issue, Unit.objects.get(name="示例区审计局"))

    def row(role: Role, called: str) -> tuple[str, ...]:
        name = PEOPLE[role]
        return (
            called,
            _of_issues(everybody, name, issue, other, "固定资产盘点账实不符"),
            _of_issues(everybody, name, issue, other, "逐件盘点，补登台账"),
            _of_records(everybody, name, clue),
            _of_records(everybody, name, complaint),
            _of_identity(everybody, name, complaint),
            _of_slips(everybody, name, slips),
            *(_of_sent(everybody, name, papers) for papers in sent.values()),
            _of_counts(everybody, role, name),
        )

    rows = [row(role, role.label) for role in PEOPLE]
    keeper = everybody.office.actor("inspector")
    round_actions.keep_register(keeper, unit=inspections.register.unit, heads_read=True)
    rows.append(row(Role.HEAD, "单位负责人，台账设置允许看时"))
    lines = [f"| {' | '.join(row)} |" for row in (HEADINGS, tuple("-" * 3 for _ in HEADINGS), *rows)]
    written = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("|")]
    assert written == lines, "\n".join(lines)


def _issue_elsewhere(inspections: Inspections) -> Issue:
    """At 乙局, inspected by the other team, with a measure of the same words."""
    office = inspections.office
    new = NewIssue(
        wording="固定资产盘点账实不符",
        source=Source.ROUTINE,
        unit=office.yi_unit,
        found_on=date(2023, 3, 20),
        inspectee=inspections.yi,
    )
    found = issue_actions.register_issue(office.actor("inspector"), new)
    found.measures.create(text="逐件盘点，补登台账")
    return found


def _of_issues(cast: Cast, name: str, issue: Issue, other: Issue, words: str) -> str:
    """By the pages of an issue at the person's unit and of another's, before 反馈 and after."""
    own, others = _told(cast, name, issue, words), _told(cast, name, other, words)
    Issue.objects.filter(pk=issue.pk).update(fed_back_on=None)
    before = _told(cast, name, issue, words)
    Issue.objects.filter(pk=issue.pk).update(fed_back_on=FED_BACK)
    return {
        (True, True, True): "本地区全部",
        (True, True, False): "本组巡察的",
        (False, True, False): "反馈以后，职责所管单位的",
        (False, False, False): NOT_AT_ALL,
    }[before, own, others]


def _told(cast: Cast, name: str, issue: Issue, words: str) -> bool:
    page = cast.office.client(name).get(f"/inspections/issues/{issue.pk}/")
    return page.status_code == 200 and words in page.content.decode()


def _of_records(cast: Cast, name: str, entry: Record) -> str:
    """Not named, nobody sees it; who can be named sees it once they are, unless it is about them."""
    client, person = cast.office.client(name), cast.office.people[name]
    address = f"/clues/{entry.pk}/"
    assert client.get(address).status_code in (403, 404)
    if not can_be_named(entry, person):
        return NOT_AT_ALL
    cast.name(name, entry)
    assert client.get(address).status_code == 200
    if entry.kind != "complaint":
        return "指定经办的"
    actions.name_subjects(cast.office.actor("inspector"), record_id=entry.pk, users=[person])
    assert client.get(address).status_code == 404
    return "指定经办的；被举报的看不到"


def _of_identity(cast: Cast, name: str, complaint: Record) -> str:
    """Of a complaint that isn't about them."""
    person = cast.office.people[name]
    actions.seal(complaint, "subjects", "[]")
    address = f"/clues/{complaint.pk}/identity/"
    assert cast.office.client(name).get(address).status_code in (403, 404)
    if not Handler.objects.filter(record=complaint, user=person).exists():
        return NOT_AT_ALL
    keeper = cast.office.actor("inspector")
    actions.let_see_identity(keeper, record_id=complaint.pk, user_id=person.pk, sees=True)
    assert cast.office.client(name).get(address).status_code == 200
    return "另行指定的"


def _slips(inspections: Inspections) -> list[NoticeSlip]:
    """One to 甲局, one to 乙局."""
    office = inspections.office
    return [
        issue_slip(office.actor("inspector"), unit=unit, issued_on=FED_BACK, matter="请报送进展。")
        for unit in (office.jia_unit, office.yi_unit)
    ]


def _of_slips(cast: Cast, name: str, slips: list[NoticeSlip]) -> str:
    client = cast.office.client(name)
    own, others = (
        client.get(f"/inspections/supervision/slips/{slip.pk}/").status_code == 200 for slip in slips
    )
    return {
        (True, True): "本地区全部",
        (True, False): "职责所管单位的",
        (False, False): NOT_AT_ALL,
    }[own, others]


def _of_sent(cast: Cast, name: str, sent: Sent) -> str:
    client = cast.office.client(name)
    own, others, department = (client.get(address).status_code == 200 for address in sent)
    return {
        (True, True, True): "本地区全部",
        (True, False, False): "职责所管单位的",
        (False, False, True): "送给本部门的",
        (False, False, False): NOT_AT_ALL,
    }[own, others, department]


def _of_counts(cast: Cast, role: Role, name: str) -> str:
    if may_oversee(cast.office.actor(name)):
        return "台账的全部数"
    return "报告里引用的数" if role in SEEING else NOT_AT_ALL


def test_nobody_else_is_named_by_mistake(everybody: Cast, clue: Record) -> None:
    for role in (Role.ADMIN, Role.SECURITY, Role.AUDITOR, Role.BUREAU, Role.RECTIFIER, Role.JOINT):
        with pytest.raises(Refused, match="只能指定本地区在岗的巡察工作人员。"):
            everybody.name(PEOPLE[role], clue)
