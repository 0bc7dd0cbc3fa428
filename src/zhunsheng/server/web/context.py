"""What every page shows: who is logged in, which parts of the office are open to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from zhunsheng.server.audit.policy import may_read_trace
from zhunsheng.server.inspections.circulars.queries import may_follow_circulars
from zhunsheng.server.inspections.directives.queries import may_follow_directives
from zhunsheng.server.inspections.papers.policy import may_follow
from zhunsheng.server.inspections.selfchecks.queries import may_follow_self_checks
from zhunsheng.server.inspections.supervision.slips import may_follow_slips
from zhunsheng.server.inspections.sweeps.queries import may_follow_sweeps
from zhunsheng.server.inspections.workflow import may_open
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role


@dataclass(slots=True, frozen=True)
class Tab:
    title: str
    about: str
    url: str
    current: bool


_TABS = (
    ("工作台", "", "/", tuple(Role)),
    ("审核", "按风险排队，逐家或批量审核，抽查复核，汇总分析", "/reviews/", (Role.REVIEWER, Role.BUREAU)),
    (
        "年度任务",
        "开展一个年度、看进度、催报、延期、带入已知数、代收",
        "/campaigns/",
        (Role.BUREAU, Role.REVIEWER),
    ),
    (
        "巡察整改",
        "轮次和巡察组、整改台账、三级核验、统计",
        "/inspections/",
        (Role.INSPECTION, Role.LEADING, Role.TEAM, Role.DISCIPLINE, Role.RECTIFIER, Role.JOINT),
    ),
    (
        "线索与举报",
        "只列出指定您经办的，每次查阅都有记录",
        "/clues/",
        (Role.INSPECTION, Role.LEADING, Role.TEAM, Role.DISCIPLINE),
    ),
    ("审计查阅", "谁在何时改了什么，每条链核验得出", "/audit/", (Role.AUDITOR, Role.ADMIN)),
    (
        "处理进度",
        "代收压缩包、导出整套档案一类要等的事，看办到哪里，取结果",
        "/jobs/",
        (Role.REVIEWER, Role.BUREAU),
    ),
    ("单位与人员", "单位层级、账号、职责", "/orgs/", (Role.ADMIN,)),
    ("人员职责", "谁在哪个单位担任什么职责，给和收回", "/orgs/people/", (Role.SECURITY,)),
)


_OF_PART = {
    "/reviews/": "reports",
    "/campaigns/": "reports",
    "/inspections/": "register",
    "/clues/": "register",
}
"""Tabs that only a site with that part has."""


def _brand() -> str:
    """What stands beside the name: what most people of the site come for."""
    return "绩效自评" if "reports" in settings.OPTIONS["PARTS"] else "巡察整改"


def office(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "tabs": [], "brand": _brand(), "theme": "light", "large_text": False}
    opens_ledger = bool(may_open(actor))
    tabs = [
        Tab(title, about, url, request.path == url if url == "/" else request.path.startswith(url))
        for title, about, url, roles in _TABS
        if (actor.has(*roles) or (url == "/inspections/" and opens_ledger))
        and (url != "/audit/" or may_read_trace(actor))
        and _OF_PART.get(url) in (None, *settings.OPTIONS["PARTS"])
    ]
    return {
        "actor": actor,
        "tabs": tabs,
        "brand": _brand(),
        "duties": "、".join(role for role in actor.roles if role != actor.name),
        "follows_circulars": bool(may_follow_circulars(actor)),
        "follows_directives": bool(may_follow_directives(actor)),
        "follows_self_checks": bool(may_follow_self_checks(actor)),
        # Whoever follows slips opens the ledger; the others are not asked for twice.
        "follows_slips": opens_ledger and bool(may_follow_slips(actor)),
        "follows_sweeps": bool(may_follow_sweeps(actor)),
        "opens_ledger": opens_ledger,
        "follows_papers": bool(may_follow(actor)),
        "oversees": actor.has(Role.INSPECTION, Role.LEADING),
        "may_delegate": any(grant.role is Role.HEAD and not grant.deputy for grant in actor.grants),
        "refused_post": getattr(request, "refused_post", None),
        "theme": request.user.theme,  # type: ignore[union-attr]
        "large_text": request.user.large_text,  # type: ignore[union-attr]
    }
