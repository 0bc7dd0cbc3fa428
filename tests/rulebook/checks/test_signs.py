"""Signs are found wherever they stand, also inside each other; a rule without its sign isn't asked."""

from __future__ import annotations

import pytest

from zhunsheng.kernel.checks import Case
from zhunsheng.kernel.report import Report, Section
from zhunsheng.rulebook.checks.signs import _KNOWN, signs_of
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import text_rules

text_rules()  # registers the signs of all


def found_in(text: str) -> frozenset[str]:
    report = Report(sections=[Section("一", "", text)])
    return signs_of(Case(report, load_rulebook().schemes["hunan-overall"]))


@pytest.mark.parametrize("sign", sorted(_KNOWN))
def test_a_sign_is_found_in_a_sentence(sign: str) -> None:
    assert sign in found_in(f"其他{sign}等。")


def test_signs_inside_and_across_each_other_are_all_found() -> None:
    text = "正在施工，还没有完工验收。"
    assert found_in(text) == {sign for sign in _KNOWN if sign in text}


def test_a_report_without_signs_has_none() -> None:
    assert found_in("甲乙丙") == frozenset()
