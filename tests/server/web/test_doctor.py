"""The doctor finds what is wrong, and says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from tests.server.conftest import Office

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.orgs.models import Duty
from zhunsheng.server.web.doctor import examine


def _bad() -> dict[str, str]:
    # Fonts depend on the machine the tests run on.
    return {point.title: point.message for point in examine() if not point.good and point.title != "中文字体"}


def test_nothing_to_do(office: Office, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    assert _bad() == {}


def test_each_trouble_is_named(office: Office, settings: Any) -> None:
    Duty.objects.filter(role="admin").delete()
    Entry.objects.filter(number=2).update(actor_name="别人")
    settings.OPTIONS = {**settings.OPTIONS, "HTTPS": False}
    settings.ALLOWED_HOSTS = ["jx.shili.example"]
    secret = Path(site.DATA_DIR) / "secret.key"
    secret.chmod(0o644)
    try:
        assert _bad() == {
            "参数": "没有启用 HTTPS（ZHUNSHENG_HTTPS=1），密码会明文经过网络。",
            "数据文件夹": "secret.key 别人也能读，请改为 0600。",
            "系统管理员": "还没有系统管理员，请运行 zhunsheng office createadmin。",
            "留痕": "留痕链 site：第 2 条留痕被改动过。",
        }
    finally:
        secret.chmod(0o600)


def test_the_command_fails_where_there_is_something_to_do(office: Office, capsys: Any) -> None:
    Duty.objects.filter(role="admin").delete()
    with pytest.raises(CommandError, match=r"有 \d 项要处理。"):
        call_command("doctor")
