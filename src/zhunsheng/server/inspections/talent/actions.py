"""Keeping the pool. The trace has the number of the person, days and units; never a name, a reason or a topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.entry_checks import happened, in_order, own, words
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.talent.models import (
    DeclaredRelation,
    FormerPost,
    Specialty,
    Talent,
    Training,
)
from zhunsheng.server.inspections.talent.queries import talents_visible_to
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit, User
from zhunsheng.server.orgs.verdicts import Refused, require

ERASED = "已删除人员"


@dataclass(slots=True, frozen=True)
class Particulars:
    """What the office enters about somebody, their unit apart."""

    name: str
    since: date
    post: str = ""
    specialties: tuple[str, ...] = ()
    user: User | None = None
    """Their account, where they have one."""


@transaction.atomic
def add_talent(actor: Actor, particulars: Particulars, *, unit: Unit | None, elsewhere: str = "") -> Talent:
    """入库."""
    require(may_register(actor))
    _check_unit(actor, unit, elsewhere)
    talent = Talent(tenant_id=actor.tenant, unit=unit, elsewhere=elsewhere.strip())
    _refuse_again(talent, particulars)
    _keep(actor, talent, particulars)
    record(actor, "add_talent", subject_of(talent), {"unit": unit.name if unit is not None else None})
    return talent


def _refuse_again(talent: Talent, particulars: Particulars) -> None:
    """The very same twice: a team would be offered the second while the first sits in another."""
    name, since = particulars.name.strip(), particulars.since
    there = Talent.objects.filter(tenant_id=talent.tenant_id, unit=talent.unit, elsewhere=talent.elsewhere)
    if there.filter(name=name, since=since).exists():
        raise Refused(f"{name}（{talent.unit_name}，{since} 入库）已经在人才库里。")


@transaction.atomic
def change_talent(actor: Actor, *, talent_id: int, particulars: Particulars) -> Talent:
    require(may_register(actor))
    talent = locked_talent(actor, talent_id)
    _keep(actor, talent, particulars)
    record(actor, "change_talent", subject_of(talent), {"account": talent.user_id})
    return talent


def _keep(actor: Actor, talent: Talent, particulars: Particulars) -> None:
    if not particulars.name.strip():
        raise Refused("请填写姓名。")
    happened(particulars.since, "入库日期")
    in_order(particulars.since, "入库日期", talent.left_on, "出库日期")
    user = particulars.user
    if user is not None:
        own(actor, user.tenant_id)
        if Talent.objects.filter(user=user).exclude(pk=talent.pk).exists():
            raise Refused(f"账号 {user.username} 已经对应人才库里的另一个人。")
    talent.name, talent.post = particulars.name.strip(), particulars.post.strip()
    talent.since, talent.user = particulars.since, user
    talent.save()
    talent.specialties.set(
        Specialty.objects.get_or_create(tenant_id=actor.tenant, name=name)[0]
        for name in particulars.specialties
    )


def _check_unit(actor: Actor, unit: Unit | None, elsewhere: str) -> None:
    if (unit is None) == (not elsewhere.strip()):
        raise Refused("请选择单位，或者填写其他单位，两者填一个。")
    if unit is not None:
        own(actor, unit.tenant_id)


@transaction.atomic
def move_talent(actor: Actor, *, talent_id: int, unit: Unit | None, elsewhere: str = "", on: date) -> Talent:
    """调动: the unit left becomes one worked at before."""
    require(may_register(actor))
    talent = locked_talent(actor, talent_id)
    _check_unit(actor, unit, elsewhere)
    happened(on, "调动日期")
    if unit is not None and unit.pk == talent.unit_id:
        raise Refused(f"现在就在{unit.name}，不用调动。")
    if talent.unit_id is not None:
        FormerPost.objects.create(talent=talent, unit_id=talent.unit_id, until=on)
    talent.unit, talent.elsewhere = unit, elsewhere.strip()
    talent.save(update_fields=["unit", "elsewhere"])
    details = {"unit": unit.name if unit is not None else None, "on": on.isoformat()}
    record(actor, "move_talent", subject_of(talent), details)
    return talent


@transaction.atomic
def leave_pool(actor: Actor, *, talent_id: int, on: date | None) -> Talent:
    """出库; None takes somebody back in."""
    require(may_register(actor))
    talent = locked_talent(actor, talent_id)
    if on is not None:
        happened(on, "出库日期")
        in_order(talent.since, "入库日期", on, "出库日期")
    talent.left_on = on
    talent.save(update_fields=["left_on"])
    record(actor, "leave_pool", subject_of(talent), {"on": iso(on)})
    return talent


@transaction.atomic
def erase_talent(actor: Actor, *, talent_id: int) -> None:
    """Everything kept about somebody. Of one who served, the teams keep that there was a member and with what duty."""
    require(may_register(actor))
    talent = locked_talent(actor, talent_id)
    served = talent.memberships.exists()
    record(actor, "erase_talent", subject_of(talent), {"served": served})
    if not served:
        talent.delete()
        return
    talent.former_posts.all().delete()
    talent.relations.all().delete()
    talent.trainings.clear()
    talent.specialties.clear()
    talent.name, talent.post, talent.user, talent.unit, talent.elsewhere = ERASED, "", None, None, ""
    talent.left_on = talent.left_on or timezone.localdate()
    talent.save()


# --- where they worked, what they declared -------------------------------------------------------------


@transaction.atomic
def note_former_post(actor: Actor, *, talent_id: int, unit: Unit, until: date) -> FormerPost:
    require(may_register(actor))
    talent = locked_talent(actor, talent_id)
    own(actor, unit.tenant_id)
    happened(until, "离开日期")
    post = FormerPost.objects.create(talent=talent, unit=unit, until=until)
    details = {"unit": unit.name, "until": until.isoformat()}
    record(actor, "note_former_post", subject_of(talent), details)
    return post


@transaction.atomic
def remove_former_post(actor: Actor, *, post: FormerPost) -> None:
    """Entered by mistake."""
    require(may_register(actor))
    own(actor, post.talent.tenant_id)
    details = {"unit": post.unit.name, "until": post.until.isoformat()}
    record(actor, "remove_former_post", subject_of(post.talent), details)
    post.delete()


@transaction.atomic
def declare_relation(
    actor: Actor,
    *,
    talent_id: int,
    unit: Unit,
    kind: DeclaredRelation.Kind,
    reason: str,
    declared_on: date,
) -> DeclaredRelation:
    """申报回避事项: from now on they don't inspect the unit."""
    require(may_register(actor))
    talent = locked_talent(actor, talent_id)
    own(actor, unit.tenant_id)
    happened(declared_on, "申报日期")
    relation = DeclaredRelation.objects.create(
        talent=talent, unit=unit, kind=kind, reason=words(reason, "事由"), declared_on=declared_on
    )
    details = {"unit": unit.name, "declared_on": declared_on.isoformat()}
    record(actor, "declare_relation", subject_of(talent), details)
    return relation


