"""SQLite is told once a day to count its tables anew; PostgreSQL does so by itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from tests.server.conftest import Office

from zhunsheng.server.jobs import planner_statistics
from zhunsheng.server.jobs.planner_statistics import gather_statistics

needs_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="只有 SQLite 要人吩咐")


def counted() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'orgs_unit'")
        return int(cursor.fetchone()[0])


@needs_sqlite
def test_once_a_day(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner_statistics, "_done", {})
    gather_statistics()
    assert counted() > 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")
    gather_statistics()
    assert counted() == 0
    monkeypatch.setitem(planner_statistics._done, "day", date(2023, 1, 1))
    gather_statistics()
    assert counted() > 0


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite 要人吩咐")
def test_postgresql_is_left_alone(office: Office, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        gather_statistics()
