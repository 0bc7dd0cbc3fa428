"""人才库: who is in it and what is kept about them; nobody else learns of it, and it can be erased."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from lxml import html
from pytest_django import DjangoAssertNumQueries
from tests.server.conftest import OPERATOR
from tests.server.inspections.conftest import ENTERED, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.models import Issue, TeamMember
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.talent import actions
from zhunsheng.server.inspections.talent.actions import NewTraining, Particulars
from zhunsheng.server.inspections.talent.forms import specialties_of
from zhunsheng.server.inspections.talent.models import DeclaredRelation, Talent, Training
from zhunsheng.server.orgs.actions import create_tenant
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused

PAGE = "/inspections/talents/"
SINCE = date(2022, 1, 1)
NAME, REASON = "人才甲乙丙", "配偶在该局任职"
Duty = TeamMember.Duty


@pytest.fixture
def talent(inspections: Inspections) -> Talent:
    """At 乙局, a specialist in two things, without an account."""
    particulars = Particulars(NAME, SINCE, post="股长", specialties=("财务审计", "工程项目"))
    return actions.add_talent(
        inspections.office.actor("inspector"), particulars, unit=inspections.office.yi_unit
    )


def test_the_office_keeps_the_pool_and_the_leading_group_reads_it(inspections: Inspections) -> None:
    office = inspections.office
    client = office.client("inspector")
    typed = {"name": NAME, "unit": office.yi_unit.pk, "post": "股长", "since": "2022-01-01"}
    refused = client.post(f"{PAGE}new/", typed | {"elsewhere": "外县某局"})
    assert (
        refused.status_code,
        "请选择单位，或者填写其他单位，两者填一个。" in refused.content.decode(),
    ) == (400, True)
    client.post(f"{PAGE}new/", typed | {"specialties": "财务审计"})
    own = f"{PAGE}{Talent.objects.get(name=NAME).pk}/"
    client.post(f"{own}former/add/", {"unit": office.jia_unit.pk, "until": "2021-05-31"})
    relation = {"unit": office.jia_unit.pk, "kind": "relative", "declared_on": "2023-02-01"}
    assert client.post(f"{own}relations/add/", relation | {"reason": "短"}).status_code == 400
    client.post(f"{own}relations/add/", relation | {"reason": REASON})
    training = {"held_on": "2023-02-20", "topic": "巡前业务培训", "hours": "16"}
    client.post(f"{PAGE}trainings/new/", training | {"talents": [Talent.objects.get(name=NAME).pk]})
    for name in ("inspector", "leading"):
        words = _words(office.client(name).get(PAGE).content)
        assert f"{NAME} 示例区乙局 股长 财务审计 — 2022-01-01" in words
        words = _words(office.client(name).get(own).content)
        assert "示例区甲局 2021-05-31" in words
        assert f"示例区甲局 亲属任职 {REASON} 2023-02-01" in words
        assert "培训（共 16 学时） 日期 培训内容 学时 2023-02-20 巡前业务培训 16" in words
    assert "登记入库人员" not in office.client("leading").get(PAGE).content.decode()


def test_a_move_leaves_the_old_unit_behind(inspections: Inspections, talent: Talent) -> None:
    inspector, office = inspections.office.actor("inspector"), inspections.office
    with pytest.raises(Refused, match="现在就在示例区乙局，不用调动。"):
        actions.move_talent(inspector, talent_id=talent.pk, unit=office.yi_unit, on=date(2023, 4, 1))
    actions.move_talent(inspector, talent_id=talent.pk, unit=office.jia_unit, on=date(2023, 4, 1))
    actions.move_talent(inspector, talent_id=talent.pk, unit=None, elsewhere="外县某局", on=date(2023, 6, 1))
    talent.refresh_from_db()
    left = [(post.unit.name, post.until) for post in talent.former_posts.all()]
    assert talent.unit_name == "外县某局"
    assert left == [("示例区甲局", date(2023, 6, 1)), ("示例区乙局", date(2023, 4, 1))]


def test_an_account_stands_for_one_person(inspections: Inspections, talent: Talent) -> None:
    inspector, user = inspections.office.actor("inspector"), inspections.office.people["member"]
    with pytest.raises(Refused, match="账号 member 已经对应人才库里的另一个人。"):
        actions.change_talent(inspector, talent_id=talent.pk, particulars=Particulars(NAME, SINCE, user=user))


def test_a_member_sees_their_team_s_issues_once_the_account_is_linked(
    inspections: Inspections, talent: Talent, issue: Issue
) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    serving = Talent.objects.get(user=office.people["member"])
    seen = [issue.number]
    assert [*visible_to(office.actor("member")).values_list("number", flat=True)] == seen
    actions.change_talent(inspector, talent_id=serving.pk, particulars=Particulars("member", SINCE))
    assert [*visible_to(office.actor("member")).values_list("number", flat=True)] == []


def test_a_team_has_one_head_and_nobody_serves_twice_in_a_round(
    inspections: Inspections, talent: Talent
) -> None:
    inspector, team = inspections.office.actor("inspector"), inspections.team
    other = inspections.round.teams.get(name="第二巡察组")
    round_actions.add_member(inspector, team=team, talent=talent, duty=Duty.HEAD)
    with pytest.raises(Refused, match="人才甲乙丙已经编入本轮的第一巡察组，请先移出。"):
        round_actions.add_member(inspector, team=other, talent=talent)
    member = Talent.objects.get(name="member")
    with pytest.raises(Refused, match="第一巡察组已经有组长人才甲乙丙，请先改他的职责。"):
        round_actions.add_member(inspector, team=team, talent=member, duty=Duty.HEAD)
    round_actions.add_member(inspector, team=team, talent=talent, duty=Duty.DEPUTY)
    round_actions.add_member(inspector, team=team, talent=member, duty=Duty.HEAD)
    duties = {entry.talent.name: entry.duty for entry in team.members.select_related("talent")}
    assert duties == {"member": Duty.HEAD, NAME: Duty.DEPUTY}
    left = actions.leave_pool(inspector, talent_id=talent.pk, on=date(2023, 8, 1))
    with pytest.raises(Refused, match="人才甲乙丙已经出库，不能编入。"):
        round_actions.add_member(inspector, team=team, talent=left)


def test_who_serves_is_told_to_the_team_not_to_whom_it_inspects(
    inspections: Inspections, talent: Talent, issue: Issue
) -> None:
    office = inspections.office
    round_actions.add_member(office.actor("inspector"), team=inspections.team, talent=talent)
    page = f"/inspections/rounds/{inspections.round.pk}/"
    told = {
        name: NAME in office.client(name).get(page).content.decode()
        for name in ("inspector", "leading", "member", "other_member", "jia_rectifier", "jia_discipline")
    }
    assert told == {
        "inspector": True,
        "leading": True,
        "member": True,
        "other_member": False,
        "jia_rectifier": False,
        "jia_discipline": False,
    }


def test_what_was_kept_is_erased_and_the_team_keeps_a_member(
    inspections: Inspections, talent: Talent
) -> None:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    idle = actions.add_talent(inspector, Particulars("没有参加过的", SINCE), unit=unit)
    round_actions.add_member(inspector, team=inspections.team, talent=talent)
    kind, topic = DeclaredRelation.Kind.RELATIVE, "巡前业务培训"
    actions.declare_relation(
        inspector, talent_id=talent.pk, unit=unit, kind=kind, reason=REASON, declared_on=ENTERED
    )
    actions.note_former_post(inspector, talent_id=talent.pk, unit=unit, until=ENTERED)
    actions.keep_training(inspector, NewTraining(ENTERED, topic, Decimal(16), (talent, idle)))
    for entry in (idle, talent):
        actions.erase_talent(inspector, talent_id=entry.pk)
    talent.refresh_from_db()
    kept = (talent.name, talent.post, talent.unit_name, talent.user, talent.in_pool(date(2030, 1, 1)))
    assert kept == ("已删除人员", "", "", None, False)
    of_them = (talent.specialties, talent.former_posts, talent.relations, talent.trainings)
    assert [found.count() for found in of_them] == [0, 0, 0, 0]
    assert (talent.memberships.count(), Talent.objects.filter(pk=idle.pk).count()) == (1, 0)
    assert Training.objects.get().talents.count() == 0


def test_the_trace_names_nobody(inspections: Inspections, talent: Talent) -> None:
    inspector, office = inspections.office.actor("inspector"), inspections.office
    kind = DeclaredRelation.Kind.RELATIVE
    relation = actions.declare_relation(
        inspector, talent_id=talent.pk, unit=office.jia_unit, kind=kind, reason=REASON, declared_on=ENTERED
    )
    with pytest.raises(Refused, match="解除日期 2023-02-01 早于申报日期 2023-03-01。"):
        actions.lift_relation(inspector, relation=relation, on=date(2023, 2, 1))
    actions.lift_relation(inspector, relation=relation, on=date(2023, 6, 1))
    actions.keep_training(inspector, NewTraining(ENTERED, "巡前业务培训", Decimal(16), (talent,)))
    round_actions.add_member(inspector, team=inspections.team, talent=talent)
    entries = Entry.objects.filter(subject__startswith="talent/").order_by("pk")
    assert [entry.verb for entry in entries.filter(subject=f"talent/{talent.pk}")] == [
        "add_talent",
        "declare_relation",
        "lift_relation",
    ]
    told = "".join(f"{entry.details}{entry.subject_name}" for entry in Entry.objects.all())
    assert [word for word in (NAME, REASON, "股长", "财务审计", "巡前业务培训") if word in told] == []


def test_people_of_another_region_are_not_taken(inspections: Inspections) -> None:
    tenant = create_tenant(OPERATOR, name="乙区", code="990001")
    foreign = Talent.objects.create(tenant=tenant, name="外区的人", elsewhere="乙区某局", since=SINCE)
    with pytest.raises(Refused, match="不能办理其他地区的事。"):
        round_actions.add_member(inspections.office.actor("inspector"), team=inspections.team, talent=foreign)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("财务审计", ("财务审计",)),
        ("财务审计、工程项目，财务审计 法律", ("财务审计", "工程项目", "法律")),
    ],
)
def test_specialties_are_read_from_one_line(text: str, found: tuple[str, ...]) -> None:
    assert specialties_of(text) == found


@pytest.mark.parametrize("people", [1, 8])
def test_the_list_asks_the_same_however_many_there_are(
    inspections: Inspections, django_assert_num_queries: DjangoAssertNumQueries, people: int
) -> None:
    for number in range(people):
        particulars = Particulars(f"人才{number}", SINCE, specialties=(f"专长{number}",))
        actions.add_talent(
            inspections.office.actor("inspector"), particulars, unit=inspections.office.jia_unit
        )
    client = inspections.office.client("inspector")
    with django_assert_num_queries(8):
        client.get(PAGE)


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())


def test_the_very_same_person_is_not_taken_twice(inspections: Inspections, talent: Talent) -> None:
    office = inspections.office

    def add(name: str = NAME, since: date = SINCE, unit: Unit = office.yi_unit) -> None:
        actions.add_talent(office.actor("inspector"), Particulars(name, since), unit=unit)

    with pytest.raises(Refused, match=f"{NAME}（示例区乙局，{SINCE} 入库）已经在人才库里。"):
        add(f" {NAME} ")
    before = Talent.objects.count()
    add(since=SINCE + timedelta(days=1))
    add(unit=office.jia_unit)
    assert Talent.objects.count() == before + 2
