"""Counts that travel as a file arrive as they left, or not at all."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.kernel.snapshot_files import (
    SnapshotFile,
    UnreadableSnapshots,
    snapshots_from_text,
    snapshots_to_text,
)
from zhunsheng.kernel.sources import Snapshot

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
whole = st.integers(0, 10**12 - 1).map(Decimal)
ratios = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=4)


@st.composite
def files(draw: st.DrawFn) -> SnapshotFile:
    year = draw(st.integers(2000, 2100))
    as_of = draw(st.dates(max_value=date(year, 12, 31)))
    unit, values = draw(st.sampled_from([("轮", whole), ("人", whole), ("%", ratios), ("", ratios)]))
    snapshots = st.builds(
        Snapshot,
        key=texts,
        title=texts,
        value=st.none() | values,
        unit=st.just(unit),
        rule=texts,
        rule_name=texts,
        words=texts,
        as_of=st.just(as_of),
        names=st.lists(texts, max_size=3).map(tuple),
        sha256=texts,
    )
    some = draw(st.lists(snapshots, min_size=1, max_size=4, unique_by=lambda snapshot: snapshot.key))
    return SnapshotFile(draw(texts), draw(texts), year, as_of, tuple(some))


FILE = SnapshotFile(
    "150",
    "示例区委巡察办",
    2023,
    date(2023, 12, 31),
    (
        Snapshot(
            "rounds.done",
            "已完成的轮次",
            Decimal(2),
            "轮",
            "本年反馈的轮次",
            "已反馈",
            "已完成 2 轮",
            date(2023, 12, 31),
        ),
    ),
)


@given(files())
def test_what_is_written_is_read(file: SnapshotFile) -> None:
    assert snapshots_from_text(snapshots_to_text(file)) == file


def test_a_changed_figure_is_refused() -> None:
    text = snapshots_to_text(FILE).replace('"value": "2"', '"value": "3"')
    with pytest.raises(UnreadableSnapshots, match="可能被改过"):
        snapshots_from_text(text)


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", '{"format": "zhunsheng-snapshots-1"}', "1"])
def test_other_texts_are_refused_in_words(text: str) -> None:
    with pytest.raises(UnreadableSnapshots, match="快照文件"):
        snapshots_from_text(text)


def changed(count: dict[str, object] | None = None, **body: object) -> str:
    """The file with something else in it, and the checksum to go with it."""
    said = json.loads(snapshots_to_text(FILE)) | body
    if count:
        said["snapshots"] = [said["snapshots"][0] | count]
    del said["sha256"]
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return json.dumps(said | {"sha256": hashlib.sha256(plain.encode()).hexdigest()})


FIGURE, CUT = "“已完成的轮次”的数不是最多 12 位、4 位小数的数", "快照文件不完整"
COUNT = json.loads(snapshots_to_text(FILE))["snapshots"][0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (changed(year=float("inf")), CUT),
        (changed(year=float("nan")), CUT),
        (changed(year=2023.0), "快照文件里的年度要在 2000 到 2100 之间"),
        (changed(year="2023"), "快照文件里的年度要在 2000 到 2100 之间"),
        (changed(year=1999), "快照文件里的年度要在 2000 到 2100 之间"),
        (changed(as_of="2024-01-01"), "快照截至 2024-01-01，晚于 2023 年最后一天"),
        (changed(as_of="2023-12-30"), "“已完成的轮次”的截止日期和整份快照不一样"),
        (changed(as_of="岁末"), CUT),
        (changed(snapshots={}), "快照文件里一个数也没有"),
        (changed(snapshots=[]), "快照文件里一个数也没有"),
        (changed(snapshots=["x"]), CUT),
        (changed(snapshots=[COUNT, COUNT]), "快照文件里“rounds.done”有两个"),
        *((changed({"value": value}), FIGURE) for value in
          ("1E+9999", "1E+200000", "-3", "NaN", "Infinity", "９", "1" * 13, "0.12345", "1\n", "", 2, [])),
        (changed({"value": "2.5"}), "“已完成的轮次”按“轮”计，应是整数"),
        (changed({"words": "长" * 201}), CUT),
        (changed({"names": "轮次"}), CUT),
    ],
)  # fmt: skip
def test_a_file_made_by_hand_is_read_strictly(text: str, told: str) -> None:
    with pytest.raises(UnreadableSnapshots, match=told):
        snapshots_from_text(text)


def test_a_rate_has_decimals_and_a_register_may_have_no_figure() -> None:
    values = (("%", "0.9350"), ("%", "1"), ("轮", "2.0"), ("轮", None))
    read = [snapshots_from_text(changed({"unit": unit, "value": value})) for unit, value in values]
    expected = [Decimal("0.935"), Decimal(1), Decimal(2), None]
    assert [file.snapshots[0].value for file in read] == expected


def test_a_file_cut_short_is_refused() -> None:
    body = json.loads(snapshots_to_text(FILE))
    del body["snapshots"]
    with pytest.raises(UnreadableSnapshots, match="快照文件"):
        snapshots_from_text(json.dumps(body))
