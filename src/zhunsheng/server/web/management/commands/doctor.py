"""Examines the installation; exit code 1 where something is to be done."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhunsheng.server.web.doctor import examine


class Command(BaseCommand):
    help = "逐项检查安装和运行情况"

    def handle(self, *args: Any, **options: Any) -> None:
        points = list(examine())
        for point in points:
            self.stdout.write(f"{'✓' if point.good else '✗'} {point.title}：{point.message}")
        bad = sum(not point.good for point in points)
        if bad:
            raise CommandError(f"有 {bad} 项要处理。")
