"""Planted words are looked for everywhere but on the pages of those who may read them.

Whatever a person, an error, a log or a copy of the database could show is searched for all of them.
"""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from tests.server.clues.conftest import REGISTERED, Cast
from tests.server.conftest import Advance
from tests.server.inspections.conftest import Inspections
from tests.server.web.access import examples_of, issue_examples
from tests.server.web.addresses import answers
from tests.server.web.test_access import PRIVATE

from zhunsheng.server.clues import actions
from zhunsheng.server.clues.actions import MOST_BYTES, NewRecord
from zhunsheng.server.clues.models import Attachment, Kind, Record, Sealed
from zhunsheng.server.clues.workflow import Verb
from zhunsheng.server.files.storing import read_stored
from zhunsheng.server.inspections.archive.actions import PACK, ask_for_package, file_round
from zhunsheng.server.inspections.archive.items import adopt_items
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.web.logs import JsonFormatter

SECRETS = {
    "wording": "暗语甲一",
    "about": "暗语甲二",
    "origin": "暗语甲三",
    "recipient": "暗语甲四",
    "ground": "暗语甲五",
    "words": "暗语甲六",
    "signer": "暗语甲七",
    "complaint": "暗语乙一",
    "verified": "暗语乙二",
    "complainant": "暗语丙一",
    "contact": "暗语丙二",
    "file_name": "暗语丁一",
    "file_content": "暗语丁二",
}
IDENTITY = {SECRETS["complainant"], SECRETS["contact"]}
OF_THE_CLUE = {
    SECRETS[name]
    for name in ("wording", "about", "origin", "recipient", "ground", "words", "signer", "file_name")
}


WRITTEN = {
    form: secret
    for secret in SECRETS.values()
    for text in (secret, json.dumps(secret)[1:-1], quote(secret))
    for form in (text.encode(), text.encode("utf-16-le"), text.encode("gb18030"))
}
"""However a planted word may be written → the word."""


def _found(text: str | bytes) -> set[str]:
    """The planted words in a text."""
    data = text.encode() if isinstance(text, str) else text
    return {secret for form, secret in WRITTEN.items() if form in data}


@pytest.fixture
def planted(cast: Cast, issue: Issue) -> tuple[Record, Record]:
    """A clue on its way with a file, and a complaint about `aide`, who was a handler of the clue."""
    inspector, leader = cast.office.actor("inspector"), cast.office.people["leading"]
    clue = actions.register_record(
        inspector,
        NewRecord(
            Kind.CLUE,
            REGISTERED,
            wording=SECRETS["wording"],
            origin=SECRETS["origin"],
            about=SECRETS["about"],
            issue_number=issue.number,
        ),
    )
    upload = SimpleUploadedFile(f"{SECRETS['file_name']}.txt", SECRETS["file_content"].encode())
    actions.add_file(inspector, record_id=clue.pk, upload=upload)
    routing = {"recipient": SECRETS["recipient"], "ground": SECRETS["ground"], "approver": leader}
    cast.move("inspector", clue, Verb.ASK_ROUTING, **routing)
    cast.move("leading", clue, Verb.APPROVE_ROUTING, words=SECRETS["words"])
    cast.move("inspector", clue, Verb.TRANSFER, on=REGISTERED)
    cast.move("inspector", clue, Verb.RECEIVE, on=REGISTERED, signer=SECRETS["signer"])
    complaint = actions.register_record(
        inspector,
        NewRecord(
            Kind.COMPLAINT,
            REGISTERED,
            wording=SECRETS["complaint"],
            subjects=(cast.office.people["aide"],),
            complainant=SECRETS["complainant"],
            contact=SECRETS["contact"],
        ),
    )
    cast.name("bystander", complaint)
    cast.move("inspector", complaint, Verb.VERIFY, words=SECRETS["verified"], on=REGISTERED)
    return clue, complaint


