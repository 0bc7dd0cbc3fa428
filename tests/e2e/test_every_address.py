"""Every address there is, opened in a browser by somebody of each role: who gets in, and that nobody is told more.

The tables are those of the server's own tests (`tests/server/web/access.py`) and of
docs/operate/谁看得见什么.md; here they are held against what a browser is really sent.
"""

from __future__ import annotations

import io
import zipfile
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Person, Someone
from tests.e2e.small_district import (
    ANOTHERS,
    BEFORE,
    CLUE,
    COMPLAINANT,
    COMPLAINT,
    ELSEWHERE,
    FOR_ROLE,
    KNOWN_COMPLAINANT,
    NAMED,
    NAMED_CLUE,
    NAMED_COMPLAINT,
    NOT_FED_BACK,
    OWN,
    PEOPLE,
    SECOND_LIST,
    Planted,
    planted,
)
from tests.running_site import ROOT, Site
from tests.server.inspections.circular_examples import ATTACHED
from tests.server.inspections.planted import (
    ANSWERED,
    CIRCULATED,
    MEASURE,
    REPORTED,
    SELF_FOUND,
    SLIPPED,
    SWEPT,
    WORDING,
    WORDS,
)
from tests.server.inspections.talent_examples import TALENT_NAME, TALENT_REASON, TRAINING_TOPIC
from tests.server.web.access import OPEN_TO, OWN_AFFAIRS, PUBLIC
from tests.server.web.addresses import ADDRESSES

from zhunsheng.server.orgs.models import Role

FETCH = """async (addresses) => {
  const answers = [], left = [...addresses];
  const packed = (bytes) => btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
  const ask = async () => {
    while (left.length) {
      const address = left.shift();
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const shown = !(answer.headers.get("content-disposition") || "").startsWith("attachment");
      const page = shown && (answer.headers.get("content-type") || "").startsWith("text/html");
      const body = packed(new Uint8Array(await answer.arrayBuffer()));
      answers.push({ address, status: answer.status, page, body });
    }
  };
  await Promise.all([ask(), ask(), ask(), ask()]);
  return answers;
}"""


@dataclass(frozen=True)
class Answer:
    status: int
    page: bool
    body: bytes
    """Of a packed file, what stands in it."""


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture
def prepared(district: Planted) -> Path:
    return district.folder


def _addresses(examples: dict[str, Any]) -> dict[str, str]:
    """Name → address."""
    left_out = PUBLIC | {"logout"}
    return {address.name: address.url(examples) for address in ADDRESSES if address.name not in left_out}


def _unpacked(body: bytes) -> bytes:
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def _asked_for(person: Person, addresses: dict[str, str]) -> dict[str, Answer]:
    """Name → what the browser is sent for its address."""
    found = person.page.evaluate(FETCH, list(addresses.values()))
    answers = {
        one["address"]: Answer(one["status"], one["page"], _unpacked(b64decode(one["body"]))) for one in found
    }
    return {name: answers[address] for name, address in addresses.items()}


GETS = {name for name, people in OPEN_TO.items() if people} | set(OWN_AFFAIRS) - {
    "logout",
    "preferences",
    "read_alerts",
}
"""The other addresses only take what is sent, whoever asks."""
OF_JOINT_REVIEW = {
    "ledger", "papers", "directives", "directive", "directive_slip",
    "directive_file", "circulars", "circular", "circular_paper", "circular_file", "sweeps", "sweep_paper", "sweep_slip", "sweep_reply_file",
}  # fmt: skip
"""What 联审部门 opens: its papers (the ledger leads it there; none is for it to review), what was sent to its units."""
ALSO = {"joint": OF_JOINT_REVIEW, "security": {"people", "person"}}
"""Of the two the server's table leaves out."""
WITH_THE_OFFICE = {"inspector", "leading"}
OF_THE_ISSUE = WITH_THE_OFFICE | {"member", "jia_discipline", "jia_rectifier"}
STAFF = {"inspector", "leading", "member", "other_member", "jia_discipline"}
"""Who can be named for a clue or a complaint."""
READS: dict[str, set[str]] = {
    WORDING: OF_THE_ISSUE | {"joint"},  # on the paper by which a sweep hands the issue over
    MEASURE: OF_THE_ISSUE,
    WORDS: OF_THE_ISSUE,
    BEFORE: WITH_THE_OFFICE | {"member"},
    ELSEWHERE: WITH_THE_OFFICE | {"other_member", "yi_rectifier"},
    SELF_FOUND: {"jia_rectifier"},
    SWEPT: WITH_THE_OFFICE | {"jia_discipline", "jia_rectifier", "joint"},
    CIRCULATED: WITH_THE_OFFICE | {"jia_discipline", "jia_rectifier", "joint"},
    ATTACHED: WITH_THE_OFFICE | {"jia_discipline", "jia_rectifier", "joint"},
    REPORTED: WITH_THE_OFFICE | {"jia_rectifier", "joint"},
    SLIPPED: WITH_THE_OFFICE | {"jia_rectifier"},
    ANSWERED: WITH_THE_OFFICE | {"jia_rectifier"},
    TALENT_NAME: WITH_THE_OFFICE,
    TALENT_REASON: WITH_THE_OFFICE,
    TRAINING_TOPIC: WITH_THE_OFFICE,
    CLUE: set(),
    NAMED_CLUE: STAFF,
    COMPLAINT: set(),
    NAMED_COMPLAINT: STAFF,
    COMPLAINANT: set(),
    KNOWN_COMPLAINANT: STAFF,
}
"""What is planted → who finds it anywhere; whoever isn't named here is sent it in no page, file or refusal."""


