"""不公开理由: the dictionary, taken up from the one that comes with the register, then kept by the place."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from django.db import transaction
from django.db.models import QuerySet

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.disclosure.models import ExemptionGround
from zhunsheng.server.inspections.entry_checks import own, words
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require

LOCAL = "各地做法"


def grounds_of(tenant_id: int) -> QuerySet[ExemptionGround]:
    return ExemptionGround.objects.filter(tenant_id=tenant_id)


@transaction.atomic
def adopt_grounds(actor: Actor) -> int:
    require(may_register(actor))
    if grounds_of(actor.tenant).exists():
        raise Refused("已经有不公开理由了，请逐条增加或停用。")
    names = tomllib.loads(files(__package__).joinpath("grounds.toml").read_text("utf-8"))["grounds"]
    made = [ExemptionGround(tenant_id=actor.tenant, name=name, basis=LOCAL) for name in names]
    ExemptionGround.objects.bulk_create(made)
    record(actor, "adopt_grounds", Subject("grounds", actor.tenant, "不公开理由"), {"grounds": len(made)})
    return len(made)


@transaction.atomic
def add_ground(actor: Actor, *, name: str, basis: str) -> ExemptionGround:
    require(may_register(actor))
    name = words(name, "不公开理由")
    if grounds_of(actor.tenant).filter(name=name).exists():
        raise Refused("这条理由已经有了。")
    ground = ExemptionGround.objects.create(tenant_id=actor.tenant, name=name, basis=basis.strip())
    record(actor, "add_ground", Subject("ground", ground.pk, name), {})
    return ground


@transaction.atomic
def use_ground(actor: Actor, *, ground: ExemptionGround, is_active: bool) -> ExemptionGround:
    """No longer offered, or offered again; what was recorded with it stays."""
    require(may_register(actor))
    own(actor, ground.tenant_id)
    ground.is_active = is_active
    ground.save(update_fields=["is_active"])
    record(actor, "use_ground", Subject("ground", ground.pk, ground.name), {"active": is_active})
    return ground
