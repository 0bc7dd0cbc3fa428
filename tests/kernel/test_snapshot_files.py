"""Counts that travel as a file arrive as they left, or not at all."""

from __future__ import annotations

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
snapshots = st.builds(
    Snapshot,
    key=texts,
    title=texts,
    value=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4, max_value=10**9),
    unit=texts,
    rule=texts,
    rule_name=texts,
    words=texts,
    as_of=st.dates(),
    names=st.lists(texts, max_size=3).map(tuple),
    sha256=texts,
)
files = st.builds(
    SnapshotFile,
    texts,
    texts,
    st.integers(2000, 2100),
    st.dates(),
    st.lists(snapshots, max_size=4).map(tuple),
)
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


@given(files)
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


def test_a_file_cut_short_is_refused() -> None:
    body = json.loads(snapshots_to_text(FILE))
    del body["snapshots"]
    with pytest.raises(UnreadableSnapshots, match="快照文件"):
        snapshots_from_text(json.dumps(body))