@transaction.atomic
def lift_relation(actor: Actor, *, relation: DeclaredRelation, on: date) -> DeclaredRelation:
    """解除: the relation is over. It stays on record."""
    require(may_register(actor))
    own(actor, relation.talent.tenant_id)
    happened(on, "解除日期")
    in_order(relation.declared_on, "申报日期", on, "解除日期")
    relation.lifted_on = on
    relation.save(update_fields=["lifted_on"])
    details = {"unit": relation.unit.name, "on": on.isoformat()}
    record(actor, "lift_relation", subject_of(relation.talent), details)
    return relation


# --- training ------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class NewTraining:
    held_on: date
    topic: str
    hours: Decimal
    talents: tuple[Talent, ...]


@transaction.atomic
def keep_training(actor: Actor, new: NewTraining, *, training: Training | None = None) -> Training:
    """Enters one, or puts right one entered before."""
    require(may_register(actor))
    training = training if training is not None else Training(tenant_id=actor.tenant)
    own(actor, training.tenant_id)
    happened(new.held_on, "培训日期")
    if not new.talents:
        raise Refused("请选择参加培训的人。")
    for talent in new.talents:
        own(actor, talent.tenant_id)
    training.held_on, training.topic, training.hours = new.held_on, words(new.topic, "培训内容"), new.hours
    training.save()
    training.talents.set(new.talents)
    details = {"held_on": new.held_on.isoformat(), "hours": str(new.hours), "people": len(new.talents)}
    record(actor, "keep_training", _training_subject(training), details)
    return training


@transaction.atomic
def remove_training(actor: Actor, *, training: Training) -> None:
    """Entered by mistake."""
    require(may_register(actor))
    own(actor, training.tenant_id)
    record(actor, "remove_training", _training_subject(training), {"held_on": training.held_on.isoformat()})
    training.delete()


def locked_talent(actor: Actor, talent_id: int) -> Talent:
    """Raises Http404 for one the actor may not see."""
    return locked(talents_visible_to(actor), talent_id)


def subject_of(talent: Talent) -> Subject:
    """By number, so that nobody who reads the trace learns who is in the pool, and a name can be erased."""
    return Subject("talent", talent.pk, f"入库人员 {talent.pk}")


def _training_subject(training: Training) -> Subject:
    return Subject("training", training.pk, f"培训 {training.held_on}")
