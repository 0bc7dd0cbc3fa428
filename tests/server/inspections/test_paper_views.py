"""The pages of joint review, as each side sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.inspections.models import Issue, Step
from zhunsheng.server.inspections.papers.models import Paper, Seat
from zhunsheng.server.inspections.rounds import actions as round_actions

DUE = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def asked(inspections: Inspections, issue: Issue) -> Paper:
    """The office sets 派驻纪检组 first and the register's keeper second, and asks for the plans."""
    client = inspections.office.client("inspector")
    keeper = inspections.register.unit
    client.post("/inspections/papers/seats/?kind=plan", {"discipline": "1", f"unit-{keeper.pk}": "2"})
    round_actions.date_steps(
        inspections.office.actor("inspector"), entry=inspections.round, days={Step.FED_BACK: FED_BACK}
    )
    client.post(
        "/inspections/papers/ask/", {"round": inspections.round.pk, "kind": "plan", "due_on": str(DUE)}
    )
    return Paper.objects.get(unit=inspections.office.jia_unit)


def _words(content: bytes) -> str:
    return " ".join(html.fromstring(content.decode()).find(".//main").text_content().split())


def test_asking_reaches_every_unit_of_the_round(inspections: Inspections, asked: Paper) -> None:
    assert [(seat.place, seat.name) for seat in Seat.objects.all()] == [
        (1, "派驻纪检监察组"),
        (2, "示例区委巡察办"),
    ]
    assert list(Paper.objects.values_list("unit__name", "kind", "due_on", "state")) == [
        ("示例区甲局", "plan", DUE, "due"),
        ("示例区乙局", "plan", DUE, "due"),
    ]


def test_from_handing_in_to_the_return_and_back(inspections: Inspections, asked: Paper) -> None:
    unit, group = inspections.office.client("jia_rectifier"), inspections.office.client("jia_discipline")
    page = f"/inspections/papers/{asked.pk}/"
    assert "派驻纪检监察组 → 示例区委巡察办" in _words(unit.get(page).content)
    for number, text in ((1, "一、工作目标\n二、整改措施"), (2, "一、工作目标\n二、整改措施和时限")):
        file = SimpleUploadedFile("整改方案.txt", text.encode())
        unit.post(f"{page}hand-in/", {"file": file, "dated_on": "2023-06-01"})
        assert "等您审的 1 份" in _words(group.get("/inspections/papers/").content)
        opinion = asked.versions.get(number=number).opinions.get(place=1)
        verdict = {"verdict": "returned", "words": "措施没有时限"} if number == 1 else {"verdict": "passed"}
        group.post(f"/inspections/papers/opinions/{opinion.pk}/", verdict)
    words = _words(unit.get(page).content)
    assert "比第 1 稿改动 1 段" in words
    assert "措施没有时限" in words
    assert "等您审的" not in _words(group.get("/inspections/papers/").content)
    slip = _words(unit.get(f"{page}slip/").content)
    assert "整改方案联审意见表 第 2 稿" in slip


def test_before_the_order_is_set_nothing_can_be_handed_in(inspections: Inspections, asked: Paper) -> None:
    Seat.objects.all().delete()
    file = SimpleUploadedFile("整改方案.txt", "一、工作目标".encode())
    response = inspections.office.client("jia_rectifier").post(
        f"/inspections/papers/{asked.pk}/hand-in/", {"file": file, "dated_on": "2023-06-01"}
    )
    assert (response.status_code, "还没有设置谁来联审整改方案" in _words(response.content)) == (400, True)


def test_asking_for_nothing_is_refused_in_words(inspections: Inspections) -> None:
    response = inspections.office.client("inspector").post("/inspections/papers/ask/", {})
    assert (response.status_code, "请选择轮次。" in _words(response.content)) == (400, True)


def test_a_day_that_is_past_is_refused_on_the_page_and_what_was_typed_stays(
    inspections: Inspections, asked: Paper
) -> None:
    past = timezone.localdate() - timedelta(days=1)
    typed = {"round": inspections.round.pk, "kind": "progress", "due_on": str(past)}
    response = inspections.office.client("inspector").post("/inspections/papers/ask/", typed)
    words, page = f"报送时限 {past} 早于今天，请改成今天或以后。", response.content.decode()
    assert (response.status_code, words in page) == (400, True)
    form = html.fromstring(page).xpath("//form[contains(@action, '/papers/ask/')]")[0]
    fields = dict(form.form_values())
    assert {name: fields[name] for name in typed} == {name: str(value) for name, value in typed.items()}
    assert not Paper.objects.filter(kind="progress").exists()
