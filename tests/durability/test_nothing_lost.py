"""What was acknowledged is there after the machine fell over."""

from __future__ import annotations

import json
import threading
import time
from http.client import HTTPException
from urllib.error import HTTPError

import pytest
from tests.running_site import Caller, Site

REPORT = 3
WRITERS = 4


class Writer(threading.Thread):
    """Saves one cell over and over, noting the last text acknowledged."""

    def __init__(self, caller: Caller, cell: str) -> None:
        super().__init__(daemon=True)
        self.caller, self.cell = caller, cell
        self.acknowledged = 0
        self.sent = 0

    def run(self) -> None:
        while True:
            self.sent += 1
            change = {"cell": self.cell, "text": str(self.sent)}
            body = {"base_version": 10**6, "changes": [change]}
            try:
                answer = self.caller.post(f"/reports/{REPORT}/cells/", body)
            except (OSError, HTTPException):  # cut off, perhaps in the middle of an answer
                return
            assert answer["acks"] == {self.cell: str(self.sent)}
            self.acknowledged = self.sent


CELLS = (
    "public_funds.office.final",
    "public_funds.utilities_travel.final",
    "public_funds.meeting_training.final",
    "projects.other.final",
)
"""Of those the bureau has not brought in."""


def _kept(site: Site) -> dict[str, str]:
    printed = site.run(
        "from zhunsheng.server.reports.models import UnitReport\n"
        "from zhunsheng.server.reports.content import content_from_json\n"
        f"content = content_from_json(UnitReport.objects.get(pk={REPORT}).content)\n"
        f"print(' '.join(content.text(cell) for cell in {CELLS!r}))"
    )
    return dict(zip(CELLS, printed.split(), strict=True))


def _breaks(site: Site) -> str:
    return site.run(
        "from zhunsheng.server.audit.models import Chain\n"
        "from zhunsheng.server.audit.trail import verify\n"
        "print([broken for chain in Chain.objects.all() for broken in verify(chain)])"
    ).strip()


def _wait_until_each_has_saved(writers: list[Writer]) -> None:
    for _ in range(600):
        if min(writer.acknowledged for writer in writers) > 2:
            return
        time.sleep(0.1)
    raise AssertionError("一分钟没有都存上")


def test_kill_in_the_middle_of_saves_loses_no_acknowledged_change(site: Site) -> None:
    writers = [Writer(Caller(site, "jb03"), cell) for cell in CELLS]
    for round_ in range(3):
        writers = [Writer(Caller(site, "jb03"), cell) for cell in CELLS] if round_ else writers
        for writer in writers:
            writer.start()
        _wait_until_each_has_saved(writers)
        site.kill()
        for writer in writers:
            writer.join(timeout=60)
        site.start()
        kept = _kept(site)
        # A change may have been written and its answer lost; one acknowledged is never missing.
        for writer in writers:
            assert writer.acknowledged <= int(kept[writer.cell]) <= writer.sent, writer.cell
        assert _breaks(site) == "[]"


def _fill_the_disk(caller: Caller) -> None:
    for number in range(40):
        change = {"cell": "section.六", "text": f"{number}{'长' * 40_000}"}
        caller.post(f"/reports/{REPORT}/cells/", {"base_version": 10**6, "changes": [change]})


def test_a_full_disk_refuses_in_words_and_keeps_what_was_there(site: Site) -> None:
    caller = Caller(site, "jb03")
    before = caller.post(
        f"/reports/{REPORT}/cells/", {"base_version": 10**6, "changes": [{"cell": CELLS[0], "text": "1"}]}
    )
    assert before["acks"] == {CELLS[0]: "1"}
    site.kill()
    site.settings["ZHUNSHENG_SQLITE_MAX_PAGES"] = site.run(
        "from django.db import connection\n"
        "cursor = connection.cursor(); cursor.execute('PRAGMA page_count'); print(cursor.fetchone()[0])"
    ).strip()
    site.start()
    caller = Caller(site, "jb03")
    with pytest.raises(HTTPError) as failed:
        _fill_the_disk(caller)
    assert failed.value.code == 507
    told = json.loads(failed.value.read())["error"]
    assert told == "服务器的磁盘满了，没有保存成功。内容还在这一页，请告诉系统管理员。"
    del site.settings["ZHUNSHENG_SQLITE_MAX_PAGES"]
    site.kill()
    site.start()
    assert _kept(site)[CELLS[0]] == "1"
    assert _breaks(site) == "[]"
