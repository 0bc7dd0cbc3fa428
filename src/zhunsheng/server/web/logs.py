"""Logs as one JSON object a line: who (by id), what, how long. No names, no texts of reports or issues."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import OperationalError

from zhunsheng.server.audit.request_ids import request_id

_STANDARD = frozenset(vars(logging.makeLogRecord({})))


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        entry |= {
            name: value for name, value in vars(record).items() if name not in _STANDARD and _is_plain(value)
        }
        if record.exc_info and record.exc_info[1] is not None:
            entry["traceback"] = "\n".join(map(_told, reversed(list(_chain(record.exc_info[1])))))
        return json.dumps(entry, ensure_ascii=False)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it, the last first."""
    seen: set[int] = set()
    led: BaseException | None = error
    while led is not None and id(led) not in seen:
        seen.add(id(led))
        yield led
        led = led.__cause__ or (None if led.__suppress_context__ else led.__context__)


def _told(error: BaseException) -> str:
    """Where and of what kind. What it says may be of the data: a missing key, say, quotes the row it isn't in."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return "".join(traceback.format_tb(error.__traceback__)) + name + _harmless(error)


def _harmless(error: BaseException) -> str:
    """What the database server or the disk itself says: no row is in it, and without it nobody finds the cause."""
    if isinstance(error, OperationalError):
        return f": {error}"
    return f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)
