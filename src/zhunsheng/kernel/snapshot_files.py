"""Counts on their way from a register on a machine of its own to the reports: a file, without any wording.

The file is JSON. Its last line of defence is `sha256` over everything else it says, so that a figure changed
on the way is refused. It proves nothing of who made it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhunsheng.kernel.sources import Snapshot

FORMAT = "zhunsheng-snapshots-1"


@dataclass(slots=True, frozen=True)
class SnapshotFile:
    """What the file says: whose counts, of which year, and the counts with the fingerprints of their lists."""

    unit_code: str
    unit_name: str
    year: int
    as_of: date
    snapshots: tuple[Snapshot, ...]


class UnreadableSnapshots(ValueError):
    """Not such a file, or not as it was made; the message is for a person."""


def snapshots_to_text(file: SnapshotFile) -> str:
    """The file's text: readable, one count a line."""
    body = {
        "format": FORMAT,
        "unit_code": file.unit_code,
        "unit_name": file.unit_name,
        "year": file.year,
        "as_of": file.as_of.isoformat(),
        "snapshots": [_plain(snapshot) for snapshot in file.snapshots],
    }
    return json.dumps(body | {"sha256": _digest(body)}, ensure_ascii=False, indent=1)


def snapshots_from_text(text: str) -> SnapshotFile:
    """Raises UnreadableSnapshots."""
    try:
        body = json.loads(text)
        if not isinstance(body, dict) or body.get("format") != FORMAT:
            raise UnreadableSnapshots("这不是台账导出的快照文件，请重新选择。")
        if body.pop("sha256", None) != _digest(body):
            raise UnreadableSnapshots("快照文件和导出时不一样，可能被改过，请重新导出。")
        return SnapshotFile(
            str(body["unit_code"]),
            str(body["unit_name"]),
            int(body["year"]),
            date.fromisoformat(body["as_of"]),
            tuple(_snapshot(entry) for entry in body["snapshots"]),
        )
    except (KeyError, TypeError, InvalidOperation, json.JSONDecodeError, RecursionError) as error:
        raise UnreadableSnapshots("快照文件不完整，请重新导出。") from error
    except ValueError as error:
        if isinstance(error, UnreadableSnapshots):
            raise
        raise UnreadableSnapshots("快照文件不完整，请重新导出。") from error


def _plain(snapshot: Snapshot) -> dict[str, Any]:
    plain = asdict(snapshot)
    plain["value"] = None if snapshot.value is None else str(snapshot.value)
    plain["as_of"] = snapshot.as_of.isoformat()
    return plain


def _snapshot(entry: dict[str, Any]) -> Snapshot:
    value = entry["value"]
    number = None if value is None else Decimal(value)
    if number is not None and not number.is_finite():
        raise UnreadableSnapshots("快照文件不完整，请重新导出。")
    texts = {
        name: str(entry[name]) for name in ("key", "title", "unit", "rule", "rule_name", "words", "sha256")
    }
    return Snapshot(
        **texts,
        value=number,
        as_of=date.fromisoformat(entry["as_of"]),
        names=tuple(str(name) for name in entry["names"]),
    )


def _digest(body: dict[str, Any]) -> str:
    said = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
