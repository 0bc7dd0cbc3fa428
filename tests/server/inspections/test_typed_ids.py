"""Ids that stand in an address or under a box: what can't be one is passed over, however long it is."""

from __future__ import annotations

import pytest
from django import forms
from django.urls import reverse
from tests.server.inspections.conftest import Inspections
from tests.server.inspections.form_fields import form_kinds, said

from zhunsheng.server.inspections.forms import SeveralChoice, choice, typed_id, typed_ids, units
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.web.listing import id_in, page_in

TEXTS = ("7", "", "x", "-1", "1.5", "７", "9" * 5000)
TOO_LONG = "9" * 23


def test_an_id_typed() -> None:
    assert [typed_id(text) for text in TEXTS] == [7, None, None, None, None, None, None]
    assert typed_ids(("9", "x", "7", "9", "9" * 12)) == [9, 7]


def test_an_id_and_a_page_in_an_address() -> None:
    assert [id_in(text) for text in TEXTS] == ["7", "", "", "", "", "", ""]
    assert [page_in(text) for text in (*TEXTS, "0")] == [7, 1, 1, 1, 1, 1, 1, 1]


# --- choices of forms -----------------------------------------------------------------------------------


def test_several_are_always_chosen_with_a_field_that_knows_ids() -> None:
    """Of every form there is."""
    several = {
        f"{kind.__name__}.{name}": field
        for kind in form_kinds()
        for name, field in kind.base_fields.items()
        if isinstance(field, forms.ModelMultipleChoiceField)
    }
    assert {"OwnRuleForm.replaces", "SweepForm.themes"} <= set(several)
    assert [name for name, field in several.items() if not isinstance(field, SeveralChoice)] == []


@pytest.mark.django_db
def test_what_can_t_be_an_id_is_no_choice(inspections: Inspections) -> None:
    several, one = units("单位"), choice("单位", None, required=True)
    several.queryset = one.queryset = Unit.objects.all()
    sound = str(inspections.office.jia_unit.pk)
    told = ["单位请从列出的里面选。"]
    for text in ("x", "1.5", TOO_LONG, "9" * 5000):
        assert (said(several, [sound, text]), said(one, text)) == (told, told), text
    assert (said(several, [sound]), said(one, sound)) == ([], [])
    assert said(several, []) == ["请选择单位。"]


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("new_directive", "units"),
        ("new_handover", "units"),
        ("new_sweep", "themes"),
        ("receive_team", "units"),
        ("new_own_rule", "replaces"),
        ("new_training", "talents"),
        ("new_circular", "addressed"),
    ],
)
def test_a_page_asks_again(page: str, name: str, inspections: Inspections) -> None:
    answer = inspections.office.client("inspector").post(reverse(page), {name: [TOO_LONG]})
    assert (answer.status_code, "请从列出的里面选" in answer.content.decode()) == (400, True)
