"""Every option of the server: variable, present value, what it is for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from zhunsheng.server.options import OPTIONS


class Command(BaseCommand):
    help = "列出系统参数"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for option in OPTIONS:
            value = settings.OPTIONS[option.name]
            shown = "（已设置）" if option.name == "DATABASE_URL" and value else value
            self.stdout.write(
                f"{option.variable} = {shown}\n    {option.help}；默认 {option.default or '空'}"
            )
