"""The request as views get it: with a person and an actor on it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import User
from zhunsheng.server.orgs.verdicts import Refused


class OfficeRequest(HttpRequest):
    """What the middleware makes of a request."""

    actor: Actor
    user: User


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object sent. Raises Refused for anything else."""
    try:
        data = json.loads(request.body)
    except ValueError as error:
        raise Refused("没有读懂这次提交，请刷新页面再试。") from error
    if not isinstance(data, dict):
        raise Refused("没有读懂这次提交，请刷新页面再试。")
    return data
