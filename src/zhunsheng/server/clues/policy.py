"""Who may see a clue or complaint, and who may name somebody for it."""

from __future__ import annotations

import json

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhunsheng.server.clues import keyring
from zhunsheng.server.clues.models import Handler, Kind, Record, Sealed
from zhunsheng.server.clues.sealing import opened, unseal
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Duty, Role, User
from zhunsheng.server.orgs.verdicts import YES, Verdict, no

STAFF = (Role.INSPECTION, Role.TEAM, Role.DISCIPLINE, Role.LEADING)
"""Who can be named for a record. The duty alone opens nothing."""
_REGISTERING = {
    Kind.CLUE: (Role.INSPECTION, Role.TEAM),
    Kind.COMPLAINT: (Role.INSPECTION, Role.LEADING),
}


def may_enter(actor: Actor) -> Verdict:
    return YES if actor.has(*STAFF) else no("线索和举报由巡察工作人员办理。")


def may_register(actor: Actor, kind: Kind) -> Verdict:
    roles = _REGISTERING[kind]
    if actor.has(*roles):
        return YES
    return no(f"{kind.label}由{'、'.join(role.label for role in roles)}登记。")


def may_see(actor: Actor, record: Record) -> Verdict:
    """Only who is named for it; never who is named in it."""
    if record.erased_on is not None or not _is_handler(actor, record) or not may_enter(actor):
        return no("没有这件线索或举报。")
    if actor.id in subjects_of(record):
        return no("没有这件线索或举报。")
    return YES


def may_name(actor: Actor, record: Record) -> Verdict:
    """Who registered it, and a leader named for it. Where nobody is left to handle it, any leader."""
    if may_see(actor, record):
        if actor.id == record.registered_by_id or actor.has(Role.LEADING):
            return YES
        return no("经办人由登记人或者领导小组的人指定。")
    return may_rescue(actor, record)


def may_withdraw_subject(actor: Actor, record: Record) -> Verdict:
    """Who was named in it by mistake: a leader who handles it decides."""
    if not may_see(actor, record):
        return no("没有这件线索或举报。")
    return YES if actor.has(Role.LEADING) else no("登记错的由经办的领导小组的人撤回。")


def may_rescue(actor: Actor, record: Record) -> Verdict:
    """Everybody named has left or is named in it: a leader may name others, without seeing a word."""
    ours = actor.tenant_id == record.tenant_id and actor.has(Role.LEADING)
    if record.erased_on is None and ours and actor.id not in subjects_of(record) and is_orphan(record):
        return YES
    return no("没有这件线索或举报。")


def may_see_identity(actor: Actor, record: Record) -> Verdict:
    """A second list: being named for the complaint is not enough."""
    if not may_see(actor, record):
        return no("没有这件线索或举报。")
    if not Handler.objects.filter(record=record, user_id=actor.person, sees_identity=True).exists():
        return no("举报人的身份只有另行指定的人能看。")
    return YES


def may_show_identity(actor: Actor, record: Record) -> Verdict:
    """Who fills the second list: somebody on it who may name handlers; with nobody left on it, a leader."""
    named = may_name(actor, record)
    if not named:
        return named
    left = _able(record, record.handlers.filter(sees_identity=True))
    if not left and actor.has(Role.LEADING) and may_see(actor, record):
        return YES
    return may_see_identity(actor, record)


def subjects_of(record: Record) -> frozenset[int]:
    """The people of the office named in a complaint. Sealed too: nobody reads it off a table."""
    if record.kind != Kind.COMPLAINT:
        return frozenset()
    told = unseal(record, "subjects")
    return frozenset(json.loads(told)) if told else frozenset()


def subjects_of_each(records: list[Record]) -> dict[int, frozenset[int] | None]:
    """The same of many in one query; None where a key is missing."""
    complaints = [record.pk for record in records if record.kind == Kind.COMPLAINT]
    found: dict[int, frozenset[int] | None] = {record.pk: frozenset() for record in records}
    for row in Sealed.objects.filter(record__in=complaints, field="subjects"):
        try:
            found[row.record_id] = frozenset(json.loads(opened(row, keyring.load()).decode()))
        except keyring.KeyTrouble:
            found[row.record_id] = None
    return found


def is_orphan(record: Record) -> bool:
    return not _able(record, record.handlers.all())


def _able(record: Record, named: QuerySet[Handler]) -> set[int]:
    """Of the people named, who still serves and isn't named in it."""
    serving = staff(record.tenant_id, *STAFF).filter(pk__in=named.values("user_id"))
    return set(serving.values_list("pk", flat=True)) - subjects_of(record)


def can_be_named(record: Record, user: User) -> Verdict:
    if user.pk in subjects_of(record):
        return no("这个人是被举报人，应当回避。")
    if not staff(record.tenant_id, *STAFF).filter(pk=user.pk).exists():
        return no("只能指定本地区在岗的巡察工作人员。")
    return YES


def staff(tenant_id: int, *roles: Role) -> QuerySet[User]:
    """Active people who hold one of the roles today."""
    today = timezone.localdate()
    held = Duty.objects.filter(Q(until=None) | Q(until__gte=today), role__in=roles, since__lte=today)
    users = User.objects.filter(tenant_id=tenant_id, is_active=True, pk__in=held.values("user_id"))
    return users.order_by("username")


def _is_handler(actor: Actor, record: Record) -> bool:
    return (
        actor.tenant_id == record.tenant_id
        and Handler.objects.filter(record=record, user_id=actor.person).exists()
    )
