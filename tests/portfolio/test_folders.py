"""Which files of a folder are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zhunsheng.portfolio.folders import find_files


def names(folder: Path, paths: list[Path]) -> list[str]:
    return [str(path.relative_to(folder)) for path in paths]


def test_everything_that_may_be_a_report_in_order(folder: Path) -> None:
    found = find_files([folder])
    assert names(folder, found.paths) == ["乙区/自评 报告（终稿）.txt", "乙区/通知.txt", "甲区/政务中心.txt"]
    assert (found.skipped, found.unread) == (3, [])


def test_a_file_named_by_the_user_is_always_taken(folder: Path) -> None:
    picture, missing = folder / "乙区" / "照片.JPG", folder / "没有.docx"
    assert find_files([picture, missing]).paths == [picture, missing]


def test_links_that_lead_back_are_followed_once(folder: Path) -> None:
    (folder / "甲区" / "上级").symlink_to(folder, target_is_directory=True)
    (folder / "甲区" / "同级").symlink_to(folder / "甲区", target_is_directory=True)
    paths = find_files([folder]).paths
    assert sorted(path.name for path in paths) == ["政务中心.txt", "自评 报告（终稿）.txt", "通知.txt"]


def test_a_link_to_another_folder_is_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("外面")
    (elsewhere / "报告.txt").write_text("x", "utf-8")
    (folder / "丙区").symlink_to(elsewhere, target_is_directory=True)
    assert "丙区/报告.txt" in names(folder, find_files([folder]).paths)


def test_a_broken_link_is_left_to_the_reader(folder: Path) -> None:
    (folder / "断.docx").symlink_to(folder / "没有.docx")
    assert "断.docx" in names(folder, find_files([folder]).paths)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_folder_that_may_not_be_opened_is_said(folder: Path) -> None:
    closed = folder / "丁区"
    closed.mkdir(mode=0)
    found = find_files([folder])
    assert [(entry.file, entry.code) for entry in found.unread] == [(str(closed), "no_permission")]
    assert len(found.paths) == 3


def test_an_empty_folder(tmp_path: Path) -> None:
    assert find_files([tmp_path]).paths == []
