"""The number of the request at hand: it joins the log, the trace and the error page."""

from __future__ import annotations

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
