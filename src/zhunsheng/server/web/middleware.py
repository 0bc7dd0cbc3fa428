"""Every request gets a number and an actor; whoever isn't logged in gets no further than the login."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from time import perf_counter

from django.contrib.auth import logout
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from zhunsheng.server.audit.request_ids import request_id
from zhunsheng.server.files.receiving import NO_ROOM, upload_stopped
from zhunsheng.server.orgs.actors import actor_of
from zhunsheng.server.orgs.models import User
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.refusals import came_from, refusal, wants_json

Handler = Callable[[HttpRequest], HttpResponseBase]
_PUBLIC = ("/login/", "/health/", "/static/")
_BEFORE_A_NEW_PASSWORD = ("/password/", "/logout/", "/preferences/")
_DISK_FULL = "53100"
_log = logging.getLogger("zhunsheng.request")


class RequestIdMiddleware:
    """A number that joins the log, the trace and the page a person may read out on the telephone."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(uuid.uuid4().hex[:12])
        began = perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            user = getattr(request, "user", None)
            _log.info(
                "request",
                extra={
                    "method": request.method,
                    "path": request.path,
                    "status": response.status_code,
                    "milliseconds": round((perf_counter() - began) * 1000, 1),
                    "user_id": getattr(user, "pk", None),
                },
            )
            return response
        finally:
            request_id.reset(token)


class LoginRequiredMiddleware:
    """Sets `request.actor`; answers 401 to a script, the login page to a person.

    What somebody logged in is sent stays in no cache: the next one at the same computer finds none of it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(_PUBLIC):
            return _in_words(request, self.get_response(request))
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            if isinstance(user, User):
                logout(request)
            return _to_login(request)
        request.actor = actor_of(user)  # type: ignore[attr-defined]
        if user.must_change_password and not request.path.startswith(_BEFORE_A_NEW_PASSWORD):
            return redirect("password")
        response = _in_words(request, self.get_response(request))
        response.setdefault("Cache-Control", "no-store, private")
        return response

    def process_view(
        self, request: HttpRequest, view: Handler, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """By now the form has been read: a file there was no room for goes no further."""
        return refusal(request, NO_ROOM, 507) if upload_stopped(request) else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What an action refuses is told in its own words."""
        if isinstance(error, DatabaseError):
            return _database_trouble(request, error)
        if not isinstance(error, Refused):
            return None
        return refusal(request, str(error), 403, typed=request.POST)


def _database_trouble(request: HttpRequest, error: DatabaseError) -> HttpResponse | None:
    """A full disk or a busy database is nobody's mistake: the page keeps what was typed and tries again."""
    code = getattr(error.__cause__, "sqlstate", None)
    if code == _DISK_FULL or "disk is full" in str(error):
        message, status = "服务器的磁盘满了，没有保存成功。内容还在这一页，请告诉系统管理员。", 507
    elif isinstance(error, OperationalError):
        message, status = "服务器正忙，刚才没有保存成功。内容还在这一页，稍后自动重试。", 503
    else:
        return None
    _log.exception("database", exc_info=error)
    return refusal(request, message, status)


def _in_words(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Django answers a wrong method with an empty page, for which each browser has words of its own."""
    if response.status_code != 405:
        return response
    told = refusal(request, "这个地址只用来办理，不能直接打开。请回到原来的页面，再点一次按钮。", 405)
    told["Allow"] = response["Allow"]
    return told


def _to_login(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": "登录已过期。请重新登录，您未保存的修改还在。"}, status=401)
    # What was to be done is gone with the session: after the login comes the page it was asked from.
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else came_from(request) or "/"
    return redirect(f"/login/?{urlencode({'next': wanted})}")
