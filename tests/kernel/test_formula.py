"""The formula language: exact, explained in Chinese, missing stays missing."""

from decimal import Decimal, DivisionByZero

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.kernel.compilation import value_of
from zhunsheng.kernel.errors import FormulaError
from zhunsheng.kernel.facts import blank, not_applicable
from zhunsheng.kernel.facts import given as filled
from zhunsheng.kernel.formula import explain, fact_keys, parse

FACTS = {
    "staffing.actual": filled(Decimal(11)),
    "staffing.quota": filled(Decimal(13)),
    "projects.special[1].budget": filled(Decimal("2.5")),
    "a": filled(Decimal("0.1")),
    "b": filled(Decimal("0.2")),
    "empty": blank(),
    "none": not_applicable(),
    "zero": filled(Decimal(0)),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b", Decimal("0.3")),
        ("a + b == 0.3", True),
        ("round(staffing.actual / staffing.quota, 4)", Decimal("0.8462")),
        ("round(2.5 * 1, 0)", Decimal(3)),
        ("projects.special[1].budget * 2", Decimal("5.0")),
        ("sum(a, empty, b)", Decimal("0.3")),
        ("sum(empty, none)", None),
        ("a + empty", None),
        ("a - none", None),
        ("min(a, b)", Decimal("0.1")),
        ("abs(a - b)", Decimal("0.1")),
        ("given(a, b)", True),
        ("given(a, empty)", False),
        ("any_given(empty, b)", True),
        ("blank(empty)", True),
        ("blank(none)", False),
        ("a if given(b) else b", Decimal("0.1")),
        ("not a > b", True),
        ("a < b and b < staffing.quota", True),
        ("a > b or b > a", True),
        ("staffing.actual <= setting.limit", True),
        ("-a + b", Decimal("0.1")),
    ],
)
def test_formulas_are_exact(text, value):
    assert value_of(parse(text), FACTS, {"limit": Decimal(11)}) == value


def test_dividing_by_zero_is_told_apart_from_a_missing_figure():
    with pytest.raises(DivisionByZero):
        value_of(parse("a / zero"), FACTS, {})


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "a.b()",
        "open('x')",
        "[a, b]",
        "a if b",
        "lambda: 1",
        "a ** 2",
        "'x'",
        "a < b < 3",
        "f'{a}'",
    ],
)
def test_nothing_else_is_in_the_language(text):
    with pytest.raises(FormulaError):
        parse(text)


def test_a_setting_the_scheme_lacks_is_refused():
    with pytest.raises(FormulaError, match="limit"):
        value_of(parse("a <= setting.limit"), FACTS, {})


def test_the_explanation_is_chinese_with_brackets_where_needed():
    formula = parse("(funds.full_year - funds.initial) / funds.initial")
    names = {"funds.full_year": "全年预算数", "funds.initial": "年初预算数"}
    assert explain(formula, names) == "（全年预算数 - 年初预算数） ÷ 年初预算数"
    assert (
        explain(parse("staffing.actual / staffing.quota"), {"staffing.actual": "11", "staffing.quota": "13"})
        == "11 ÷ 13"
    )
    assert explain(parse("a - (b - a)"), {}) == "a - （b - a）"


def test_the_keys_come_in_order_without_settings():
    assert fact_keys(parse("b + a * setting.x - b + projects.special[1].budget")) == (
        "b",
        "a",
        "projects.special[1].budget",
    )


numbers = st.decimals(min_value=-1000, max_value=1000, places=2, allow_nan=False)


@given(numbers, numbers, numbers)
def test_compiled_formulas_equal_plain_decimal_arithmetic(x, y, z):
    facts = {"x": filled(x), "y": filled(y), "z": filled(z)}
    assert value_of(parse("(x + y) * z - x"), facts, {}) == (x + y) * z - x
    assert value_of(parse("x + y <= z"), facts, {}) == (x + y <= z)


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ({"special.final": "9"}, Decimal(9)),
        ({"special.final": "9", "special[1].name": "甲", "special[1].final": "4"}, Decimal(9)),
        (
            {
                "special[1].name": "甲",
                "special[1].final": "4",
                "special[2].name": "",
                "special[2].final": "5",
            },
            Decimal(9),
        ),
        ({"special.final": "4", "special[2].name": "", "special[2].final": "5"}, Decimal(9)),
        ({"special[1].name": "甲", "special[1].final": ""}, None),
    ],
)
def test_a_line_is_its_total_else_its_rows(rows, value):
    facts = {
        key: filled(text if key.endswith("name") else Decimal(text)) if text else blank()
        for key, text in rows.items()
    }
    assert value_of(parse("with_rows(special.final)"), facts, {}) == value
