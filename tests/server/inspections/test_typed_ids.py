"""Ids that stand in an address or under a box: what can't be one is passed over, however long it is."""

from __future__ import annotations

from zhunsheng.server.inspections.forms import typed_id, typed_ids
from zhunsheng.server.web.listing import id_in, page_in

TEXTS = ("7", "", "x", "-1", "1.5", "７", "9" * 5000)


def test_an_id_typed() -> None:
    assert [typed_id(text) for text in TEXTS] == [7, None, None, None, None, None, None]
    assert typed_ids(("9", "x", "7", "9", "9" * 12)) == [9, 7]


def test_an_id_and_a_page_in_an_address() -> None:
    assert [id_in(text) for text in TEXTS] == ["7", "", "", "", "", "", ""]
    assert [page_in(text) for text in (*TEXTS, "0")] == [7, 1, 1, 1, 1, 1, 1, 1]
