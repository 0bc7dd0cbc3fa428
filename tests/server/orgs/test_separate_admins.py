"""三员分立: accounts, duties and traces in three hands; without the option, as it always was."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests.server.conftest import OPERATOR, Office, add_person

from zhunsheng.server.audit.policy import may_read_trace
from zhunsheng.server.orgs.actions import assign_duty, create_user, end_duty
from zhunsheng.server.orgs.import_workbook import PersonRow
from zhunsheng.server.orgs.importing import plan_of
from zhunsheng.server.orgs.models import Duty, Role, User
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.doctor import examine

THREE = ("admin", "security", "auditor")


@pytest.fixture
def office(office: Office) -> Office:
    add_person(office, "security", office.root, Role.SECURITY)
    return office


@pytest.fixture
def separate(settings: Any) -> None:
    settings.OPTIONS = {**settings.OPTIONS, "SEPARATE_ADMINS": True}


def _may(office: Office, name: str) -> set[str]:
    """What of the three duties somebody can do."""
    actor, jia = office.actor(name), office.people["jia"]
    tries = {
        "account": lambda: create_user(
            actor, tenant=office.tenant, username=f"new-{name}", name="新人", password=None
        ),
        "duty": lambda: assign_duty(actor, user=jia, unit=office.yi_unit, role=Role.PREPARER),
    }
    done = {"trace"} if may_read_trace(actor) else set()
    for what, act in tries.items():
        try:
            act()
        except Refused:
            continue
        done.add(what)
    Duty.objects.filter(user=jia, unit=office.yi_unit).delete()
    return done


def test_each_of_the_three_does_one_thing(office: Office, separate: None) -> None:
    assert {name: _may(office, name) for name in (*THREE, "bureau")} == {
        "admin": {"account"},
        "security": {"duty"},
        "auditor": {"trace"},
        "bureau": set(),
    }


def test_without_the_option_the_administrator_does_all(office: Office) -> None:
    assert {name: _may(office, name) for name in THREE} == {
        "admin": {"account", "duty", "trace"},
        "security": {"duty"},
        "auditor": {"trace"},
    }


@pytest.mark.parametrize("role", [Role.SECURITY, Role.AUDITOR])
def test_nobody_is_two_of_the_three(office: Office, separate: None, role: Role) -> None:
    admin = office.people["admin"]
    with pytest.raises(Refused, match=f"三员分立：“admin”已经是系统管理员，不能再是{role.label}。"):
        assign_duty(OPERATOR, user=admin, unit=office.root, role=role)
    assign_duty(OPERATOR, user=admin, unit=office.root, role=Role.PREPARER)


def test_one_after_the_other_somebody_may_be_both(office: Office, separate: None) -> None:
    admin = office.people["admin"]
    end_duty(office.actor("security"), duty=Duty.objects.get(user=admin), until=date(2023, 12, 31))
    assign_duty(
        office.actor("security"), user=admin, unit=office.root, role=Role.AUDITOR, since=date(2024, 1, 1)
    )
    assert may_read_trace(office.actor("admin"))


def test_without_the_option_one_person_may_be_all_three(office: Office) -> None:
    for role in (Role.SECURITY, Role.AUDITOR):
        assign_duty(OPERATOR, user=office.people["admin"], unit=office.root, role=role)
    assert office.actor("admin").has(Role.SECURITY, Role.AUDITOR)


def test_nobody_gives_duties_to_themselves(office: Office, separate: None) -> None:
    security = office.people["security"]
    with pytest.raises(Refused, match="不能给自己职责"):
        assign_duty(office.actor("security"), user=security, unit=office.root, role=Role.BUREAU)
    with pytest.raises(Refused, match="不能结束自己的安全管理员职责"):
        end_duty(office.actor("security"), duty=Duty.objects.get(user=security), until=timezone.localdate())


def test_whoever_gives_duties_opens_no_register_to_themselves(office: Office) -> None:
    admin, actor = office.people["admin"], office.actor("admin")
    with pytest.raises(Refused, match="不能给自己巡察办的职责，请另一位系统管理员办理，或者另建账号。"):
        assign_duty(actor, user=admin, unit=office.root, role=Role.INSPECTION)
    assign_duty(actor, user=admin, unit=office.root, role=Role.BUREAU)
    assign_duty(actor, user=office.people["jia"], unit=office.root, role=Role.INSPECTION)
    assert (office.actor("admin").has(Role.INSPECTION), office.actor("jia").has(Role.INSPECTION)) == (
        False,
        True,
    )


def test_each_sees_the_pages_of_their_own(office: Office, separate: None) -> None:
    jia = office.people["jia"].pk
    pages = (
        "/orgs/",
        "/orgs/people/",
        "/orgs/people/add/",
        f"/orgs/people/{jia}/",
        "/orgs/import/",
        "/audit/",
    )
    opened = {
        name: [page for page in pages if office.client(name).get(page).status_code == 200] for name in THREE
    }
    assert opened == {
        "admin": ["/orgs/", "/orgs/people/", "/orgs/people/add/", f"/orgs/people/{jia}/", "/orgs/import/"],
        "security": ["/orgs/people/", f"/orgs/people/{jia}/"],
        "auditor": ["/audit/"],
    }
    offers = {
        name: [
            word
            for word in ("增加职责</button>", "重设密码", ">结束</button>")
            if word in office.client(name).get(f"/orgs/people/{jia}/").content.decode()
        ]
        for name in ("admin", "security")
    }
    assert offers == {"admin": ["重设密码"], "security": ["增加职责</button>", ">结束</button>"]}
    assert "/audit/" not in office.client("admin").get("/").content.decode()


def test_an_account_comes_without_a_duty(office: Office, separate: None) -> None:
    answer = office.client("admin").post("/orgs/people/add/", {"username": "bing", "name": "丙岗"})
    bing = User.objects.get(username="bing")
    assert ("首次密码" in answer.content.decode(), bing.duties.count()) == (True, 0)
    typed = {"role": "preparer", "unit": str(office.jia_unit.pk), "since": "2023-01-01", "until": ""}
    office.client("security").post(f"/orgs/people/{bing.pk}/", typed)
    assert [duty.role for duty in bing.duties.all()] == ["preparer"]


def test_duties_are_not_given_by_a_workbook(office: Office, separate: None) -> None:
    row = PersonRow(number=2, username="bing", name="丙岗", unit="201", role="经办人")
    [step] = plan_of(office.tenant, 2023, [], [row]).people
    assert step.error.startswith("三员分立时不能从表里给职责")


def test_the_machine_makes_the_first_of_each(office: Office, separate: None) -> None:
    out = io.StringIO()
    told = {"tenant": "示例区", "code": "990000", "name": "安全岗"}
    call_command("createadmin", **told, username="aqy", role="security", stdout=out)
    assert out.getvalue().startswith("已建立安全管理员 aqy，首次密码（只显示这一次）：")
    assert [duty.role for duty in User.objects.get(username="aqy").duties.all()] == ["security"]
    with pytest.raises(CommandError):
        call_command("createadmin", **told, username="aqy", role="auditor", stdout=out)


def test_the_doctor_sees_who_is_missing_and_who_is_two(office: Office, settings: Any) -> None:
    def said() -> str:
        return next(point.message for point in examine() if point.title == "系统管理员")

    both = office.people["auditor"]
    assign_duty(OPERATOR, user=both, unit=office.root, role=Role.SECURITY)
    assert said() == "正常"
    settings.OPTIONS = {**settings.OPTIONS, "SEPARATE_ADMINS": True}
    assert said() == "三员分立，auditor 却既是安全管理员又是审计，请收回一项职责。"
    Duty.objects.filter(role=Role.SECURITY).delete()
    assert said() == "三员分立，还缺安全管理员，请运行 zhunsheng office createadmin --role security。"
