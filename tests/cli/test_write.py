"""zhunsheng write, template and demo."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from zhunsheng.cli.writing import save
from zhunsheng.kernel.errors import ZhunshengError
from zhunsheng.portfolio.sources import intake, reports_at

MAGIC = {".docx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04", ".html": b"<!", ".json": b'{"file"'}


@pytest.mark.parametrize("kind", MAGIC)
def test_every_format(run: Run, clean: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"正式稿{kind}"
    result = run("write", clean, "-o", out)
    assert (result.code, result.out, result.err) == (0, "", f"已写出 {out}\n")
    assert out.read_bytes().startswith(MAGIC[kind])
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_pdf_or_the_reason_why_not(run: Run, clean: Path, tmp_path: Path) -> None:
    out = tmp_path / "正式稿.pdf"
    result = run("write", clean, "-o", out)
    assert (result.code == 0 and out.read_bytes().startswith(b"%PDF")) or (result.code == 2 and result.err)


@pytest.mark.parametrize("kind", [".docx", ".xlsx", ".html", ".json"])
def test_what_was_written_reads_back(run: Run, clean: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"正式稿{kind}"
    run("write", clean, "-o", out)
    before, after = run("check", clean, "--json").object, run("check", out, "--json").object
    assert [finding for finding in after["findings"] if finding["severity"] == "error"] == []
    for key, fact in before["facts"].items():
        # the workbook holds the tables, not the text
        if kind != ".xlsx" or "table" in (fact["place"] or {}):
            assert after["facts"][key]["value"] == fact["value"], key


@pytest.mark.parametrize("kind", [".docx", ".xlsx", ".html"])
def test_opinions(run: Run, faulty: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"审核意见{kind}"
    assert run("write", faulty, "-o", out, "--opinions").code == 0
    assert out.read_bytes().startswith(MAGIC[kind])
    if kind == ".html":
        assert "采购预算120万元，大于公用经费与项目预算之和90万元。" in out.read_text("utf-8")


def test_its_own_json_is_the_report(run: Run, faulty: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.json"
    run("write", faulty, "-o", out)
    assert reports_at(out, intake()) == reports_at(faulty, intake())
    assert json.loads(out.read_text("utf-8"))["file"] == str(faulty)


def test_two_reports_become_two_documents(run: Run, samples: Path, tmp_path: Path) -> None:
    both = tmp_path / "两份.txt"
    both.write_bytes((samples / "clean.txt").read_bytes() + b"\n" + (samples / "report-2.txt").read_bytes())
    assert run("write", both, "-o", tmp_path / "稿.docx").code == 0
    assert sorted(path.name for path in tmp_path.glob("稿*")) == ["稿-1.docx", "稿-2.docx"]
    assert run("write", both, "-o", tmp_path / "稿.json").code == 0
    assert reports_at(tmp_path / "稿.json", intake()) == reports_at(both, intake())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["稿.odt"], "不会写 .odt，OUT 的后缀应是 .docx .xlsx .pdf .html .json。"),
        (["稿"], "不会写 没有后缀的文件"),
        (["稿.pdf", "--opinions"], "不会写 .pdf，OUT 的后缀应是 .docx .xlsx .html。"),
        (["没有/稿.docx"], "没有这个文件夹，请先建好。"),
    ],
)
def test_what_cant_be_written(
    run: Run, clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("write", clean, "-o", *arguments)
    assert result.code == 2
    assert message in result.err
    assert list(tmp_path.iterdir()) == []


def test_the_original_is_never_overwritten(run: Run, clean: Path, tmp_path: Path) -> None:
    own = tmp_path / "报告.json"
    run("write", clean, "-o", own)
    before = own.read_bytes()
    (tmp_path / "别名.json").symlink_to(own)
    for name in ("报告.json", "别名.json"):
        result = run("write", own, "-o", tmp_path / name)
        assert result.code == 2
        assert "会覆盖原稿" in result.err
    assert own.read_bytes() == before


def test_an_old_file_stays_whole_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "稿.docx"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ZhunshengError, match="写不了"):
        save(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["稿.docx"]


def test_a_report_nobody_recognised(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "报告.json"
    own.write_text('{"facts": {}, "indicators": [], "unit": "示例区档案馆"}', "utf-8")
    result = run("write", own, "-o", tmp_path / "稿.docx")
    assert result.code == 2
    assert "没有认出" in result.err
    assert run("check", own).code == 0
    assert "没有认出是哪张表" in run("check", own).out


def test_demo(run: Run, tmp_path: Path) -> None:
    result = run("demo", "-o", tmp_path / "out")
    assert result.code == 0, result.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names - {"自评报告.pdf"} == {
        "自评报告.docx",
        "自评报告.xlsx",
        "自评报告.html",
        "自评报告.json",
        "审核意见.docx",
        "审核意见.xlsx",
        "审核意见.html",
    }
    assert "自评报告.pdf" in names or "没有写" in result.err
    assert "共发现 0 处问题。" in result.out


def test_blank_template(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "模板.xlsx"
    result = run("template", "hunan-overall", "-o", out, "--year", "2024")
    assert (result.code, result.err) == (0, f"已写出 {out}\n")
    assert out.read_bytes().startswith(MAGIC[".xlsx"])
    assert (
        "应是 .xlsx" in run("template", "hunan-overall", "-o", tmp_path / "模板.docx", "--year", "2024").err
    )
    assert "没有方案" in run("template", "nowhere", "-o", out, "--year", "2024").err
