"""The inspection office with keys of its own, two leaders, and somebody who is named for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.server.conftest import Office, add_person
from tests.server.inspections.conftest import Inspections, inspections, issue

from zhunsheng.server.clues import actions, keyring
from zhunsheng.server.clues.actions import NewRecord, Said
from zhunsheng.server.clues.keyring import Purpose
from zhunsheng.server.clues.models import Kind, Record
from zhunsheng.server.clues.workflow import Verb
from zhunsheng.server.orgs.models import Role

__all__ = ["inspections", "issue"]

REGISTERED, TRANSFERRED = date(2023, 5, 10), date(2023, 5, 20)
WORDING = "绿化工程款疑似虚列"
COMPLAINANT, CONTACT = "示例来信人", "139 0000 0001"


@dataclass
class Cast:
    """`inspector` registers and is named; `aide` is named when a test names them; `bystander` never is."""

    office: Office
    keys: Path

    def move(self, name: str, entry: Record, verb: Verb, **said: Any) -> None:
        actions.move(self.office.actor(name), record_id=entry.pk, verb=verb, said=Said(**said))
        entry.refresh_from_db()

    def name(self, name: str, entry: Record) -> None:
        actions.add_handler(self.office.actor("inspector"), record_id=entry.pk, user=self.office.people[name])


@pytest.fixture
def keys(tmp_path: Path, settings: Any) -> Path:
    """A folder with one key for each purpose."""
    folder = tmp_path / "keys"
    settings.OPTIONS = {**settings.OPTIONS, "CLUE_KEYS_DIR": str(folder)}
    for purpose in Purpose:
        keyring.new_key(purpose)
    return folder


@pytest.fixture
def cast(inspections: Inspections, keys: Path) -> Cast:
    office = inspections.office
    for name, role in (
        ("aide", Role.INSPECTION),
        ("bystander", Role.INSPECTION),
        ("other_leader", Role.LEADING),
    ):
        add_person(office, name, office.root, role)
    return Cast(office, keys)


@pytest.fixture
def clue(cast: Cast) -> Record:
    new = NewRecord(Kind.CLUE, REGISTERED, wording=WORDING, origin="巡察发现", about="某站站长")
    return actions.register_record(cast.office.actor("inspector"), new)


@pytest.fixture
def complaint(cast: Cast) -> Record:
    """About `aide`, by somebody who gave a name."""
    new = NewRecord(
        Kind.COMPLAINT,
        REGISTERED,
        wording="接受被巡察单位宴请",
        subjects=(cast.office.people["aide"],),
        complainant=COMPLAINANT,
        contact=CONTACT,
    )
    return actions.register_record(cast.office.actor("inspector"), new)


ON_THE_WAY = (
    ("inspector", Verb.ASK_ROUTING, {"recipient": "区纪委监委", "ground": "涉嫌违纪"}),
    ("leading", Verb.APPROVE_ROUTING, {}),
    ("inspector", Verb.TRANSFER, {"on": TRANSFERRED}),
    ("inspector", Verb.RECEIVE, {"signer": "案管室", "on": TRANSFERRED}),
    ("inspector", Verb.FEED_BACK, {"words": "已立案", "on": date(2023, 8, 1)}),
    ("leading", Verb.CLOSE, {"words": "同意办结"}),
)
"""What people do to a clue, from its registration to its end."""


def bring(cast: Cast, clue: Record, steps: int) -> Record:
    """The first so many steps."""
    for name, verb, said in ON_THE_WAY[:steps]:
        more = {"approver": cast.office.people["leading"]} if verb is Verb.ASK_ROUTING else {}
        cast.move(name, clue, verb, **said, **more)
    return clue
