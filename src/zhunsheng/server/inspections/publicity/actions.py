"""Entering 信息 and 宣传. The trace has kind, day and level; what came out stands in the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.entry_checks import filled, happened
from zhunsheng.server.inspections.publicity.models import PublicityItem
from zhunsheng.server.inspections.publicity.queries import publicity_visible_to
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require


@dataclass(slots=True, frozen=True)
class NewItem:
    title: str
    kind: str
    channel: str
    published_on: date
    level: str = ""
    link: str = ""
    upload: UploadedFile[bytes] | None = None


@transaction.atomic
def add_publicity(actor: Actor, new: NewItem) -> PublicityItem:
    require(may_register(actor))
    columns = _columns(new)
    if not new.link and new.upload is None:
        raise Refused("请填写链接，或者上传一份，以便核对。")
    item = PublicityItem.objects.create(tenant_id=actor.tenant, by_id=actor.person, **columns)
    _keep_file(actor, item, new)
    record(actor, "add_publicity", _subject(item), _told(new))
    return item


@transaction.atomic
def change_publicity(actor: Actor, *, item_id: int, new: NewItem) -> PublicityItem:
    """A new file takes the place of the one before; without one that stays."""
    require(may_register(actor))
    item = locked(publicity_visible_to(actor), item_id)
    columns = _columns(new)
    if not new.link and new.upload is None and item.file_id is None:
        raise Refused("请填写链接，或者上传一份，以便核对。")
    for name, value in columns.items():
        setattr(item, name, value)
    item.save()
    _keep_file(actor, item, new)
    record(actor, "change_publicity", _subject(item), _told(new))
    return item


@transaction.atomic
def remove_publicity(actor: Actor, *, item_id: int) -> None:
    """Entered by mistake, or twice."""
    require(may_register(actor))
    item = locked(publicity_visible_to(actor), item_id)
    record(actor, "remove_publicity", _subject(item), {"published_on": item.published_on.isoformat()})
    item.delete()


def _columns(new: NewItem) -> dict[str, Any]:
    happened(new.published_on, "日期")
    return {
        "title": filled(new.title, "标题"),
        "kind": new.kind,
        "channel": filled(new.channel, "渠道"),
        "published_on": new.published_on,
        "level": new.level,
        "link": new.link,
    }


def _keep_file(actor: Actor, item: PublicityItem, new: NewItem) -> None:
    if new.upload is not None:
        item.file = store_upload(actor, new.upload, guarded=True)
        item.save(update_fields=["file"])


def _told(new: NewItem) -> dict[str, object]:
    return {"kind": new.kind, "published_on": new.published_on.isoformat(), "level": new.level}


def _subject(item: PublicityItem) -> Subject:
    return Subject("publicity", item.pk, item.get_kind_display())