# --- every address, every person -----------------------------------------------------------------------

OF_A_RECORD = [address for address in PRIVATE if "record_id" in address.parameters]
OF_NO_RECORD = [address for address in PRIVATE if "record_id" not in address.parameters]
ALIKE = {"yi", "yi_head", "yi_rectifier", "other_reviewer", "other_member"}
"""They have nothing to do with 甲局, and somebody else here has each of their roles."""


@pytest.mark.every_address
def test_no_address_shows_a_word_to_anybody_not_named(
    cast: Cast,
    planted: tuple[Record, Record],
    advance: Advance,
    inspections: Inspections,
    issue: Issue,
    caplog: Any,
) -> None:
    """By GET and POST, with the files of every download unpacked; whatever a POST did is taken back."""
    clue, complaint = planted
    caplog.set_level(logging.DEBUG)
    examples = examples_of(cast.office, advance("filling")) | issue_examples(inspections, issue)
    examples["clue_file_id"] = Attachment.objects.get().pk
    named = {"inspector": {clue, complaint}, "leading": {clue}, "bystander": {complaint}}
    leaks = set()
    for name in sorted(cast.office.people.keys() - ALIKE):
        client = cast.office.client(name)
        client.raise_request_exception = False  # a page that breaks is searched like any other
        unknown = [entry for entry in planted if entry not in named.get(name, ())]
        walks = [(OF_NO_RECORD, examples), *((OF_A_RECORD, examples | {"record_id": e.pk}) for e in unknown)]
        for addresses, given in walks:
            for address, response, body in answers(client, addresses, given):
                leaks |= {(name, address, secret) for secret in _found(_all_sent(response, body))}
        assert client.get("/").status_code == 200, f"{name} is not logged in any more"
    assert leaks == set()
    assert _found("".join(JsonFormatter().format(line) for line in caplog.records)) == set()


def test_an_archived_round_and_its_package_hold_no_word_of_them(
    cast: Cast, planted: tuple[Record, Record], inspections: Inspections
) -> None:
    """Everything the register files by itself, unpacked to the last Word document in the zip."""
    inspector = cast.office.actor("inspector")
    adopt_items(inspector)
    file_round(inspector, entry=inspections.round, archived_on=date(2023, 12, 29), gap_note="原件另存。")
    Worker().run(once=True)
    ask_for_package(inspector, entry=inspections.round)
    Worker().run(once=True)
    result = Job.objects.get(kind=PACK).result
    assert result is not None
    parts = list(_unpacked(read_stored(result)))
    inside = [inner for part in parts for inner in _unpacked(part)]
    assert any("固定资产盘点账实不符".encode() in inner for inner in inside)
    assert _found(b"".join(parts + inside)) == set()


def _all_sent(response: HttpResponse, body: bytes) -> bytes:
    headers = repr(sorted(response.headers.items())).encode()
    return headers + body + b"".join(_unpacked(body))


