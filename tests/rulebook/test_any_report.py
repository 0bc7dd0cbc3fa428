"""Whatever a form holds, every rule answers and every score is computed or explained."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.press.reports import forms, reports, rulebook

from zhunsheng.kernel.form import Form
from zhunsheng.kernel.scoring import score
from zhunsheng.rulebook.rules import checker


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.id)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), publish=st.booleans())
def test_no_rule_breaks_off(form: Form, data: st.DataObject, publish: bool) -> None:
    report = data.draw(reports(form))
    scheme = rulebook().schemes[report.scheme or ""]
    result = checker(rulebook(), scheme, report.fiscal_year).check(report, publish=publish)
    assert result.crashes == []
    assert [line for line in score(report, scheme).lines if line.computed is None and not line.steps] == []
