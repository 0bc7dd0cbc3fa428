"""The manual's page of a scheme: its form drawn, how it is scored, what rests on which document."""

from __future__ import annotations

import html
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.form import PLACEHOLDER, Form, FormCell, FormRow, FormTable, fill_year
from zhunsheng.kernel.formula import explain, fact_keys, parse
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import INDICATOR_COLUMNS
from zhunsheng.kernel.scheme import EqualRule, OverAchievement, ReverseRule, Scheme, WorkedExample
from zhunsheng.rulebook.facts import catalogue, label_of
from zhunsheng.rulebook.loading import Rulebook
from zhunsheng.rulebook.markup import bullets, escaped, page, table

COLUMN_NAMES = {
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "direction": "指标性质",
    "target_value": "指标值",
    "unit": "度量单位",
    "target": "指标值",
    "actual": "完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因",
}
_OVER = {
    OverAchievement.IGNORE: "不另作要求",
    OverAchievement.REASON: "须说明原因",
    OverAchievement.DEDUCT: "按“起点 ÷ 完成比例”调减",
}
_EQUAL = {
    EqualRule.DEVIATION: "少了、超了都不算完成，分值 ×（1 － 相差数 ÷ 指标值），相差一倍为零",
    EqualRule.MET: "少了、超了都不算完成，不得分",
}
_REVERSE = {
    ReverseRule.RATIO: "分值 × 指标值 ÷ 完成值",
    ReverseRule.LINEAR: "分值 ×（1 －（完成值 － 指标值）÷ 指标值），两倍为零",
}


def scheme_page(scheme: Scheme, rulebook: Rulebook) -> str:
    form = rulebook.forms[scheme.form]
    return page(
        f"# {scheme.title}",
        bullets(_about(scheme, form, rulebook)),
        "## 表样",
        *(_form_table(form_table, scheme) for form_table in form.tables),
        "## 计分",
        table(("项目", "取值", "依据"), _scoring(scheme, rulebook)),
        "定性指标按完成档次锁定得分范围：",
        table(("档次的写法", "占分值"), _bands(scheme)),
        *_class_weights(scheme, rulebook),
        f"等级按总分定（{rulebook.cite(scheme.grades_basis)}）：",
        table(
            ("等级", "总分不低于"), ((grade.name, plain_decimal(grade.from_score)) for grade in scheme.grades)
        ),
        *_sections(scheme),
        "## 参数",
        table(("参数", "起始年度", "取值", "依据", "标识"), _settings(scheme, rulebook)),
        "## 算例",
        table(("例子", "已知", "得分", "步骤"), map(_worked, scheme.examples)),
    )


def _about(scheme: Scheme, form: Form, rulebook: Rulebook) -> Iterator[str]:
    until = f"至 {scheme.until} 年" if scheme.until else "起"
    yield f"标识：`{scheme.id}`，表样：`{form.id}`"
    yield f"地区：{scheme.region}，{scheme.since} 年{until}"
    yield f"方案依据：{cited(scheme.basis, rulebook)}"
    yield f"表样依据：{cited(form.basis, rulebook)}"
    for deadline in scheme.deadlines:
        yield f"{deadline.fiscal_year} 年度报送截止日期：{deadline.day}，依据{cited(deadline.basis, rulebook)}"


def cited(basis: str, rulebook: Rulebook) -> str:
    """As printed beside a result, with what the register says of it where it may not be quoted as a rule."""
    printed = rulebook.cite(basis)
    held = rulebook.basis(basis)
    return escaped(printed if held.title in printed else f"{printed}：{held.title}，{held.subject}")


# --- the form drawn ----------------------------------------------------------------------------------


def _form_table(form_table: FormTable, scheme: Scheme) -> str:
    number = f"{form_table.number} " if form_table.number else ""
    return page(
        f"### {number}{form_table.title}",
        _printed_line(form_table.above.text, scheme.since),
        _drawn(form_table, scheme.since),
        escaped(form_table.note),
        _printed_line(form_table.below.text, scheme.since),
        bullets(_remarks(form_table)),
        _synonyms(form_table),
    ).rstrip()


