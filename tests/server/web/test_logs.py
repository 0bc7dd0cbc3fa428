"""What went wrong is logged with its kind and its place; never with what it says, which may be of the data."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.inspections.ledger import views
from zhunsheng.server.jobs import rounds
from zhunsheng.server.web.logs import JsonFormatter

SECRET = "绝密样本词"


def _logged(error: BaseException, cause: BaseException | None = None) -> str:
    """Its traceback in the log."""
    try:
        raise error from cause
    except BaseException:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "broken", None, sys.exc_info())
    return str(json.loads(JsonFormatter().format(record))["traceback"])


@pytest.mark.parametrize(
    ("error", "last"),
    [
        (KeyError({"wording": SECRET}), "builtins.KeyError"),
        (IntegrityError(f"Key (wording)=({SECRET}) already exists."), "django.db.utils.IntegrityError"),
        (FileNotFoundError(2, "No such file or directory", SECRET), "builtins.FileNotFoundError: No such file or directory"),
        (OperationalError("database is locked"), "django.db.utils.OperationalError: database is locked"),
    ],
)  # fmt: skip
def test_the_last_line_is_the_kind_of_error(error: Exception, last: str) -> None:
    told = _logged(error)
    assert (told.splitlines()[-1], SECRET in told) == (last, False)


def test_what_led_to_it_stands_before_it() -> None:
    told = _logged(ValueError(SECRET), KeyError(SECRET))
    kinds = [line for line in told.splitlines() if line.startswith("builtins.")]
    assert (kinds, SECRET in told) == (["builtins.KeyError", "builtins.ValueError"], False)


def test_a_broken_page_of_the_register_is_found_by_its_number(
    inspections: Inspections, caplog: Any, monkeypatch: Any
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise KeyError({"wording": SECRET})

    monkeypatch.setattr(views, "register_or_plain", broken)
    formatter = JsonFormatter()
    lines: list[str] = []
    monkeypatch.setattr(caplog.handler, "emit", lambda record: lines.append(formatter.format(record)))
    client = inspections.office.client("inspector")
    client.raise_request_exception = False
    answer = client.get("/inspections/")
    assert answer.status_code == 500
    [line] = [entry for entry in map(json.loads, lines) if "traceback" in entry]
    assert line["message"] == "Internal Server Error: /inspections/"
    assert line["request_id"] in answer.content.decode()
    assert "ledger/views.py" in line["traceback"]
    assert SECRET not in "".join(lines)


def test_nor_does_what_is_done_without_being_asked(caplog: Any, monkeypatch: Any) -> None:
    def broken() -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(rounds, "_ROUNDS", [broken])
    rounds.go_round()
    [line] = [JsonFormatter().format(record) for record in caplog.records]
    assert ("builtins.ValueError" in line, SECRET in line) == (True, False)
