"""The register's settings: each section is saved by itself, and the page comes back at it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from lxml import html
from tests.server.conftest import Office, add_person
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.models import Register
from zhunsheng.server.orgs.models import Role

ADDRESS = "/inspections/settings/"


def _page(response: Any) -> Any:
    return html.fromstring(response.content.decode())


def _sections(page: Any) -> list[tuple[str, str]]:
    """Anchor and heading of each section."""
    return [(s.get("id"), s.xpath("./h2")[0].text) for s in page.xpath("//main//section")]


def _said(page: Any) -> list[tuple[str, str, str]]:
    """Section, role and words of what the page says."""
    return [
        (words.iterancestors("section").__next__().get("id"), words.get("role"), words.text_content())
        for words in page.xpath("//main//section//*[@role='alert' or @role='status']")
    ]


def _typed(client: Client, anchor: str, **changed: str) -> dict[str, list[str]]:
    """What the section's form sends."""
    [form] = _page(client.get(ADDRESS)).xpath(f"//section[@id='{anchor}']/form")
    typed = {
        name: [value for key, value in form.form_values() if key == name] for name, _ in form.form_values()
    }
    return typed | {name: [value] for name, value in changed.items()}


@pytest.fixture
def client(inspections: Inspections) -> Client:
    return inspections.office.client("inspector")


def test_the_list_on_top_leads_to_every_section(client: Client) -> None:
    page = _page(client.get(ADDRESS))
    listed = [(a.get("href"), a.text) for a in page.xpath("//nav[@aria-label='台账设置的各节']/a")]
    assert listed == [(f"#{anchor}", title) for anchor, title in _sections(page)] != []
    assert page.xpath("//main//section/form/@action") == [href for href, _ in listed]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("anchor", "name", "value", "said"),
    [
        ("keeping", "heads_read", "on", "已保存。"),
        ("periods", "period_days", "60", "已保存。天数只管以后定的时限，已经定的不变。"),
        ("lights", "green_days", "15", "已保存。三色今天起按新的算。"),
        ("steps", "archived_days", "30", "已保存。"),
        ("avoidance", "avoidance_years", "2", "已保存。"),
        ("review", "review_again", "returning", "已保存。"),
    ],
)
def test_a_section_is_saved_and_the_page_comes_back_at_it(
    client: Client, anchor: str, name: str, value: str, said: str
) -> None:
    before = Register.objects.values().get()
    response = client.post(ADDRESS, _typed(client, anchor, **{name: value}))
    assert (response.status_code, response.headers["Location"]) == (302, f"{ADDRESS}#{anchor}")
    after = Register.objects.values().get()
    assert [column for column in after if after[column] != before[column]] == [name]
    assert str(after[name]) in (value, "True")
    page = _page(client.get(ADDRESS))
    assert _said(page) == [(anchor, "status", said)]
    assert page.xpath("//main/*[contains(@class, 'note')]") == []
    assert set(json.loads(Entry.objects.filter(verb="keep_register").latest("pk").details)) == {"unit", name}


@pytest.mark.parametrize(
    ("anchor", "name", "value", "said"),
    [
        ("keeping", "unit", "", "请选择台账由哪个单位管理。"),
        ("periods", "immediate_days", "0", "立行立改期限应在 1 到 999 之间。"),
        ("lights", "yellow_days", "21", "黄灯的天数不能多于绿灯的天数。"),
        ("steps", "reported_days", "两个月", "进驻到报告请填整数。"),
    ],
)
def test_what_is_refused_stands_at_its_field(
    client: Client, anchor: str, name: str, value: str, said: str
) -> None:
    before = Register.objects.values().get()
    response = client.post(ADDRESS, _typed(client, anchor, **{name: value}))
    page = _page(response)
    assert (response.status_code, _said(page)) == (400, [(anchor, "alert", said)])
    [error] = page.xpath("//*[@class='field-error']")
    assert error.get("id") == f"{anchor}-{name}_error"
    if name != "unit":
        assert page.xpath(f"//section[@id='{anchor}']//input[@name='{name}']/@value") == [value]
    assert Register.objects.values().get() == before


def test_first_of_all_it_is_said_who_keeps_it(office: Office) -> None:
    add_person(office, "inspector", office.root, Role.INSPECTION)
    client = office.client("inspector")
    page = _page(client.get(ADDRESS))
    assert (_sections(page), page.xpath("//nav[@aria-label='台账设置的各节']")) == (
        [("keeping", "谁管台账、谁看问题")],
        [],
    )
    refused = client.post(ADDRESS, {"section": "avoidance", "avoidance_years": "2"})
    assert (refused.status_code, Register.objects.count()) == (403, 0)
    unit = page.xpath("//select[@name='unit']/option[@value!='']/@value")[0]
    assert client.post(ADDRESS, {"section": "keeping", "unit": unit}).status_code == 302
    assert len(_sections(_page(client.get(ADDRESS)))) == 6


def test_there_is_no_other_section(client: Client) -> None:
    response = client.post(ADDRESS, {"section": "everything", "period_days": "1"})
    assert (response.status_code, Register.objects.get().period_days) == (403, 90)
