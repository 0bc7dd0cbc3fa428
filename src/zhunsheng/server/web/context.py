"""What every page shows: who is logged in, which parts of the office are open to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role


@dataclass(slots=True, frozen=True)
class Tab:
    title: str
    url: str
    current: bool


_TABS = (
    ("工作台", "/", (Role.PREPARER, Role.HEAD, Role.REVIEWER, Role.BUREAU, Role.AUDITOR, Role.ADMIN)),
    ("审核", "/reviews/", (Role.REVIEWER, Role.BUREAU)),
    ("年度任务", "/campaigns/", (Role.BUREAU, Role.REVIEWER)),
    ("审计查阅", "/audit/", (Role.AUDITOR, Role.ADMIN)),
    ("后台任务", "/jobs/", (Role.REVIEWER, Role.BUREAU)),
    ("单位与人员", "/orgs/", (Role.ADMIN,)),
)


def office(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "tabs": [], "theme": "light", "large_text": False}
    tabs = [
        Tab(title, url, request.path == url if url == "/" else request.path.startswith(url))
        for title, url, roles in _TABS
        if actor.has(*roles)
    ]
    return {
        "actor": actor,
        "tabs": tabs,
        "may_delegate": any(grant.role is Role.HEAD and not grant.deputy for grant in actor.grants),
        "theme": request.user.theme,  # type: ignore[union-attr]
        "large_text": request.user.large_text,  # type: ignore[union-attr]
    }
