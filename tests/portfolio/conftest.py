"""Folders of reports made from the samples."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples" / "shili-2023"


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An inbox: two units below their districts, a file that is no report, and what to pass over."""
    shutil.copy(SAMPLES / "clean.txt", _made(tmp_path / "甲区" / "政务中心.txt"))
    shutil.copy(SAMPLES / "report-2.txt", _made(tmp_path / "乙区" / "自评 报告（终稿）.txt"))
    (tmp_path / "乙区" / "通知.txt").write_text("请各单位于月底前报送自评报告。\n", "utf-8")
    (tmp_path / "乙区" / "~$自评 报告（终稿）.docx").write_bytes(b"\x05owner")
    (tmp_path / "乙区" / ".隐藏.txt").write_text("x", "utf-8")
    (tmp_path / "乙区" / "照片.JPG").write_bytes(b"\xff\xd8\xff")
    return tmp_path


def _made(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    return path
