"""Whatever is refused is told on a page of the office, in Chinese, with a way back; never in a browser's own words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html
from tests.server.conftest import Advance, Office
from tests.server.inspections.conftest import Inspections
from tests.server.web.access import clue_examples, examples_of, issue_examples
from tests.server.web.addresses import ADDRESSES, Address

from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.orgs.models import User

METHODS = ("GET", "POST", "PUT")
CAME_FROM = {"referer": "http://testserver/reports/?page=2", "host": "testserver"}
ENGLISH = re.compile(r"[A-Za-z]{3,}[ ,.'’]+[A-Za-z]{3,}")
Ask = Callable[[Client, Address, str], HttpResponse]


@pytest.fixture
def ask(office: Office, advance: Advance, inspections: Inspections, issue: Issue) -> Ask:
    examples = examples_of(office, advance("filling"))
    examples |= issue_examples(inspections, issue) | clue_examples(office)

    def asked(client: Client, address: Address, method: str) -> HttpResponse:
        url = reverse(address.name, kwargs={name: examples[name] for name in address.parameters})
        with transaction.atomic():
            response: HttpResponse = client.generic(method, url, headers=CAME_FROM)
            transaction.set_rollback(True)
        if response.streaming:
            b"".join(response)
        return response

    return asked


def _wrong_with(response: HttpResponse) -> str:
    """What keeps an answer from being a plain Chinese page with a way back."""
    if not response["Content-Type"].startswith("text/html"):
        return f"不是网页：{response['Content-Type']}"
    page = html.fromstring(response.content.decode())
    if page.get("lang") != "zh-CN" or not page.xpath("//main//h1"):
        return "不是本系统的页面"
    said = " ".join(page.xpath("//main//text()[not(ancestor::script)]"))
    if ENGLISH.search(said):
        return f"英文：{ENGLISH.search(said)}"
    links = page.xpath("//main//a/@href") + page.xpath("//header//a/@href")
    return "" if links or page.xpath("//main//form") else "没有回去的路"


@pytest.mark.every_address
@pytest.mark.parametrize("method", METHODS)
def test_every_refusal_is_a_chinese_page(office: Office, ask: Ask, method: str) -> None:
    clients = {"": Client(), **{name: office.client(name) for name in ("jia", "yi", "reviewer", "admin")}}
    wrong, refused = [], 0
    for address in ADDRESSES:
        for name, client in clients.items():
            response = ask(client, address, method)
            if response.status_code >= 400:
                refused += 1
                if fault := _wrong_with(response):
                    wrong.append((address.name, name, response.status_code, fault))
    assert wrong == []
    assert refused > 50


def test_an_address_that_only_takes_a_form_leads_back_to_the_page_before(office: Office, ask: Ask) -> None:
    address = next(entry for entry in ADDRESSES if entry.name == "sum_up")
    response = ask(office.client("jia"), address, "GET")
    page = html.fromstring(response.content.decode())
    links = page.xpath("//main//a")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert [(link.text, link.get("href")) for link in links] == [
        ("回到原来的页面", "/reports/?page=2"),
        ("回工作台", "/"),
    ]
    assert "不能直接打开" in page.text_content()


@pytest.mark.parametrize(
    "referer",
    ["", "https://elsewhere.example/reports/", "http://testserver//elsewhere.example/", "not a url"],
)
def test_no_link_leads_to_another_site(office: Office, referer: str) -> None:
    headers = {"referer": referer, "host": "testserver"}
    page = html.fromstring(office.client("jia").get("/nowhere/", headers=headers).content.decode())
    assert page.xpath("//main//a/@href") == ["/"]


def test_a_form_too_large_is_told_in_words(office: Office) -> None:
    fields = {f"field{number}": "1" for number in range(5_001)}
    response = office.client("jia").post("/preferences/", fields)
    assert (response.status_code, _wrong_with(response)) == (400, "")


def test_a_host_not_ours_is_told_in_words() -> None:
    response = Client().get("/login/", headers={"host": "elsewhere.example"})
    assert (response.status_code, _wrong_with(response)) == (400, "")


def test_a_form_without_its_key_is_told_in_words(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.people["jia"], "django.contrib.auth.backends.ModelBackend")
    for shared, kept in ((False, True), (True, False)):
        User.objects.update(shared_computer=shared)
        response = client.post("/preferences/", {"large_text": "1"})
        assert (response.status_code, _wrong_with(response)) == (403, "")
        page = response.content.decode()
        assert "这次没有办成" in page
        assert ("还在本机" in page) is kept


def test_a_script_is_told_in_json(office: Office) -> None:
    response = office.client("jia").get("/logout/", headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (
        405,
        {"error": "这个地址只用来办理，不能直接打开。请回到原来的页面，再点一次按钮。"},
    )


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(office: Office) -> None:
    """Not to the address the form was sent to: after the login that one would refuse to be opened."""
    response = Client().post("/reports/1/submit/", headers=CAME_FROM)
    assert response["Location"] == "/login/?next=%2Freports%2F%3Fpage%3D2"
