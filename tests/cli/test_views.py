"""read, score, diff, rules and schemes on the screen and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from zhunsheng.cli.widths import width
from zhunsheng.kernel.exchange import report_from_dict
from zhunsheng.portfolio.sources import intake, reports_at


def fits(out: str) -> bool:
    return max(width(line) for line in out.splitlines()) <= 80 and "\x1b" not in out


def test_read_shows_what_was_understood(run: Run, faulty: Path) -> None:
    result = run("read", faulty)
    assert (result.code, result.err) == (0, "")
    out = result.out
    assert out.startswith(
        "2023年度示例区政务服务中心部门整体支出绩效自评报告\n示例区政务服务中心 · 2023年度 · 湖南省"
    )
    assert [line.split() for line in out.splitlines() if line.startswith(" 公务接待 ")] == [
        ["公务接待", "1.26", "0", "0", "表1", "9行"]
    ]
    assert "不适用（——）" in out
    assert "空白 1 项：等级" in out
    assert "绩效指标 9 条" in out
    assert "二.2.1 基本支出情况" in out
    assert "全部读懂，没有疑问。" in out
    assert fits(out)


def test_read_as_json_reads_back(run: Run, faulty: Path) -> None:
    data = run("read", faulty, "--json").object
    (report,) = reports_at(faulty, intake())
    assert report_from_dict(data) == report
    assert data["findings"] == []
    assert set(data["outcomes"].values()) == {0}


def test_what_was_not_understood_is_shown(run: Run, samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    text = (samples / "report-2.txt").read_text("utf-8")
    path.write_text(text.replace("\t26\n", "\t二十来个\n", 1), "utf-8")
    assert path.read_text("utf-8") != text
    out = run("read", path).out
    assert "拿不准，请确认（1）" in out
    assert "读不出（二十来个）" in out


def test_read_a_file_that_is_none(run: Run, tmp_path: Path) -> None:
    result = run("read", tmp_path / "没有.docx")
    assert (result.code, result.out) == (2, "")
    result = run("read", tmp_path / "没有.docx", "--json")
    assert (result.code, result.object["error"]["code"]) == (2, "not_found")


def test_control_characters_never_reach_the_terminal(run: Run, faulty: Path, tmp_path: Path) -> None:
    data = run("read", faulty, "--json").object
    data["title"] = data["unit"] = "\x1b[31m[red]红[/red]\x07"
    own = tmp_path / "报告.json"
    own.write_text(json.dumps(data), "utf-8")
    for command in ("read", "check", "score"):
        out = run(command, own).out
        assert "\x1b" not in out
        assert "[red]红[/red]" in out


def test_scores_beside_the_filed_ones(run: Run, samples: Path) -> None:
    result = run("score", samples / "report.txt")
    assert result.code == 0
    assert "计算步骤" in result.out
    assert "预算执行率" in result.out
    assert "总分  自评 96.5  测算 " in result.out
    assert "由评价人判断" in result.out
    assert fits(result.out)


def test_scores_as_json(run: Run, clean: Path, tmp_path: Path) -> None:
    data = run("score", clean, "--json").object
    assert {
        "file",
        "scheme",
        "fiscal_year",
        "unit",
        "scores",
        "total",
        "grade",
        "filed_total",
        "classes",
        "by_hand",
    } <= set(data)
    assert data["scores"][0]["fact"] == "funds.score"
    assert [entry["indicator"] for entry in data["scores"][1:]] == list(range(len(data["scores"]) - 1))
    for entry in data["scores"]:
        assert {"filed", "computed", "steps", "basis"} <= set(entry)
    assert run("score", tmp_path / "没有", "--json").object["error"]["code"] == "not_found"


def test_difference_of_two_years(run: Run, samples: Path) -> None:
    result = run("diff", samples / "previous.txt", samples / "clean.txt")
    assert result.code == 0
    row = next(line for line in result.out.splitlines() if line.startswith(" 在职人数"))
    assert row.split() == ["在职人数", "24", "25"]
    assert "\n- " in result.out
    assert "\n+ " in result.out
    assert "处不同：数据项" in result.out
    assert fits(result.out)


def test_no_difference(run: Run, clean: Path) -> None:
    assert "两份内容相同。" in run("diff", clean, clean).out


def test_difference_with_a_report_only_one_side_has(run: Run, samples: Path, tmp_path: Path) -> None:
    both = tmp_path / "两份.txt"
    both.write_bytes((samples / "clean.txt").read_bytes() + b"\n" + (samples / "report.txt").read_bytes())
    assert "只在前一份里有" in run("diff", both, samples / "clean.txt").out
    assert "只在后一份里有" in run("diff", samples / "clean.txt", both).out
    assert run("diff", samples / "clean.txt", tmp_path / "没有").code == 2


def test_all_rules(run: Run) -> None:
    out = run("rules").out
    assert "数字勾稽" in out
    assert "A01" in out
    assert fits(out)


def test_a_rule_with_a_setting_says_its_name_and_value(run: Run) -> None:
    wanted = "应当：水费、电费、差旅费本年决算数 ÷ 在职人数 ≥ 人均水电差旅费偏低界限（万元）0.05"
    assert wanted in "".join(line.strip() for line in run("rules", "L09.utilities-per-head").out.splitlines())


@pytest.mark.parametrize("code", ["A01.execution-rate", "a01.EXECUTION-rate"])
def test_one_rule_in_full(run: Run, code: str) -> None:
    assert [line.strip() for line in run("rules", code).out.splitlines()] == [
        "A01  执行率等于全年执行数除以全年预算数",
        "标识：A01.execution-rate",
        "级别：必须改",
        "方式：由数字或格式判定",
        "依据：通行做法（未核原文）",
        "应当：执行率 ＝ 全年执行数 ÷ 全年预算数",
        "会报的例子",
        "执行率：95%",
        "全年执行数：180",
        "全年预算数：200",
        "→ 执行率填报95%，按180÷200应为90%。",
        "不会报的例子",
        "执行率：90%",
        "全年执行数：180",
        "全年预算数：200",
        "",
    ]


@pytest.mark.parametrize("code", ["F08", "A09", "L12", "D11", "S01", "N13", "T03", "P01"])
def test_every_kind_of_rule_shows_what_it_would_say(run: Run, code: str) -> None:
    result = run("rules", code)
    assert result.code == 0
    assert "→ " in result.out


def test_schemes(run: Run) -> None:
    out = run("schemes").out
    assert "hunan-overall" in out
    assert fits(out)
