"""How often somebody may do something: a script gone wild is slowed before it slows everybody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse

from zhunsheng.server.web.refusals import refusal
from zhunsheng.server.web.requests import OfficeRequest

P = ParamSpec("P")
View = Callable[Concatenate[OfficeRequest, P], HttpResponse]
_WINDOW = 60


def limited(option: str) -> Callable[[View[P]], View[P]]:
    """At most OPTIONS[option] calls a minute of this view by one person; then 429. Counted by process."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def counted(request: OfficeRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if _count(f"{option}:{request.user.pk}") > settings.OPTIONS[option]:
                return refusal(request, "操作太频繁，请稍等一分钟；内容还在这一页，稍后自动重试。", 429)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def _count(key: str) -> int:
    name = f"rate:{key}:{int(time()) // _WINDOW}"
    cache.add(name, 0, timeout=2 * _WINDOW)
    return cache.incr(name)