def test_who_gets_in_and_what_they_find(site: Site, someone: Someone, district: Planted) -> None:
    addresses = {name: address for name, address in _addresses(district.examples).items() if name in GETS}
    opened: dict[str, set[str]] = {name: set() for name in PEOPLE}
    shut: dict[str, set[int]] = {}
    found: dict[str, set[str]] = {words: set() for words in READS}
    looked_at: set[str] = set()
    for name in PEOPLE:
        person = someone(name)
        answers = _asked_for(person, addresses)
        records = _asked_for(person, {record.address: record.address for record in district.records})
        for address, answer in answers.items():
            if answer.status < 400:
                opened[name].add(address)
            else:
                shut.setdefault(name, set()).add(answer.status)
        for answer in (*answers.values(), *records.values()):
            for words in READS:
                if words.encode() in answer.body:
                    found[words].add(name)
        pages = {at for at, answer in answers.items() if answer.page and answer.status == 200} - looked_at
        _look_at(person, [addresses[at] for at in sorted(pages)])
        looked_at |= pages
    assert opened == {name: _opens(name) for name in PEOPLE}
    assert set().union(*shut.values()) == {403, 404}
    assert found == READS


def _opens(name: str) -> set[str]:
    of_everybody = GETS & set(OWN_AFFAIRS)
    return of_everybody | ALSO.get(name, set()) | {at for at, people in OPEN_TO.items() if name in people}


def _look_at(person: Person, pages: list[str]) -> None:
    """Each as a page, by the first who gets in: what its scripts or the policy complain of fails the test at its
    end (`someone`)."""
    for address in pages:
        person.open(address)
        assert person.page.locator("main").count() == 1, address


DOCUMENT = ROOT / "docs" / "operate" / "谁看得见什么.md"
KINDS = ("问题", "线索", "举报", "举报人身份", "提示单")
SEES: dict[str, set[str]] = {
    "看不到": set(),
    "本地区全部": {OWN, NOT_FED_BACK, ANOTHERS},
    "本组巡察的": {OWN, NOT_FED_BACK},
    "反馈以后，职责所管单位的": {OWN},
    "职责所管单位的": {OWN},
    "指定经办的": {NAMED},
    "指定经办的；被举报的看不到": {NAMED},
    "另行指定的": {SECOND_LIST},
}
"""What the table says → which of the records that is."""
HEADS_READ = "单位负责人，台账设置允许看时"


def test_the_records_are_seen_as_the_table_says(site: Site, someone: Someone, district: Planted) -> None:
    written = _table(district)
    people = {role.label: name for role, name in FOR_ROLE.items()}
    wanted = {role: written[role] for role in people}
    assert {role: _seen(someone(name), district) for role, name in people.items()} == wanted
    site.run(
        "from zhunsheng.server.inspections.models import Register; Register.objects.update(heads_read=True)"
    )
    assert _seen(someone(FOR_ROLE[Role.HEAD]), district) == written[HEADS_READ]


def _table(district: Planted) -> dict[str, dict[str, set[str]]]:
    """Role → kind of record → which of those there are is seen, as the document says."""
    there = {kind: {one.stands for one in district.records if one.kind == kind} for kind in KINDS}
    rows = [
        line.strip("| \n").split(" | ")
        for line in DOCUMENT.read_text("utf-8").splitlines()
        if line[:1] == "|"
    ]
    headings = rows[0]
    return {
        row[0]: {
            kind: SEES[said] & there[kind] for kind, said in zip(headings, row, strict=True) if kind in there
        }
        for row in rows[2:]
    }


def _seen(person: Person, district: Planted) -> dict[str, set[str]]:
    seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
    answers = _asked_for(person, {record.address: record.address for record in district.records})
    for record in district.records:
        answer = answers[record.address]
        if answer.status == 200:
            seen[record.kind].add(record.stands)
        else:
            # Who is named for a complaint may know that somebody gave a name.
            known = record.kind == "举报人身份" and record.stands == NAMED and answer.status == 403
            assert known or answer.status == 404, record
    return seen
