"""What the office asks of its database, seen from inside a connection."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection

from zhunsheng.server.settings import database_of

PLANNING = "-c random_page_cost=1.1 -c min_parallel_index_scan_size=64MB"


def test_what_the_address_asks_for_stands_last_and_holds() -> None:
    plain = database_of("postgresql:///zhunsheng")
    asked = database_of("postgresql:///zhunsheng?options=-c%20random_page_cost%3D4")
    assert (plain["OPTIONS"], asked["OPTIONS"]) == (
        {"options": PLANNING},
        {"options": f"{PLANNING} -c random_page_cost=4"},
    )


def _told(*questions: str) -> list[object]:
    with connection.cursor() as cursor:
        return [cursor.execute(question).fetchone()[0] for question in questions]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL 的设置")
def test_postgresql_is_told_that_an_index_costs_little() -> None:
    assert _told("SHOW random_page_cost", "SHOW min_parallel_index_scan_size") == ["1.1", "64MB"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite 的设置")
def test_sqlite_keeps_what_was_acknowledged_and_sorts_in_memory() -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert _told("PRAGMA synchronous", "PRAGMA foreign_keys", "PRAGMA cache_size") == [2, 1, -16384]
