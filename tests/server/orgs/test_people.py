"""People, their first passwords, duties with their days, and a head's delegation."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.server.conftest import Advance, Office

from zhunsheng.server.orgs.actions import assign_duty, delegate, end_delegation, end_duty
from zhunsheng.server.orgs.models import Delegation, Duty, Role, User
from zhunsheng.server.orgs.queries import people_of
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions

TODAY = timezone.localdate()


def _password_on(page: str) -> str:
    found = re.search(r'<code class="password">([^<]+)</code>', page)
    assert found is not None
    return found[1]


def test_a_new_person_gets_a_password_shown_once_and_must_change_it(office: Office) -> None:
    client = office.client("admin")
    typed = {
        "username": "bing",
        "name": "丙岗",
        "role": "preparer",
        "unit": str(office.jia_unit.pk),
        "since": TODAY.isoformat(),
        "until": "",
    }
    answer = client.post("/orgs/people/add/", typed)
    password = _password_on(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    bing = User.objects.get(username="bing")
    assert password not in client.get(f"/orgs/people/{bing.pk}/").content.decode()
    own = Client()
    assert own.post("/login/", {"username": "bing", "password": password})["Location"] == "/"
    assert own.get("/")["Location"] == "/password/"


def test_a_reset_makes_the_old_password_useless(office: Office) -> None:
    jia = office.people["jia"]
    answer = office.client("admin").post(f"/orgs/people/{jia.pk}/password/")
    jia.refresh_from_db()
    assert jia.check_password(_password_on(answer.content.decode()))
    assert jia.must_change_password


def test_without_a_good_duty_nobody_is_made(office: Office) -> None:
    typed = {"username": "bing", "name": "丙岗", "role": "preparer", "unit": "", "since": "明天"}
    answer = office.client("admin").post("/orgs/people/add/", typed)
    assert (answer.status_code, "日期要写成 2024-07-31 的样子。" in answer.content.decode()) == (400, True)
    assert not User.objects.filter(username="bing").exists()


def test_a_deactivated_person_cannot_go_on(office: Office) -> None:
    client, jia = office.client("jia"), office.people["jia"]
    office.client("admin").post(f"/orgs/people/{jia.pk}/active/", {"active": "0"})
    assert client.get("/")["Location"].startswith("/login/")


def test_a_duty_ended_ends_the_rights(office: Office) -> None:
    jia = office.people["jia"]
    duty = Duty.objects.get(user=jia)
    office.client("admin").post(f"/orgs/people/{jia.pk}/duties/{duty.pk}/end/")
    duty.refresh_from_db()
    assert duty.until == TODAY - timedelta(days=1)
    assert office.actor("jia").grants == ()


def test_the_same_duty_is_not_given_twice(office: Office) -> None:
    with pytest.raises(Refused, match="“jia”从 2022-01-01 起已经是示例区甲局的经办人。"):
        assign_duty(
            office.actor("admin"),
            user=office.people["jia"],
            unit=office.jia_unit,
            role=Role.PREPARER,
            since=date(2022, 1, 1),
        )


def test_the_last_way_in_stays_open(office: Office) -> None:
    duty = Duty.objects.get(user=office.people["admin"])
    with pytest.raises(Refused, match="不能结束自己的系统管理员职责"):
        end_duty(office.actor("admin"), duty=duty, until=TODAY)


@pytest.mark.parametrize(
    ("words", "role", "found"),
    [
        ("甲局", "", ["jia", "jia_head"]),
        ("yi", "", ["yi", "yi_head"]),
        ("", "admin", ["admin"]),
        ("乙局", "head", ["yi_head"]),
    ],
)
def test_people_are_found_by_name_account_unit_and_duty(
    office: Office, words: str, role: str, found: list[str]
) -> None:
    assert [user.username for user in people_of(office.actor("admin"), words, role)] == found


def test_a_head_hands_over_for_some_days(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    client = office.client("jia_head")
    typed = {
        "duty": str(Duty.objects.get(user=office.people["jia_head"]).pk),
        "deputy": str(office.people["jia"].pk),
        "since": TODAY.isoformat(),
        "until": (TODAY + timedelta(days=3)).isoformat(),
        "reason": "出差",
    }
    client.post("/orgs/delegations/", typed)
    entry = Delegation.objects.get()
    assert "出差" in client.get("/orgs/delegations/").content.decode()
    client.post(f"/orgs/delegations/{entry.pk}/end/")
    with pytest.raises(Refused, match="同意报送财政局由本单位管辖范围内的单位负责人办理。"):
        actions.approve(office.actor("jia"), report_id=report.pk, draft_number=1)
    delegate(
        office.actor("jia_head"),
        duty=entry.duty,
        deputy=office.people["jia"],
        since=TODAY,
        until=TODAY,
        reason="开会",
    )
    assert actions.approve(office.actor("jia"), report_id=report.pk, draft_number=1).state == "with_bureau"


def test_only_ones_own_delegation_is_taken_back(office: Office) -> None:
    duty = Duty.objects.get(user=office.people["jia_head"])
    entry = delegate(
        office.actor("jia_head"),
        duty=duty,
        deputy=office.people["jia"],
        since=TODAY,
        until=TODAY,
        reason="出差",
    )
    with pytest.raises(Refused, match="只能委托自己的职责。"):
        end_delegation(office.actor("yi_head"), delegation=entry)
