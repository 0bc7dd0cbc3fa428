"""Options are parsed strictly: what can't be used is named, never passed over."""

from __future__ import annotations

import pytest

from zhunsheng.server.options import OPTIONS, OptionError, read_options


def test_without_variables_every_option_has_its_default() -> None:
    values = read_options({})
    assert set(values) == {option.name for option in OPTIONS}
    assert (values["DEBUG"], values["HTTPS"], values["UPLOAD_MB"]) == (False, False, 50)


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("ZHUNSHENG_DEBUG", "maybe", "ZHUNSHENG_DEBUG='maybe' 不能用：应为 1 或 0"),
        ("ZHUNSHENG_UPLOAD_MB", "0", "ZHUNSHENG_UPLOAD_MB='0' 不能用：应为正整数"),
        ("ZHUNSHENG_UPLAOD_MB", "5", "不认识的参数 ZHUNSHENG_UPLAOD_MB"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, text: str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        read_options({variable: text})
