"""Files that come up: kept as they are, or refused in words (flow B23)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.e2e.conftest import Person, Someone

PAGE = "/reports/3/evidence/"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def preparer(someone: Someone) -> Person:
    return someone("jb03")


def _upload(person: Person, name: str, data: bytes, row: str = "r1") -> None:
    _upload_files(person, {"name": name, "mimeType": "", "buffer": data}, row)


def _upload_files(person: Person, files: object, row: str = "r1") -> None:
    person.open(PAGE)
    with person.page.expect_navigation(timeout=120_000):
        person.page.set_input_files(f"#files-{row}", files)


def _kept(person: Person, row: str = "r1") -> list[str]:
    person.open(PAGE)
    return person.texts(f"tr[data-drop='{row}'] .file-name")


def test_a_chinese_name_is_kept_on_the_way_in_and_out(preparer: Person) -> None:
    name = "验收单（乙街道，盖章）№2.pdf"
    _upload(preparer, name, PDF)
    assert preparer.notes() == ["已收到 1 个文件。"]
    assert _kept(preparer) == [name]
    with preparer.page.expect_download() as expected:
        preparer.page.locator("tr[data-drop='r1'] a", has_text="下载").click()
    assert expected.value.suggested_filename == name
    assert Path(expected.value.path()).read_bytes() == PDF


def test_the_same_file_twice_is_told_and_kept_once(preparer: Person) -> None:
    _upload(preparer, "验收单.pdf", PDF)
    _upload(preparer, "验收单（再传）.pdf", PDF)
    assert preparer.notes() == ["“验收单（再传）.pdf”已经传过，内容完全一样，没有再存。"]
    assert _kept(preparer) == ["验收单.pdf"]
    _upload(preparer, "验收单.pdf", PDF, "r3")
    assert preparer.notes() == [
        "已收到 1 个文件。",
        "“验收单.pdf”与已传的“验收单.pdf”是同一个文件，两处都作佐证。",
    ]
    assert (_kept(preparer, "r1"), _kept(preparer, "r3")) == (["验收单.pdf"], ["验收单.pdf"])


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("空.pdf", b"", "“空.pdf”是空文件，请检查后再传。"),
        (
            "程序.exe",
            b"MZ",
            "不收“程序.exe”这种文件。可以上传 Word、Excel、PDF、图片或压缩包（zip）。",
        ),
        (
            "照片.pdf",
            b"\x89PNG\r\n",
            "“照片.pdf”的内容不是 .pdf 文件，可能改过扩展名，请用原软件另存后再传。",
        ),
        (
            "网页.html",
            b"<script>",
            "不收“网页.html”这种文件。可以上传 Word、Excel、PDF、图片或压缩包（zip）。",
        ),
    ],
)
def test_what_is_not_taken_is_refused_in_words(preparer: Person, name: str, data: bytes, told: str) -> None:
    _upload(preparer, name, data)
    assert preparer.texts(".lead") == [told]
    assert _kept(preparer) == []


def test_a_file_over_the_limit_is_refused_in_words(preparer: Person, tmp_path: Path) -> None:
    large = tmp_path / "问卷.zip"
    with large.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(58 * 1024 * 1024)
    _upload_files(preparer, str(large))
    assert preparer.texts(".lead") == [
        "“问卷.zip”有 58 MB，超过单个文件 50 MB。可以拆成两个，或上传扫描件 PDF。"
    ]
    assert _kept(preparer) == []


def test_of_several_files_one_bad_one_keeps_the_others_out_too(preparer: Person) -> None:
    files = [
        {"name": "好的.pdf", "mimeType": "", "buffer": PDF},
        {"name": "空.pdf", "mimeType": "", "buffer": b""},
    ]
    _upload_files(preparer, files)
    assert preparer.texts(".lead") == ["“空.pdf”是空文件，请检查后再传。"]
    assert _kept(preparer) == []
