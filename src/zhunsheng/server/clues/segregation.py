"""X08: what leaves the register names no clue and no complaint. Told by the shape of a number, so that the list
itself tells nobody whether there is such a record."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from zhunsheng.server.clues.numbering import TOLD_BY
from zhunsheng.server.inspections.circulars.models import Circular
from zhunsheng.server.inspections.disclosure.models import Disclosure
from zhunsheng.server.inspections.statistics.count_rows import Scope, found_in
from zhunsheng.server.inspections.statistics.register_checks import naming

_WHAT = "写了线索、举报或移交函的编号，请删去"


def told_of(scope: Scope) -> Iterable[str]:
    """The texts of the year that name one: what was published, circulars, and issues, which their units read."""
    for what, names in (
        ("个问题", _numbers_of_issues(scope)),
        ("份通报", _numbers_of_circulars(scope)),
        ("份公开的文本", _published(scope)),
    ):
        if names:
            yield naming(f"{what}{_WHAT}", names)


def _numbers_of_issues(scope: Scope) -> list[str]:
    told = found_in(scope).filter(_names_one("wording"))
    return list(told.order_by("pk").values_list("number", flat=True))


def _numbers_of_circulars(scope: Scope) -> list[str]:
    issued = Circular.objects.filter(tenant_id=scope.tenant_id, issued_on__range=scope.days)
    told = issued.filter(_names_one("title") | _names_one("text") | _names_one("request"))
    return list(told.order_by("pk").values_list("number", flat=True))


def _published(scope: Scope) -> list[str]:
    out = Disclosure.objects.filter(
        round__term__tenant_id=scope.tenant_id, published_on__range=scope.days, withdrawn_on=None
    )
    told = out.filter(_names_one("text")).select_related("unit").order_by("pk")
    return [f"{entry.unit.name}{entry.get_matter_display()}{entry.get_manner_display()}" for entry in told]


def _names_one(column: str) -> Q:
    named = Q()
    for beginning in TOLD_BY:
        named |= Q(**{f"{column}__contains": beginning})
    return named
