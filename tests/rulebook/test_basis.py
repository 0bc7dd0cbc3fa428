"""No rule, setting or scheme claims more than the legal register holds."""

from __future__ import annotations

import re

import pytest

from zhunsheng.kernel.basis import UNVERIFIED, Basis, Mark
from zhunsheng.kernel.checks import ExpressionRule, Rule, TextRule
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.office_rules import OFFICE_RULES, OfficeRule
from zhunsheng.rulebook.register_rules import REGISTER_RULES
from zhunsheng.rulebook.rules import OWN_FORM, checker, expression_rules, text_rules

RULES = (*text_rules(), *expression_rules(), *OFFICE_RULES, *REGISTER_RULES)
SCHEMES = tuple(load_rulebook().schemes.values())
DOCUMENTS = tuple(load_rulebook().documents.values())
_ARTICLE = re.compile(r"第[一二三四五六七八九十百\d]+条")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_basis_of_a_rule_is_registered(rule: Rule) -> None:
    assert rule.basis == OWN_FORM or rule.basis in load_rulebook().documents


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_bases_of_a_scheme_are_registered(scheme: Scheme) -> None:
    used = {scheme.basis, scheme.grades_basis, *scheme.scoring.bases.values()}
    used |= {step.basis for setting in scheme.settings.values() for step in setting.steps}
    assert used - set(load_rulebook().documents) == set()


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_own_form_cites_the_form_of_the_scheme(scheme: Scheme) -> None:
    rulebook = load_rulebook()
    cite = checker(rulebook, scheme, scheme.since).cite
    assert cite(OWN_FORM) == rulebook.cite(rulebook.forms[scheme.form].basis)


def _manual(rule: Rule) -> str:
    match rule:
        case TextRule():
            return rule.run.__doc__ or ""
        case OfficeRule():
            return rule.description
    assert isinstance(rule, ExpressionRule)
    return f"{rule.message}{rule.hint}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_article_is_cited_that_the_register_does_not_hold(rule: Rule) -> None:
    manual = _manual(rule)
    held = {article.number for basis in DOCUMENTS for article in basis.articles}
    assert set(_ARTICLE.findall(rule.title + manual)) <= held


@pytest.mark.parametrize("basis", DOCUMENTS, ids=lambda basis: basis.id)
def test_only_what_was_confirmed_is_quoted(basis: Basis) -> None:
    assert (basis.cite() == UNVERIFIED) is (basis.mark is not Mark.CONFIRMED)
