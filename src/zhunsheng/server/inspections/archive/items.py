"""案卷目录样本: what every round's file should hold; taken up from the one that comes with the register, then edited."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.archive.models import CatalogueItem, Filling
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require

LOCAL = "各地做法"
_OF_A_ROUND = (Filling.SCAN, Filling.LEDGER)
"""The register makes the rest for one unit at a time."""


@dataclass(slots=True, frozen=True)
class NewItem:
    name: str
    scope: str
    filling: str
    period: str
    basis: str = LOCAL
    is_required: bool = True
    is_active: bool = True
    place: int = 0


def items_of(tenant_id: int) -> QuerySet[CatalogueItem]:
    return CatalogueItem.objects.filter(tenant_id=tenant_id)


@transaction.atomic
def adopt_items(actor: Actor) -> int:
    """The list that comes with the register, for a place that has none of its own yet."""
    require(may_register(actor))
    if items_of(actor.tenant).exists():
        raise Refused("已经有目录样本了，请逐项修改。")
    made = [_row(actor, place, entry) for place, entry in enumerate(_samples(), start=1)]
    CatalogueItem.objects.bulk_create(made)
    record(
        actor, "adopt_archive_items", Subject("archive_items", actor.tenant, "目录样本"), {"items": len(made)}
    )
    return len(made)


def _samples() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(files(__package__).joinpath("items.toml").read_text("utf-8"))[
        "item"
    ]
    return found


def _row(actor: Actor, place: int, entry: dict[str, Any]) -> CatalogueItem:
    return CatalogueItem(
        tenant_id=actor.tenant,
        place=place,
        name=entry["name"],
        scope=entry["scope"],
        filling=entry.get("filling", Filling.SCAN),
        period=entry["period"],
        basis=LOCAL,
        is_required=entry.get("required", True),
    )


@transaction.atomic
def add_item(actor: Actor, new: NewItem) -> CatalogueItem:
    require(may_register(actor))
    _check(actor, new)
    item = CatalogueItem.objects.create(tenant_id=actor.tenant, **_columns(new))
    record(actor, "add_archive_item", _subject(item), _told(new))
    return item


@transaction.atomic
def change_item(actor: Actor, *, item_id: int, new: NewItem) -> CatalogueItem:
    """What is archived already keeps the item as it was."""
    require(may_register(actor))
    item = items_of(actor.tenant).select_for_update().filter(pk=item_id).first()
    if item is None:
        raise Http404
    _check(actor, new, but=item)
    if new.scope != item.scope and item.scans.exists():
        raise Refused("这一项已经传过扫描件，范围不能改；可以停用，另加一项。")
    for name, value in _columns(new).items():
        setattr(item, name, value)
    item.save()
    record(actor, "change_archive_item", _subject(item), _told(new))
    return item


def _check(actor: Actor, new: NewItem, but: CatalogueItem | None = None) -> None:
    same = items_of(actor.tenant).filter(name=new.name.strip())
    if (same.exclude(pk=but.pk) if but is not None else same).exists():
        raise Refused(f"目录里已经有“{new.name.strip()}”。")
    if new.scope == CatalogueItem.Scope.ROUND and new.filling not in _OF_A_ROUND:
        raise Refused(f"“{Filling(new.filling).label}”按单位出，范围请选“每个单位一份”。")


def _columns(new: NewItem) -> dict[str, Any]:
    return {
        "place": new.place,
        "name": new.name.strip(),
        "scope": new.scope,
        "filling": new.filling,
        "is_required": new.is_required,
        "period": new.period,
        "basis": new.basis.strip(),
        "is_active": new.is_active,
    }


def _told(new: NewItem) -> dict[str, object]:
    return {"required": new.is_required, "period": new.period, "active": new.is_active}


def _subject(item: CatalogueItem) -> Subject:
    return Subject("archive_item", item.pk, item.name)
