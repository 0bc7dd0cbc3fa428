"""Runs the background worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhunsheng.server.jobs.worker import Worker


class Command(BaseCommand):
    help = "办理后台任务；可以同时开几个"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="办完排队的任务就结束")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        worker.stop_on_signals()
        worker.run(once=options["once"])