def _printed_line(text: str, year: int) -> str:
    return escaped(_worded(text, year))


def _worded(text: str, year: int) -> str:
    """Facts in a printed text as 〔name〕."""
    return PLACEHOLDER.sub(lambda match: f"〔{label_of(match[1])}〕", fill_year(text, year))


def _drawn(form_table: FormTable, year: int) -> str:
    lines = ["<table>"]
    for position, row in enumerate(form_table.rows):
        if row.indicator_columns:
            lines += _class_rows(form_table, row)
        else:
            below = form_table.rows[position + 1 :]
            cells = [
                _cell(cell, _height(cell, below, form_table), year)
                for cell in row.cells
                if not cell.continued
            ]
            lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table>"])


def _height(cell: FormCell, below: tuple[FormRow, ...], form_table: FormTable) -> int:
    """Rows a cell reaches down; the row of the indicators is as many as the form prints classes."""
    height = 1
    for row in below:
        if not any(other.continued and other.column == cell.column for other in row.cells) and not _goes_on(
            row, cell
        ):
            break
        height += _class_count(form_table) if row.indicator_columns else 1
    return height


def _goes_on(row: FormRow, cell: FormCell) -> bool:
    return bool(row.indicator_columns) and cell.column == 0 and row.cells[0].continued


def _class_count(form_table: FormTable) -> int:
    return sum(len(level.parts) for level in form_table.classes)


def _cell(cell: FormCell, height: int, year: int) -> str:
    span = f' colspan="{cell.span}"' if cell.span > 1 else ""
    text = html.escape(_worded(cell.text.strip(), year), quote=False).replace("\n", "<br>")
    return f"<td{span}{_rowspan(height)}>{text}</td>"


def _rowspan(rows: int) -> str:
    return f' rowspan="{rows}"' if rows > 1 else ""


def _class_rows(form_table: FormTable, row: FormRow) -> Iterator[str]:
    """A row for each second-level class the blank form prints."""
    blanks = "".join("<td></td>" for name in row.indicator_columns if name not in ("level1", "level2"))
    for level in form_table.classes:
        points = f"<br>（{level.points}分）" if level.points else ""
        for number, part in enumerate(level.parts):
            first = f"<td{_rowspan(len(level.parts))}>{level.name}{points}</td>" if number == 0 else ""
            second = f"<td>{part}</td>" if "level2" in row.indicator_columns else ""
            yield f"<tr>{first}{second}{blanks}</tr>"


def _remarks(form_table: FormTable) -> Iterator[str]:
    yield f"金额没有另写单位的，按{form_table.money}读。"
    for key, formula in form_table.computed.items():
        yield f"{label_of(key)} ＝ {in_words(formula)}"
    for key, text in form_table.fixed.items():
        yield f"空白表上印好的：{label_of(key)}“{text}”"
    for label, stem in form_table.repeat.items():
        named = f"{stem}.name" in catalogue()
        first = (
            f"另起名称的行依次读作 `{stem}[1]`、`{stem}[2]`"
            if named
            else f"第二行起依次读作 `{stem}[2]`、`{stem}[3]`"
        )
        yield f"“{escaped(label)}”以下可以加行，{first}……"
    for label, stem in form_table.inserted.items():
        yield f"“{escaped(label)}”紧下面另起名称的行依次读作 `{stem}[1]`、`{stem}[2]`……"
    for label, key in form_table.numbered.items():
        yield f"“{escaped(label)}1”“{escaped(label)}2”……可以有几个，第二个起读作 `{key.replace('.', '[2].', 1)}`"
    for key in dict.fromkeys(form_table.optional.values()):
        labels = [label for label, other in form_table.optional.items() if other == key]
        yield f"表上没有而有的单位加填的：{'、'.join(labels)}（{label_of(key)}）"


