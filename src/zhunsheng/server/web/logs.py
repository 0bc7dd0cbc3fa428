"""Logs as one JSON object a line: who (by id), what, how long. No names, no texts of reports."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

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
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)