def _unpacked(body: bytes) -> Iterator[bytes]:
    """What a workbook, a Word document or an archive holds."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)


def test_the_named_read_what_they_may_and_the_list_tells_no_word(
    cast: Cast, planted: tuple[Record, Record]
) -> None:
    """So that the search above can find anything at all."""
    clue, complaint = planted
    inspector, leader, bystander = (
        cast.office.client(name) for name in ("inspector", "leading", "bystander")
    )
    pages = {
        "clue": inspector.get(f"/clues/{clue.pk}/"),
        "to the leader": leader.get(f"/clues/{clue.pk}/"),
        "complaint": bystander.get(f"/clues/{complaint.pk}/"),
        "identity": inspector.get(f"/clues/{complaint.pk}/identity/"),
        "identity to a handler": bystander.get(f"/clues/{complaint.pk}/identity/"),
        "list": inspector.get("/clues/"),
    }
    assert {name: _found(page.content) for name, page in pages.items()} == {
        "clue": OF_THE_CLUE,
        "to the leader": OF_THE_CLUE,
        "complaint": {SECRETS["complaint"], SECRETS["verified"]},
        "identity": IDENTITY,
        "identity to a handler": set(),
        "list": set(),
    }
    sent = inspector.get(f"/clues/{clue.pk}/files/{Attachment.objects.get().pk}/")
    assert _found(b"".join(sent)) == {SECRETS["file_content"]}
    assert _found(sent["Content-Disposition"]) == {SECRETS["file_name"]}


# --- the browser ---------------------------------------------------------------------------------------


def test_no_browser_keeps_completes_or_checks_what_is_typed(
    cast: Cast, planted: tuple[Record, Record]
) -> None:
    clue, complaint = planted
    client = cast.office.client("inspector")
    urls = ("/clues/", "/clues/new/", "/clues/complaints/new/", f"/clues/{clue.pk}/", f"/clues/{clue.pk}/paper/",
            f"/clues/{complaint.pk}/", f"/clues/{complaint.pk}/identity/", "/clues/999999/")  # fmt: skip
    for url in urls:
        page = client.get(url)
        assert "no-store" in page["Cache-Control"], url
        text = page.content.decode()
        main = text[text.index("<main") : text.index("</main>")]
        typed = [part.split(">")[0] for tag in ("<input", "<textarea") for part in main.split(tag)[1:]]
        open_fields = [
            field for field in typed if not any(kind in field for kind in ('type="hidden"', 'type="file"'))
        ]
        assert [field for field in open_fields if 'autocomplete="off"' not in field] == [], url
        assert [field for field in open_fields if 'spellcheck="false"' not in field] == [], url
        scripts = [part.split(">")[0] for part in text.split("<script")[1:]]
        assert [script for script in scripts if "print.js" not in script] == [], url
    elsewhere = client.get("/inspections/")
    assert elsewhere["Cache-Control"] == "no-store, private"


# --- errors, logs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("debug", [False, True])
def test_an_error_tells_where_and_never_what(
    cast: Cast, planted: tuple[Record, Record], caplog: Any, monkeypatch: Any, settings: Any, debug: bool
) -> None:
    """Sealing breaks with the words in its own message: in the page and the log there is none of them."""
    settings.DEBUG = debug
    caplog.set_level(logging.DEBUG)

    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError(f"{args} {kwargs}")

    monkeypatch.setattr(actions, "seal", broken)
    monkeypatch.setattr(actions, "seal_bytes", broken)
    client = cast.office.client("inspector")
    client.raise_request_exception = False
    clue, _ = planted
    typed = {"wording": SECRETS["wording"], "about": SECRETS["about"], "registered_on": "2023-05-10"}
    upload = SimpleUploadedFile(f"{SECRETS['file_name']}.txt", SECRETS["file_content"].encode())
    answers = [
        client.post("/clues/new/", typed),
        client.post(
            f"/clues/{clue.pk}/steps/feed_back_clue/", {"words": SECRETS["words"], "on": "2023-06-01"}
        ),
        client.post(f"/clues/{clue.pk}/files/", {"file": upload}),
    ]
    assert [(answer.status_code, _found(answer.content)) for answer in answers] == [(500, set())] * 3
    lines = [JsonFormatter().format(line) for line in caplog.records]
    assert _found("".join(lines)) == set()
    told = [json.loads(line) for line in lines if '"broken"' in line]
    assert [entry["error"] for entry in told] == ["ValueError"] * 3
    assert "clues/actions.py" in told[0]["where"]


@pytest.mark.parametrize("debug", [False, True])
def test_an_error_outside_the_view_tells_nothing_either(
    cast: Cast, planted: tuple[Record, Record], caplog: Any, monkeypatch: Any, settings: Any, debug: bool
) -> None:
    """The page is drawn, then something around it breaks with the words at hand."""
    settings.DEBUG = debug

    def broken(response: Any) -> None:
        text = response.content.decode()
        raise ValueError(f"无法处理 {len(text)} 字")

    monkeypatch.setattr("zhunsheng.server.clues.guard.add_never_cache_headers", broken)
    client = cast.office.client("inspector")
    client.raise_request_exception = False
    answer = client.get(f"/clues/{planted[0].pk}/")
    assert (answer.status_code, _found(answer.content)) == (500, set())
    assert _found("".join(JsonFormatter().format(line) for line in caplog.records)) == set()


def test_what_is_refused_is_not_logged_with_its_words(
    cast: Cast, planted: tuple[Record, Record], caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    client = cast.office.client("inspector")
    strange = SimpleUploadedFile(f"{SECRETS['file_name']}.exe", SECRETS["file_content"].encode())
    answers = [
        client.post("/clues/new/", {"wording": SECRETS["wording"], "registered_on": "明天"}),
        client.post(f"/clues/{planted[0].pk}/files/", {"file": strange}),
    ]
    assert [answer.status_code for answer in answers] == [400, 403]
    assert _found(answers[1].content) == set()
    assert _found("".join(JsonFormatter().format(line) for line in caplog.records)) == set()


# --- disks ---------------------------------------------------------------------------------------------


def test_an_upload_never_lies_on_a_disk_in_the_clear(
    cast: Cast, planted: tuple[Record, Record], tmp_path: Path, settings: Any
) -> None:
    """Elsewhere 3 MB go through a temporary file; here, a folder that can't be written changes nothing."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")
    client, url = cast.office.client("inspector"), f"/clues/{planted[0].pk}/files/"
    large = SimpleUploadedFile("大文件.txt", b"x" * 3 * 1024 * 1024)
    assert client.post(url, {"file": large}).status_code == 302
    too_large = SimpleUploadedFile("过大.txt", b"x" * (MOST_BYTES + 128 * 1024))
    refused = client.post(url, {"file": too_large})
    assert (refused.status_code, "不超过 20 MB" in refused.content.decode()) == (403, True)
    assert Attachment.objects.count() == 2


