"""What surrounds every page of this app, so that no view can forget it: nothing kept by the browser, nothing
written to a disk in the clear, nothing told by an error.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from zhunsheng.server.audit.request_ids import request_id
from zhunsheng.server.clues.actions import MOST_BYTES

_PREFIX = "/clues/"
_ROUND_A_FILE = 64 * 1024
"""What a form adds to its file."""
_log = logging.getLogger("zhunsheng.clues")


class InMemory(MemoryFileUploadHandler):
    """Keeps an upload in memory up to the most a file may have. A larger one is read on and dropped."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.activated = content_length <= MOST_BYTES + _ROUND_A_FILE


class Silent(ExceptionReporter):
    """Even where details of errors are shown (DEBUG), there are none of these pages."""

    def get_traceback_html(self) -> SafeString:
        return self.get_traceback_text()

    def get_traceback_text(self) -> SafeString:
        return SafeString("线索与举报的页面出错，不显示细节；出错的位置见日志。")


class GuardMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(_PREFIX):
            return self.get_response(request)
        request.upload_handlers = [InMemory(request)]
        request.exception_reporter_class = Silent
        request.keeps_no_draft = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "same-origin"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An error nobody foresaw: the log gets its kind and where it happened, not what it says."""
        if not request.path_info.startswith(_PREFIX) or isinstance(error, Http404 | PermissionDenied):
            return None
        where = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        _log.error("broken", extra={"error": type(error).__name__, "where": " ".join(where)})
        return render(request, "web/broken.html", {"request_id": request_id.get()}, status=500)