def in_words(formula: str) -> str:
    tree = parse(formula)
    return explain(tree, {key: label_of(key) for key in fact_keys(tree)})


def _synonyms(form_table: FormTable) -> str:
    """Other ways a label is met with, folded away."""
    others: dict[str, list[str]] = {}
    for other, label in form_table.synonyms.items():
        others.setdefault(label, []).append(other)
    lines = table(("表上的标签", "也认得"), ((label, "、".join(words)) for label, words in others.items()))
    return f"<details><summary>也认得的标签</summary>\n\n{lines}\n\n</details>" if lines else ""


# --- scoring -----------------------------------------------------------------------------------------


def _scoring(scheme: Scheme, rulebook: Rulebook) -> Iterator[tuple[str, str, str]]:
    scoring = scheme.scoring

    def row(item: str, value: str, name: str) -> tuple[str, str, str]:
        return item, value, rulebook.cite(scoring.bases[name])

    yield row("资金执行分值", f"{plain_decimal(scoring.execution_weight)}分", "execution_weight")
    yield row("执行率", in_words(scoring.execution_formula), "execution_formula")
    yield row("定量指标（≥、计数）", "达到指标值得满分，低于的得分 ＝ 分值 × 完成值 ÷ 指标值", "quantitative")
    yield row("定量指标（=）不相等", _EQUAL[scoring.equal], "equal")
    yield row("反向指标（≤）超过指标值", _REVERSE[scoring.reverse], "reverse")
    start = f"完成比例达 {_percent(scoring.over_achievement_from)}"
    yield row("超额完成", f"{start}：{_OVER[scoring.over_achievement]}", "over_achievement")
    yield row("定性指标", "按下表各档", "qualitative")
    if scoring.satisfaction_full is not None:
        full, zero = _percent(scoring.satisfaction_full), _percent(scoring.satisfaction_zero or Decimal(0))
        yield row("满意度", f"{full} 及以上满分，{zero} 至 {full} 按比例，低于 {zero} 不得分", "satisfaction")


def _percent(share: Decimal) -> str:
    return plain_decimal(share * 100) + "%"


def _bands(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for band in scheme.scoring.qualitative:
        yield "；".join(band.words), f"{_percent(band.low)}–{_percent(band.high)}"


def _class_weights(scheme: Scheme, rulebook: Rulebook) -> Iterator[str]:
    if not scheme.class_weights:
        return
    yield f"各类指标的默认分值（{rulebook.cite(scheme.class_weights_basis)}）："
    yield table(
        ("一级指标", "分值"), ((level.level1, plain_decimal(level.points)) for level in scheme.class_weights)
    )


def _sections(scheme: Scheme) -> Iterator[str]:
    if scheme.sections:
        yield "## 正文要有的部分"
        yield table(
            ("标题", "也认得"), ((section.title, "、".join(section.synonyms)) for section in scheme.sections)
        )


def _settings(scheme: Scheme, rulebook: Rulebook) -> Iterator[tuple[str, ...]]:
    for setting in scheme.settings.values():
        for step in sorted(setting.steps, key=lambda step: step.since):
            value = plain_decimal(step.value)
            yield setting.title, str(step.since), value, rulebook.cite(step.basis), setting.name


def _worked(example: WorkedExample) -> tuple[str, str, str, str]:
    if example.total is not None:
        return example.title, f"总分 {plain_decimal(example.total)}", example.grade, ""
    given = [f"{label_of(key)} {text}" for key, text in example.facts.items()]
    names = [name for name in INDICATOR_COLUMNS if name in example.indicator and not name.startswith("level")]
    given += [f"{COLUMN_NAMES[name]} {example.indicator[name]}" for name in names]
    score = "由人判断" if example.score is None else plain_decimal(example.score)
    return example.title, "，".join(given), score, example.steps
