"""What is refused is told in words: to a person on the page it was sent from, or on one with a way back; to a
script as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from zhunsheng.kernel.findings import nested_quotes
from zhunsheng.server.orgs.verdicts import Refused

View = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def refusal(
    request: HttpRequest, message: str, status: int, *, typed: QueryDict | None = None
) -> HttpResponse:
    """`typed`: what was sent; the words in it are shown, so that they can be copied."""
    message = nested_quotes(message)
    if wants_json(request):
        return JsonResponse({"error": message}, status=status)
    context = {"message": message, "back": came_from(request), "words": _words_in(typed)}
    return render(request, "web/refused.html", context, status=status)


_WORDS = re.compile(r"[\u4e00-\u9fff]")


def _words_in(typed: QueryDict | None) -> list[str]:
    """What somebody wrote, told from the values of buttons and hidden fields: it is Chinese."""
    if typed is None:
        return []
    return [value for _, values in typed.lists() for value in values if _WORDS.search(value)]


def came_from(request: HttpRequest) -> str:
    """The office's page this was asked from; empty where it was another site's, this very one, or none."""
    page = urlsplit(request.headers.get("Referer", ""))
    here = page.netloc == request.META.get("HTTP_HOST") and page.path != request.path
    path = f"{page.path}?{page.query}" if page.query else page.path
    return path if here and url_has_allowed_host_and_scheme(path, None) else ""


@dataclass(slots=True)
class RefusedPost:
    """What was sent and what refuses it, for the form it was sent by (`refused_at` in templates)."""

    address: str
    name: str
    """Of the address."""
    said: str
    typed: QueryDict
    told: bool = False
    """The form was there to tell it."""


def told_on(page: View) -> Callable[[View], View]:
    """What the view refuses is told on `page`, at the form it was sent by; what was typed stands there still.

    `page` gets what the view gets, and asks itself whether it is for this person. Where the form is gone, since
    somebody else was quicker, or the page is not for this person, it is told as ever.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def told(request: HttpRequest, **parameters: Any) -> HttpResponse:
            try:
                return view(request, **parameters)
            except Refused as refused:
                if request.method != "POST" or wants_json(request):
                    raise
                post = _post_of(request, str(refused))
            request.refused_post = post  # type: ignore[attr-defined]
            response = page(request, **parameters)
            if not post.told:
                return refusal(request, post.said, 403, typed=request.POST)
            response.status_code = 400
            return response

        return told

    return wrap


def _post_of(request: HttpRequest, said: str) -> RefusedPost:
    match = request.resolver_match
    return RefusedPost(request.path, match.view_name if match else "", nested_quotes(said), request.POST)
