"""Looking at a file without taking it: its pages as pictures the server drew."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.rendering import page_count, page_png

MOST_PAGES = 30
"""Shown of a long PDF; the rest is in the download."""


def pages_of(file: StoredFile) -> dict[str, Any]:
    """For the template: which pages are shown, of how many, and how many are left out."""
    count = page_count(file)
    return {
        "pages": range(1, min(count, MOST_PAGES) + 1),
        "count": count,
        "left_out": max(0, count - MOST_PAGES),
    }


def page_picture(file: StoredFile, page: int) -> HttpResponse:
    """Raises Http404 for a page that isn't shown."""
    if not 1 <= page <= MOST_PAGES:
        raise Http404
    response = HttpResponse(page_png(file, page), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    return response
