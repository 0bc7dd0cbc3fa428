"""Q01 to Q08: each with an example that fires and one that doesn't."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from zhunsheng.server.reviews.quality import Doubt, Given, Method, doubts

PLAIN = Given("甲局", "办件量", Decimal(10), Decimal(10), Decimal(9), "少 1 件，按完成比例计分。")
STATED = Method("从已通过的单位随机抽取。", "完成比例计分。", True)


def _codes(*given: Given, method: Method = STATED) -> list[str]:
    return [doubt.code for doubt in doubts(method, given)]


def _score(score: str | None, reason: str, **more: str) -> Given:
    return replace(PLAIN, score=None if score is None else Decimal(score), reason=reason, **more)


def test_a_plain_deduction_with_its_reason_is_in_order() -> None:
    assert doubts(STATED, [PLAIN]) == []


@pytest.mark.parametrize(
    ("code", "fires", "silent"),
    [
        ("Q01", _score("0", "没有完成。"), _score("0", "未开展，依扣分标准第2条不得分。")),
        ("Q01", _score("0", ""), _score("0", "依《示例区绩效评价办法》不得分。")),
        ("Q02", _score("8", "时效滞后，扣10%。"), _score("9", "时效滞后，扣10%。")),
        ("Q02", _score("8", "滞后两月，扣 1 分。"), _score("8", "滞后两月，扣 2 分。")),
        ("Q03", _score("5", "未提供佐证材料。"), _score("0", "未提供佐证材料，依扣分标准不得分。")),
        ("Q03", _score("5", "无相关证明。"), _score("5", "佐证齐全，完成一半。")),
        ("Q05", replace(PLAIN, filed=Decimal("8.5")), replace(PLAIN, filed=Decimal(9))),
        ("Q06", _score(None, "口径存疑。"), _score(None, "")),
    ],
)
def test_one_score(code: str, fires: Given, silent: Given) -> None:
    assert (_codes(fires), _codes(silent)) == ([code], [])


def test_q04_the_same_situation_is_deducted_alike() -> None:
    first = _score("9", "滞后。", situation="佐证 不全")
    alike = replace(
        first, unit="乙局", weight=Decimal(20), filed=Decimal(20), score=Decimal(18), situation="佐证不全"
    )
    assert _codes(first, alike) == []
    harder = replace(alike, score=Decimal(15))
    assert doubts(STATED, [first, harder]) == [
        Doubt("Q04", "同是“佐证不全”，甲局「办件量」扣 10%，乙局「办件量」扣 25%，请按同一标准。")
    ]
    assert _codes(first, replace(harder, situation="没有完成")) == []


def test_q07_how_the_sample_was_drawn_is_stated() -> None:
    assert _codes(PLAIN, method=replace(STATED, note=" ")) == ["Q07"]
    assert _codes(PLAIN, method=STATED) == []


def test_q08_the_scale_is_published_before_anything_is_deducted() -> None:
    unpublished, unwritten = replace(STATED, scale_is_published=False), replace(STATED, scale="")
    full = replace(PLAIN, score=Decimal(10), reason="")
    assert (_codes(PLAIN, method=unwritten), _codes(full, method=unwritten)) == (["Q08"], [])
    assert (_codes(PLAIN, method=unpublished), _codes(PLAIN, method=STATED)) == (["Q08"], [])


def test_the_words_say_where_what_and_what_to_do() -> None:
    assert [doubt.message for doubt in doubts(STATED, [_score("8", "时效滞后，扣10%。")])] == [
        "甲局「办件量」写明扣 10%，实际扣了 20%，请改成一致。"
    ]