def test_neither_database_nor_dump_nor_folder_holds_a_word(
    cast: Cast, planted: tuple[Record, Record], caplog: Any
) -> None:
    client = cast.office.client("inspector")
    client.get(f"/clues/{planted[0].pk}/")
    client.post("/clues/new/", {"wording": SECRETS["wording"], "registered_on": "2023-05-10"})
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    assert _found(out.getvalue()) == set()
    assert planted[0].number in out.getvalue()
    if connection.vendor == "sqlite":
        raw = connection.connection.serialize()
        assert _found(raw) == set()
        assert planted[0].number.encode() in raw
    for folder in (Path(site.DATA_DIR), cast.keys):
        held = [path for path in folder.rglob("*") if path.is_file() and _found(path.read_bytes())]
        assert held == []


def test_who_is_accused_stands_in_no_table(cast: Cast, planted: tuple[Record, Record]) -> None:
    """A dump tells neither whom a complaint names nor which issue a clue came from."""
    _, complaint = planted
    rows = Sealed.objects.filter(record=complaint, field="subjects")
    assert [bytes(row.sealed).isdigit() for row in rows] == [False]
    columns = {
        field.name
        for model in (Record, Attachment, Sealed)
        for field in model._meta.get_fields()
        if field.is_relation and field.many_to_one
    }
    assert columns == {"tenant", "registered_by", "record", "by"}


def test_a_form_that_came_too_late_is_not_said_to_be_kept(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.office.people["inspector"], "django.contrib.auth.backends.ModelBackend")
    answer = client.post("/clues/new/", {"wording": SECRETS["wording"]})
    assert (answer.status_code, _found(answer.content)) == (403, set())
    said = answer.content.decode()
    assert ("这次没有办成" in said, "还在本机" in said) == (True, False)
