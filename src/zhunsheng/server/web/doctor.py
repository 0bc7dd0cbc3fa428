"""What a keeper wants to know before the telephone rings: each point good, or what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone

from zhunsheng.press.pdf import has_chinese_font
from zhunsheng.server.audit.models import Chain
from zhunsheng.server.audit.trail import verify
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.orgs.models import Duty, Role
from zhunsheng.server.orgs.policy import ADMINISTRATORS, separate

_LEAST_FREE_MB = 500
_STALE = timedelta(minutes=10)
_CHAINS = 50
"""So many of the newest chains are verified; verify_audit does all."""


@dataclass(slots=True, frozen=True)
class Point:
    title: str
    good: bool
    message: str


def examine() -> Iterator[Point]:
    for title, look in _all_points().items():
        try:
            trouble = look()
        except DatabaseError as error:
            trouble = f"数据库出错：{error}"
        yield Point(title, not trouble, trouble or "正常")


def _all_points() -> dict[str, Callable[[], str]]:
    """An app nobody may import brings points of its own."""
    points = dict(_POINTS)
    for app in apps.get_app_configs():
        own = getattr(app, "doctor_points", None)
        if own is not None:
            points |= own()
    return points


def _options() -> str:
    if settings.DEBUG:
        return "ZHUNSHENG_DEBUG 开着，正式使用请关掉。"
    return (
        ""
        if settings.OPTIONS["HTTPS"] or _only_here()
        else "没有启用 HTTPS（ZHUNSHENG_HTTPS=1），密码会明文经过网络。"
    )


def _only_here() -> bool:
    return set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}


def _folder() -> str:
    folder = Path(settings.DATA_DIR)
    if not os.access(folder, os.W_OK):
        return f"数据文件夹 {folder} 不能写。"
    if os.name == "posix" and (folder / "secret.key").stat().st_mode & 0o077:
        return "secret.key 别人也能读，请改为 0600。"
    free = shutil.disk_usage(folder).free // 1024 // 1024
    return f"磁盘只剩 {free} MB，请清理或扩容。" if free < _LEAST_FREE_MB else ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"有 {len(waiting)} 步表结构升级没有做，请运行 zhunsheng office migrate。" if waiting else ""


def _administrator() -> str:
    has = Duty.objects.filter(role=Role.ADMIN, user__is_active=True).exists()
    if not has:
        return "还没有系统管理员，请运行 zhunsheng office createadmin。"
    return _three_administrators() if separate() else ""


def _three_administrators() -> str:
    """三员分立: each of the three is there, and nobody is two of them."""
    today = timezone.localdate()
    in_force = Q(since__lte=today) & (Q(until=None) | Q(until__gte=today))
    held = Duty.objects.filter(in_force, role__in=ADMINISTRATORS, user__is_active=True)
    holders: dict[str, set[str]] = {role.value: set() for role in ADMINISTRATORS}
    for role, name in held.values_list("role", "user__username"):
        holders[role].add(name)
    for role in ADMINISTRATORS:
        if not holders[role.value]:
            return f"三员分立，还缺{role.label}，请运行 zhunsheng office createadmin --role {role.value}。"
    for one, other in combinations(ADMINISTRATORS, 2):
        both = sorted(holders[one.value] & holders[other.value])
        if both:
            return f"三员分立，{both[0]} 却既是{one.label}又是{other.label}，请收回一项职责。"
    return ""


def _jobs() -> str:
    before = timezone.now() - _STALE
    waiting = Job.objects.filter(state=Job.State.QUEUED, created_at__lt=before).count()
    return (
        f"有 {waiting} 个后台任务排队超过 10 分钟，请看工作进程（zhunsheng office worker）是否在运行。"
        if waiting
        else ""
    )


def _fonts() -> str:
    return "" if has_chinese_font() else "没有中文字体，出不了 PDF（Debian：apt install fonts-noto-cjk）。"


def _chains() -> str:
    broken = [found for chain in Chain.objects.order_by("-id")[:_CHAINS] for found in verify(chain)]
    return f"留痕链 {broken[0].chain}：{broken[0].what}。" if broken else ""


_POINTS: dict[str, Callable[[], str]] = {
    "参数": _options,
    "数据文件夹": _folder,
    "表结构": _migrations,
    "系统管理员": _administrator,
    "后台任务": _jobs,
    "中文字体": _fonts,
    "留痕": _chains,
}
