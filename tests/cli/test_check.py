"""zhunsheng check: what it prints and how it ends."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import docx
import pytest
from tests.cli.conftest import Run

from zhunsheng.cli.widths import width


def test_a_clean_report_passes(run: Run, clean: Path) -> None:
    result = run("check", clean)
    assert result.code == 0
    assert "没有发现问题" in result.out
    assert result.err == ""


def test_findings_fail_by_level(run: Run, faulty: Path) -> None:
    counts = {finding["severity"] for finding in run("check", faulty, "--json").object["findings"]}
    assert {"error", "warning"} <= counts
    assert run("check", faulty).code == 1
    assert run("check", faulty, "--fail-on", "warning").code == 1
    assert run("check", faulty, "--fail-on", "never").code == 0


def test_warnings_alone_fail_only_when_asked(run: Run, samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    text = (samples / "clean.txt").read_text("utf-8")
    path.write_text(text.replace("九、其他需要说明的情况", "九、其他情况的说明"), "utf-8")
    severities = {finding["severity"] for finding in run("check", path, "--json").object["findings"]}
    assert severities == {"warning"}
    assert run("check", path).code == 0
    assert run("check", path, "--fail-on", "warning").code == 1


def test_the_screen_shows_place_fault_remedy_and_basis(run: Run, faulty: Path) -> None:
    out = run("check", faulty).out
    assert "附件1-1 部门整体支出绩效评价基础数据表" in out
    assert "必须改  政府采购金额 本年预算数" in out
    assert "采购预算120万元，大于公用经费与项目预算之和90万元。" in out
    assert "→ 请核对采购预算，或写明其他资金来源。" in out
    assert "依据：" in out
    assert "合计：必须改 1" in out
    assert "没法核对的：" in out
    assert "\x1b[" not in out
    assert max(width(line) for line in out.splitlines()) <= 80


def test_json_is_one_object_on_one_line_and_nothing_else(run: Run, faulty: Path) -> None:
    result = run("check", faulty, "--json")
    assert (result.code, result.err) == (1, "")
    assert result.object["file"] == str(faulty)
    finding = result.object["findings"][0]
    assert set(finding) >= {"code", "severity", "blocking", "message", "hint", "basis", "places"}
    assert result.object["outcomes"]["failed"] > 0


def test_its_own_json_checks_alike(run: Run, faulty: Path, tmp_path: Path) -> None:
    before = run("check", faulty, "--json")
    own = tmp_path / "报告.json"
    own.write_text(before.out, "utf-8")
    after = run("check", own, "--json")
    assert after.code == before.code
    assert after.object | {"file": ""} == before.object | {"file": ""}


def test_two_reports_in_one_file(run: Run, samples: Path, tmp_path: Path) -> None:
    both = tmp_path / "两份.txt"
    both.write_bytes((samples / "clean.txt").read_bytes() + b"\n" + (samples / "report-2.txt").read_bytes())
    first, second = run("check", both, "--json").objects
    assert (first["report"], second["report"]) == (1, 2)
    assert (first["findings"], bool(second["findings"])) == ([], True)
    assert run("check", both).out.count("合计：") == 2


def test_publication_and_last_year(run: Run, samples: Path) -> None:
    plain = run("check", samples / "report.txt", "--json").object["findings"]
    strict = run("check", samples / "report.txt", "--publish", "--json").object["findings"]
    assert {f["severity"] for f in plain if f["code"] == "P01"} == {"warning"}
    assert {f["severity"] for f in strict if f["code"] == "P01"} == {"error"}
    assert (
        run("check", samples / "clean.txt", "--previous", samples / "previous.txt", "--json").object[
            "findings"
        ]
        == []
    )


def test_last_years_report_that_cant_be_read(run: Run, clean: Path, tmp_path: Path) -> None:
    result = run("check", clean, "--previous", tmp_path / "没有.docx", "--json")
    assert result.code == 2
    error, report = result.objects
    assert error["error"]["code"] == "not_found"
    assert report["findings"] == []


# --- files that are no reports ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        ("请于月底前报送。\n".encode(), "not_a_report"),
        (b"\x00\x01\x02\x03binary", "unknown_format"),
        (b"PK\x03\x04 broken", "damaged"),
        (b'{"name": "x"}', "not_a_report"),
        (b'{"facts": ', "damaged"),
    ],
)
def test_bad_contents(run: Run, tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(data)
    result = run("check", path, "--json")
    assert result.code == 2
    assert result.object["file"] == str(path)
    assert result.object["error"]["code"] == code
    shown = run("check", path)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err == f"{path}：{result.object['error']['message']}\n"


def test_a_missing_file(run: Run, tmp_path: Path) -> None:
    assert run("check", tmp_path / "没有.docx", "--json").object["error"]["code"] == "not_found"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_no_permission(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.touch(mode=0)
    result = run("check", path, "--json")
    assert (result.code, result.object["error"]["code"]) == (2, "no_permission")


def test_a_bad_file_does_not_stop_the_others(run: Run, clean: Path, faulty: Path, tmp_path: Path) -> None:
    result = run("check", clean, tmp_path / "没有.docx", faulty, "--json")
    assert result.code == 2
    assert [("error" in entry) for entry in result.objects] == [False, True, False]


def test_our_own_fault_is_said_in_one_sentence(
    run: Run, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr("zhunsheng.portfolio.batch.reports_at", fail)
    result = run("check", clean)
    assert result.code == 3
    assert "不是报告的问题" in result.err
    assert "Traceback" not in result.err
    monkeypatch.setenv("ZHUNSHENG_DEBUG", "1")
    assert "RuntimeError: ours" in run("check", clean).err
    json = run("check", clean, "--json")
    assert (json.code, json.object["error"]["code"]) == (3, "internal_error")


# --- folders ---------------------------------------------------------------------------------------


def test_a_folder_at_a_line_each(run: Run, inbox: Path) -> None:
    result = run("check", inbox)
    assert result.code == 2
    lines = result.out.splitlines()
    assert lines[0] == "必须改 请核实  提示  单位（文件）"
    counts = Counter(
        finding["severity"] for finding in run("check", inbox / "乙.txt", "--json").object["findings"]
    )
    numbers = [counts["error"], counts["warning"], counts["hint"]]
    assert lines[1].split() == [*map(str, numbers), "示例区政务服务中心", str(inbox / "乙.txt")]
    assert "通知.txt：没有找到绩效自评的表格或章节" in lines[2]
    assert lines[3].split()[:4] == ["0", "0", "0", "示例区政务服务中心"]
    assert lines[3].endswith("政务中心 2023.txt")
    sums = "必须改 {} 处，请核实 {} 处，提示 {} 处".format(*numbers)
    assert f"共 3 个文件，2 份报告：{sums}；读不出来 1 个文件。" in result.out
    assert "另有 1 个文件明显不是报告" in result.out
    assert "最常见：" in result.out


def test_a_folder_as_json_is_the_same_with_two_processes(run: Run, inbox: Path) -> None:
    one, two = run("check", inbox, "--json", "--jobs", "1"), run("check", inbox, "--json", "--jobs", "2")
    assert (one.code, two.code) == (2, 2)
    assert one.out == two.out
    assert ["error" in entry for entry in one.objects] == [False, True, False]
    assert "共 3 个文件" in one.err


def test_a_folder_without_bad_files(run: Run, inbox: Path) -> None:
    (inbox / "通知.txt").unlink()
    assert run("check", inbox).code == 1
    (inbox / "乙.txt").unlink()
    assert run("check", inbox).code == 0


def test_an_empty_folder_is_a_mistake(run: Run, tmp_path: Path) -> None:
    result = run("check", tmp_path)
    assert result.code == 2
    assert "没有找到可以读的文件" in result.err


def test_a_folder_that_leads_back_into_itself(run: Run, inbox: Path) -> None:
    (inbox / "甲区" / "回到上级").symlink_to(inbox, target_is_directory=True)
    assert len(run("check", inbox, "--json").objects) == 3


def test_the_fonts_of_a_word_file_are_checked_when_asked_for(run: Run, clean: Path, tmp_path: Path) -> None:
    document = docx.Document()
    for line in clean.read_text("utf-8").splitlines():
        document.add_paragraph(line)
    file = tmp_path / "自评报告.docx"
    document.save(str(file))
    assert "T10" not in run("check", file).out
    assert "正文行距设为固定值28至30磅" in run("check", file, "--format").out.replace("\n    ", "")
