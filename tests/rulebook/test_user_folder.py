"""A new region by files alone: its form, scheme and documents are read from a folder of the user's."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from tests.intake.form_files import as_docx, drawn

from zhunsheng.intake.readers import read_bytes
from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.facts import State, blank
from zhunsheng.kernel.form_files import form_from
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scoring import score
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker
from zhunsheng.rulebook.scheme_files import documents_from, scheme_from

DOCUMENTS = """
[example-2024-3]
title = "示例省项目支出绩效自评办法"
number = "示财绩〔2024〕3号"
mark = "C"
subject = "自评表样和分值"
[[example-2024-3.claims]]
id = "weights"
mark = "C"
subject = "预算执行15、指标85"
"""

FORM = """
id = "example-project"
title = "示例省项目支出绩效自评表"
since = 2024
basis = "example-2024-3"
[[table]]
id = "self"
title = "示例省项目支出绩效自评表"
above = "填报单位：{unit.filer} 金额单位：元"
money = "元"
widths = [10, 14, 20, 14, 14, 10, 10]
rows = [
  ["项目", "3>{project.name}", "责任科室", "2>{project.unit}"],
  ["资金", "年初安排", "调整后安排", "实际支出", "支出进度", "分值", "得分"],
  ["^", "{funds.initial}", "{funds.full_year}", "{funds.executed}", "{funds.execution_rate}", "{funds.weight}", "{funds.score}"],
  ["目标", "3>年初目标", "3>完成情况说明"],
  ["^", "3>{goal.expected}", "3>{goal.achieved}"],
  ["指标", "一级指标", "三级指标", "目标值", "完成值", "分值", "得分"],
  ["^", "indicators: level1 name target actual weight score"],
  ["5>得分合计", "{score.weight_total}", "{score.total}"],
]
classes = [["产出指标", 55, ["产出指标"]], ["效果指标", 30, ["效果指标"]]]
[table.computed]
"funds.execution_rate" = "funds.executed / funds.full_year"
[table.synonyms]
"责任科室" = ["责任股室"]
[table.fixed]
"15" = ["funds.weight"]
"""

SCHEME = """
id = "example-project"
title = "示例省项目支出绩效自评"
region = "示例省"
form = "example-project"
basis = "example-2024-3"
since = 2024
[scoring]
execution_weight = "15"
execution_formula = "funds.executed / funds.full_year"
over_achievement = "deduct"
over_achievement_from = "1.5"
reverse = "linear"
equal = "met"
satisfaction_full = "0.95"
satisfaction_zero = "0.5"
qualitative = [
  { words = ["达到"], low = "0.7", high = "1" },
  { words = ["未达到"], low = "0", high = "0.7" },
]
[scoring.bases]
execution_weight = "example-2024-3#weights"
execution_formula = "local-practice"
quantitative = "local-practice"
qualitative = "local-practice"
over_achievement = "local-practice"
reverse = "local-practice"
equal = "local-practice"
satisfaction = "local-practice"
[weights]
basis = "example-2024-3#weights"
classes = [["产出指标", 55], ["效果指标", 30]]
[grades]
basis = "local-practice"
bands = [["好", 80], ["较好", 70], ["一般", 60], ["差", 0]]
[settings.execution_weight]
steps = [{ since = 2015, value = "15", basis = "example-2024-3#weights" }]
"""

EXAMPLE = """
[[sections]]
title = "项目概况"
synonyms = ["项目基本情况"]
[[example]]
title = "≥：低于指标值按完成比例"
indicator = { target = "≥12场", actual = "10场", weight = "10" }
score = "8.33"
steps = "略"
"""

FACTS = {
    "unit.filer": "示例县农机站",
    "project.name": "农机补贴",
    "project.unit": "示例县农机站",
    "funds.initial": "500000",
    "funds.full_year": "480000",
    "funds.executed": "432000",
    "funds.execution_rate": "90%",
    "funds.weight": "15",
    "funds.score": "13.5",
    "goal.expected": "补贴农机100台。",
    "goal.achieved": "补贴农机90台。",
    "score.weight_total": "100",
    "score.total": "88.5",
}
ROWS = [
    {
        "level1": "产出指标",
        "name": "补贴台数",
        "target": "≥100台",
        "actual": "90台",
        "weight": "30",
        "score": "27",
    },
    {
        "level1": "产出指标",
        "name": "审核天数",
        "target": "≤10天",
        "actual": "12天",
        "weight": "25",
        "score": "20",
    },
    {
        "level1": "效果指标",
        "name": "农户满意度",
        "target": "≥90%",
        "actual": "95%",
        "weight": "30",
        "score": "30",
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "forms").mkdir()
    (tmp_path / "schemes").mkdir()
    (tmp_path / "documents.toml").write_text(DOCUMENTS, "utf-8")
    (tmp_path / "forms" / "example.toml").write_text(FORM, "utf-8")
    (tmp_path / "schemes" / "example.toml").write_text(SCHEME, "utf-8")
    return tmp_path


def report_file(folder: Path) -> bytes:
    form = load_rulebook(folder).forms["example-project"]
    return as_docx(drawn(form.tables[0], FACTS, ROWS))


def read(folder: Path) -> Report:
    (report,) = Intake(load_rulebook(folder)).read(read_bytes(report_file(folder), "自评表.docx"))
    return report


def test_a_report_of_the_new_region_is_read(folder: Path) -> None:
    report = read(folder)
    assert (report.scheme, report.unit, report.unread, report.doubts) == (
        "example-project",
        "示例县农机站",
        [],
        [],
    )
    texts = {key: fact.text for key, fact in report.facts.items() if fact.state is State.GIVEN}
    assert texts == FACTS
    assert [report.number(f"funds.{key}") for key in ("initial", "full_year", "executed")] == [
        D(50),
        D(48),
        D("43.2"),
    ]
    columns = ("level1", "name", "target", "actual")
    assert [[getattr(row, column) for column in columns] for row in report.indicators] == [
        [row[column] for column in columns] for row in ROWS
    ]


def test_it_is_scored_by_its_own_scheme(folder: Path) -> None:
    rulebook = load_rulebook(folder)
    card = score(read(folder), rulebook.schemes["example-project"])
    assert [line.computed for line in card.lines] == [D("13.5"), D(27), D(20), D(30)]
    assert (card.total, card.grade) == (D("90.5"), "好")
    assert rulebook.cite(card.lines[0].basis) == "《示例省项目支出绩效自评办法》（示财绩〔2024〕3号）"


def test_another_rate_of_execution_holds_for_the_score_and_for_the_checks(folder: Path) -> None:
    for name in ("forms", "schemes"):
        file = folder / name / "example.toml"
        text = file.read_text("utf-8")
        file.write_text(
            text.replace("funds.executed / funds.full_year", "funds.executed / funds.initial"), "utf-8"
        )
    rulebook, report = load_rulebook(folder), read(folder)
    scheme = rulebook.schemes["example-project"]
    execution = score(report, scheme).lines[0]
    assert (execution.computed, execution.steps) == (
        D("12.96"),
        "得分 = 分值 × 全年执行数 ÷ 年初预算数 = 15 × 43.2 ÷ 50（执行率86.4%）= 12.96",
    )
    findings = checker(rulebook, scheme, 2024).check(report).findings
    assert [finding.message for finding in findings if finding.code in ("A01", "A02")] == [
        "执行率填报90%，按43.2÷50应为86.4%。",
        "执行得分填报13.5分，按分值×执行率应为12.96分。",
    ]
    report.facts["funds.execution_rate"] = blank(report.facts["funds.execution_rate"].place)
    findings = checker(rulebook, scheme, 2024).check(report).findings
    assert [finding.message for finding in findings if finding.code == "F04"] == [
        "“执行率”是空的，全年执行数÷年初预算数的两边都已填。"
    ]


def test_the_files_may_lie_in_the_folder_itself(folder: Path, tmp_path: Path) -> None:
    flat = tmp_path / "平铺"
    flat.mkdir()
    (flat / "documents.toml").write_text(DOCUMENTS, "utf-8")
    (flat / "表样.toml").write_text(FORM, "utf-8")
    (flat / "方案.toml").write_text(SCHEME, "utf-8")
    assert load_rulebook(flat).schemes.keys() == load_rulebook(folder).schemes.keys()


def test_the_command_reads_it(folder: Path) -> None:
    file = folder / "自评表.docx"
    file.write_bytes(report_file(folder))
    command = [sys.executable, "-m", "zhunsheng", "read", str(file), "--schemes", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "示例省项目支出绩效自评" in done.stdout


def test_the_package_s_own_schemes_stay(folder: Path) -> None:
    assert {"hunan-overall", "example-project"} <= load_rulebook(folder).schemes.keys()
    assert "example-project" not in load_rulebook().schemes


# --- what is written wrongly is named with its file ---------------------------------------------------


WRONG = {
    "a form without rows": (
        "forms/example.toml",
        lambda text: text.replace("rows = [", "raws = ["),
        "example.toml：表样“example-project”的表“self”有不认识的项“raws”，是不是“rows”。",
    ),
    "a form without an id": (
        "forms/example.toml",
        lambda text: text.replace('id = "example-project"', "", 1),
        "example.toml：表样“？”缺少“id”一项。",
    ),
    "a row of the wrong width": (
        "forms/example.toml",
        lambda text: text.replace('"3>{project.name}"', '"2>{project.name}"'),
        "example.toml：表样“example-project”的表“self”第 1 行共 6 列，应为 7 列。",
    ),
    "a fact nobody knows": (
        "forms/example.toml",
        lambda text: text.replace("{funds.initial}", "{funds.inital}"),
        "example.toml：数据项“funds.inital”不在数据项目录（facts.toml）里。",
    ),
    "a fact twice": (
        "forms/example.toml",
        lambda text: text.replace("{funds.initial}", "{funds.full_year}"),
        "example.toml：表样“example-project”的表“self”里数据项“funds.full_year”出现两次。",
    ),
    "an indicator column nobody knows": (
        "forms/example.toml",
        lambda text: text.replace("target actual", "goal actual"),
        "example.toml：表样“example-project”的表“self”第 7 行没有“goal”这一指标列，可用的是 "
        "level1 level2 name direction target_value unit target actual weight score reason。",
    ),
    "a synonym of no label": (
        "forms/example.toml",
        lambda text: text.replace('"责任科室" = [', '"责任处室" = ['),
        "example.toml：表样“example-project”的表“self”的“synonyms”提到的“责任处室”不在表上。",
    ),
    "a synonym of two labels": (
        "forms/example.toml",
        lambda text: text.replace('"责任股室"]', '"责任股室"]\n"支出进度" = ["年初安排"]'),
        "example.toml：表样“example-project”的表“self”的“synonyms”里“年初安排”分不清是哪个标签。",
    ),
    "a formula over a fact the form lacks": (
        "forms/example.toml",
        lambda text: text.replace('"funds.executed / funds.full_year"', '"funds.executed / funds.general"'),
        "example.toml：“funds.execution_rate”的公式用到的数据项“funds.general”不在表上。",
    ),
    "a rate the form computes otherwise": (
        "schemes/example.toml",
        lambda text: text.replace('"funds.executed / funds.full_year"', '"funds.executed / funds.initial"'),
        "example.toml：方案“example-project”的执行率公式是“funds.executed / funds.initial”，"
        "表样“example-project”算的是“funds.executed / funds.full_year”，应当一致。",
    ),
    "a rate that is no division": (
        "schemes/example.toml",
        lambda text: text.replace('"funds.executed / funds.full_year"', '"funds.executed"'),
        "example.toml：方案“example-project”的 [scoring] 的“execution_formula”应写成“执行数 / 预算数”，写的是“funds.executed”。",
    ),
    "a deadline that is no day": (
        "schemes/example.toml",
        lambda text: text + '[[deadline]]\nfiscal_year = 2024\nday = "6月底"\nbasis = "local-practice"\n',
        "example.toml：方案“example-project”的 [[deadline]] 的“day”应为日期（2024-08-31，不加引号），写的是“6月底”。",
    ),
    "a deadline without a basis that is registered": (
        "schemes/example.toml",
        lambda text: text + '[[deadline]]\nfiscal_year = 2024\nday = 2025-06-30\nbasis = "example-2023-9"\n',
        "example.toml：2024 年度报送截止日期的依据“example-2023-9”没有登记在 documents.toml 里。",
    ),
    "a scheme without scoring": (
        "schemes/example.toml",
        lambda text: text.replace("[scoring]", "[scorings]"),
        "example.toml：方案“example-project”有不认识的项“scorings”，是不是“scoring”。",
    ),
    "a scheme without a region": (
        "schemes/example.toml",
        lambda text: text.replace('region = "示例省"', ""),
        "example.toml：方案“example-project”缺少“region”一项。",
    ),
    "a scheme for a form that isn't there": (
        "schemes/example.toml",
        lambda text: text.replace('form = "example-project"', 'form = "example"'),
        "example.toml：方案“example-project”的表样“example”不存在。",
    ),
    "a form no scheme uses": (
        "forms/example.toml",
        lambda text: text.replace('id = "example-project"', 'id = "example-form"', 1),
        "example.toml：方案“example-project”的表样“example-project”不存在。",
    ),
    "a word where a number belongs": (
        "schemes/example.toml",
        lambda text: text.replace('execution_weight = "15"', 'execution_weight = "十五"', 1),
        "example.toml：方案“example-project”的 [scoring] 的“execution_weight”应为数，写的是“十五”。",
    ),
    "a way of scoring nobody knows": (
        "schemes/example.toml",
        lambda text: text.replace('reverse = "linear"', 'reverse = "half"'),
        "example.toml：方案“example-project”的 [scoring] 的“reverse”只能是ratio、linear，写的是“half”。",
    ),
    "a value without a basis": (
        "schemes/example.toml",
        lambda text: text.replace('reverse = "local-practice"', ""),
        "example.toml：方案“example-project”的 [scoring.bases] 缺少“reverse”一项。",
    ),
    "a basis that isn't registered": (
        "schemes/example.toml",
        lambda text: text.replace('satisfaction = "local-practice"', 'satisfaction = "example-2023-9"'),
        "example.toml：计分“satisfaction”的依据“example-2023-9”没有登记在 documents.toml 里。",
    ),
    "a setting without a basis": (
        "schemes/example.toml",
        lambda text: text.replace(', basis = "example-2024-3#weights" }]', " }]"),
        "example.toml：参数“execution_weight”自 2015 年的取值没有写依据。",
    ),
    "a setting nobody reads": (
        "schemes/example.toml",
        lambda text: text.replace("[settings.execution_weight]", "[settings.executon_weight]"),
        "example.toml：方案“example-project”的 [settings] 有不认识的项“executon_weight”，是不是“execution_weight”。",
    ),
    "two weights for the same": (
        "schemes/example.toml",
        lambda text: text.replace('value = "15"', 'value = "10"'),
        "example.toml：方案“example-project”的资金执行分值，[scoring] 写 15，参数 execution_weight 写 10，应当一致。",
    ),
    "weights that don't add up": (
        "schemes/example.toml",
        lambda text: text.replace('["效果指标", 30]', '["效果指标", 20]'),
        "example.toml：方案“example-project”的各类分值加资金执行分值，合计应为 100 分。",
    ),
    "a mark that isn't one": (
        "documents.toml",
        lambda text: text.replace('mark = "C"', 'mark = "A"', 1),
        "documents.toml：依据“example-2024-3”的“mark”只能是C、S、B，写的是“A”。",
    ),
}


@pytest.mark.parametrize(("name", "change", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_file(folder: Path, name: str, change: object, message: str) -> None:
    file = folder / name
    text = file.read_text("utf-8")
    changed = change(text)  # type: ignore[operator]
    assert changed != text
    file.write_text(changed, "utf-8")
    with pytest.raises(RulebookError) as refused:
        load_rulebook(folder)
    assert str(refused.value) == message


def test_a_file_that_is_no_toml_is_said_so(folder: Path) -> None:
    (folder / "forms" / "example.toml").write_text("id = 示例", "utf-8")
    with pytest.raises(RulebookError, match=r"^example\.toml：TOML 写法有误（"):
        load_rulebook(folder)


def test_a_file_in_another_encoding_is_said_so(folder: Path) -> None:
    (folder / "forms" / "example.toml").write_bytes(FORM.encode("gb18030"))
    with pytest.raises(RulebookError, match=r"^example\.toml：不是 UTF-8 编码"):
        load_rulebook(folder)


def test_a_folder_without_forms_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match=r"里没有表样，也没有方案。$"):
        load_rulebook(tmp_path)
    with pytest.raises(RulebookError, match=r"^找不到方案文件夹"):
        load_rulebook(tmp_path / "没有")


def test_a_file_that_is_neither_is_said_so(folder: Path) -> None:
    (folder / "杂记.toml").write_text('note = "待补"', "utf-8")
    with pytest.raises(RulebookError, match=r"^杂记\.toml：既不是表样"):
        load_rulebook(folder)


# --- the guide ----------------------------------------------------------------------------------------


GUIDE = Path(__file__).parents[2] / "docs" / "develop" / "rulebook.md"


def test_the_examples_of_the_guide_load_as_they_stand(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    form = next(block for block in blocks if "[[table]]" in block)
    scheme = next(block for block in blocks if "[scoring]" in block)
    documents = next(block for block in blocks if "mark =" in block)
    examples = next(block for block in blocks if "[[example]]" in block)
    for name, text in {"documents": documents, "表样": form, "方案": scheme + "\n" + examples}.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    rulebook = load_rulebook(tmp_path)
    assert rulebook.forms["example-project"].tables[0].classes[0].points == 55
    assert len(rulebook.schemes["example-project"].examples) == 3


def paths(value: object, at: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Every place in decoded TOML, outermost first."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        yield (*at, key)
        yield from paths(inner, (*at, key))


def with_value(data: dict[str, object], path: tuple[object, ...], value: object) -> dict[str, object]:
    changed = deepcopy(data)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("build", "text"),
    [(form_from, FORM), (scheme_from, SCHEME + EXAMPLE), (documents_from, DOCUMENTS)],
    ids=["form", "scheme", "documents"],
)
@pytest.mark.parametrize("wrong", [1, "x", "", True, [], [1], [["x"]], {}, {"x": 1}, [{}]], ids=repr)
def test_whatever_stands_in_the_wrong_place_is_refused_in_words(build: Any, text: str, wrong: object) -> None:
    data = tomllib.loads(text)
    for path in paths(data):
        with suppress(RulebookError):
            build(with_value(data, path, wrong))
