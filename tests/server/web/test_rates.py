"""A script gone wild is slowed; the next person isn't."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from tests.server.conftest import Advance, Office

from zhunsheng.server.reports.models import UnitReport


def _save(office: Office, name: str, report: UnitReport) -> HttpResponse:
    body = {"base_version": 10**6, "changes": [{"cell": "funds.initial", "text": "1"}]}
    headers = {"Accept": "application/json"}
    answer: HttpResponse = office.client(name).post(
        f"/reports/{report.pk}/cells/", body, "application/json", headers=headers
    )
    return answer


def test_so_many_saves_a_minute_and_no_more(office: Office, advance: Advance, settings: Any) -> None:
    report = advance("filling")
    cache.clear()
    settings.OPTIONS = {**settings.OPTIONS, "SAVES_PER_MINUTE": 3}
    statuses = [_save(office, "jia", report).status_code for _ in range(8)]
    # The minute may end among them; then twice three are let through.
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses[3:]
    assert _save(office, "yi", report).status_code == 403
