"""What is refused is told in words: to a person on a page with a way back, to a script as JSON."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from zhunsheng.kernel.findings import nested_quotes


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def refusal(request: HttpRequest, message: str, status: int) -> HttpResponse:
    message = nested_quotes(message)
    if wants_json(request):
        return JsonResponse({"error": message}, status=status)
    context = {"message": message, "back": came_from(request)}
    return render(request, "web/refused.html", context, status=status)


def came_from(request: HttpRequest) -> str:
    """The office's page this was asked from; empty where it was another site's, this very one, or none."""
    page = urlsplit(request.headers.get("Referer", ""))
    here = page.netloc == request.META.get("HTTP_HOST") and page.path != request.path
    path = f"{page.path}?{page.query}" if page.query else page.path
    return path if here and url_has_allowed_host_and_scheme(path, None) else ""
