"""Counts on their way from a register on a machine of its own to the reports: a file, without any wording.

The file is JSON. Its last line of defence is `sha256` over everything else it says, so that a figure changed
on the way is refused. It proves nothing of who made it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhunsheng.kernel.sources import Snapshot

FORMAT = "zhunsheng-snapshots-1"
YEARS = range(2000, 2101)
WHOLE_UNITS = frozenset("轮个份次人件")
_FIGURE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?", re.ASCII)
_LONGEST, _SHOWN = 200, 20
_MOST_SIGNS = {
    "key": 60,
    "title": 100,
    "unit": 10,
    "rule": 300,
    "rule_name": 100,
    "words": 200,
    "sha256": 64,
}
"""What a quote in a report holds of each."""


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
        body = json.loads(text, parse_constant=_no_number)
        if not isinstance(body, dict) or body.get("format") != FORMAT:
            raise UnreadableSnapshots("这不是台账导出的快照文件，请重新选择。")
        if body.pop("sha256", None) != _digest(body):
            raise UnreadableSnapshots("快照文件和导出时不一样，可能被改过，请重新导出。")
        return _file(body)
    except UnreadableSnapshots:
        raise
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise UnreadableSnapshots("快照文件不完整，请重新导出。") from error


def _no_number(name: str) -> None:
    """JSON knows no Infinity and no NaN; Python's reader does."""
    raise ValueError(name)


def _file(body: dict[str, Any]) -> SnapshotFile:
    year = body["year"]
    if type(year) is not int or year not in YEARS:
        raise UnreadableSnapshots(f"快照文件里的年度要在 {YEARS[0]} 到 {YEARS[-1]} 之间，请重新导出。")
    as_of = date.fromisoformat(body["as_of"])
    if as_of > date(year, 12, 31):
        raise UnreadableSnapshots(f"快照截至 {as_of}，晚于 {year} 年最后一天，请重新导出。")
    if not isinstance(body["snapshots"], list) or not body["snapshots"]:
        raise UnreadableSnapshots("快照文件里一个数也没有，请重新导出。")
    snapshots = tuple(_snapshot(entry, as_of) for entry in body["snapshots"])
    twice = [key for key, often in Counter(one.key for one in snapshots).items() if often > 1]
    if twice:
        raise UnreadableSnapshots(f"快照文件里“{_short(twice[0])}”有两个，请重新导出。")
    return SnapshotFile(_text(body, "unit_code"), _text(body, "unit_name"), year, as_of, snapshots)


def _plain(snapshot: Snapshot) -> dict[str, Any]:
    plain = asdict(snapshot)
    plain["value"] = None if snapshot.value is None else f"{snapshot.value:f}"
    plain["as_of"] = snapshot.as_of.isoformat()
    return plain


def _snapshot(entry: dict[str, Any], as_of: date) -> Snapshot:
    texts = {name: _text(entry, name) for name in _MOST_SIGNS}
    if date.fromisoformat(entry["as_of"]) != as_of:
        raise UnreadableSnapshots(f"“{_short(texts['title'])}”的截止日期和整份快照不一样，请重新导出。")
    if not isinstance(entry["names"], list):
        raise TypeError("names")
    return Snapshot(
        **texts,
        value=_value(entry["value"], texts["unit"], texts["title"]),
        as_of=as_of,
        names=tuple(str(name) for name in entry["names"]),
    )


def _value(written: object, unit: str, title: str) -> Decimal | None:
    """As a register writes it: no sign, no power of ten; what is counted one by one without decimals."""
    if written is None:
        return None
    if not isinstance(written, str) or not _FIGURE.fullmatch(written):
        raise UnreadableSnapshots(f"“{_short(title)}”的数不是最多 12 位、4 位小数的数，请重新导出。")
    value = Decimal(written)
    if unit in WHOLE_UNITS and value % 1:
        raise UnreadableSnapshots(f"“{_short(title)}”按“{unit}”计，应是整数，请重新导出。")
    return value


def _text(entry: dict[str, Any], name: str) -> str:
    text = str(entry[name])
    if len(text) > _MOST_SIGNS.get(name, _LONGEST):
        raise ValueError(name)
    return text


def _short(text: str) -> str:
    return text[:_SHOWN]


def _digest(body: dict[str, Any]) -> str:
    said = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
