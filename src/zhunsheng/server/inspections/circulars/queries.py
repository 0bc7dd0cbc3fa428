"""Reading 通报: the office and the leading group all of them, a unit those sent to it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from zhunsheng.server.inspections.circulars.models import Circular, CircularFile, CircularRecipient
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.subtrees import units_below
from zhunsheng.server.orgs.verdicts import YES, Verdict, no

UNIT_ROLES = (Role.RECTIFIER, Role.DISCIPLINE, Role.JOINT)
REPORTING = (Role.RECTIFIER, Role.JOINT)
"""Who reports back for a unit."""
ADDRESSED, COPIED = CircularRecipient.Part.ADDRESSED, CircularRecipient.Part.COPIED


def may_follow_circulars(actor: Actor) -> Verdict:
    if actor.has(Role.INSPECTION, Role.LEADING, *UNIT_ROLES):
        return YES
    return no("通报由巡察办印发，领导小组和收到的单位查看。")


def circulars_visible_to(actor: Actor) -> QuerySet[Circular]:
    """巡察办 and 领导小组: all. A unit, its 派驻纪检组 and a department: those sent to it."""
    found = Circular.objects.filter(tenant_id=actor.tenant)
    if may_oversee(actor):
        return found
    sent = CircularRecipient.objects.filter(unit_id__in=units_below(actor, *UNIT_ROLES))
    return found.filter(pk__in=sent.values("circular_id"))


def circular_for(actor: Actor, circular_id: int) -> Circular:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(circulars_visible_to(actor), pk=circular_id)


def files_visible_to(actor: Actor) -> QuerySet[CircularFile]:
    return CircularFile.objects.filter(circular__in=circulars_visible_to(actor)).select_related("file")


def may_change_files(actor: Actor, circular: Circular) -> Verdict:
    """What somebody has answered or read stays what it was then."""
    if not (may := may_register(actor)):
        return may
    acted = circular.recipients.exclude(reported_on=None, read_on=None).count()
    return no(f"已有 {acted} 家单位报送或标已阅，附件不能改。") if acted else YES


def recipients_visible_to(actor: Actor) -> QuerySet[CircularRecipient]:
    """A unit sees its own line; whether the others have reported is the office's affair."""
    found = CircularRecipient.objects.filter(circular__in=circulars_visible_to(actor))
    if may_oversee(actor):
        return found
    return found.filter(unit_id__in=units_below(actor, *UNIT_ROLES))


def reports_for(actor: Actor, recipient: CircularRecipient) -> bool:
    """Whether the actor reports back in the unit's own name."""
    return recipient.unit_id in units_below(actor, *REPORTING)


def may_read_report(actor: Actor, recipient: CircularRecipient) -> bool:
    """The office, the leading group and who wrote it: nobody else, the unit's 派驻纪检组 included."""
    return bool(may_oversee(actor)) or reports_for(actor, recipient)


def may_report_back(actor: Actor, recipient: CircularRecipient) -> Verdict:
    """The unit itself, or the office for what came on paper."""
    if recipient.part != ADDRESSED:
        return no("抄送的单位不用报送落实情况。")
    if reports_for(actor, recipient):
        return YES
    if not may_register(actor):
        return no("落实情况由收到通报的单位或者巡察办登记。")
    if recipient.reported_on is not None and not recipient.on_paper:
        return no("这个单位已经自己报送，巡察办不能代改。")
    return YES


def may_mark_read(actor: Actor, recipient: CircularRecipient) -> Verdict:
    """The unit itself, once, for its copy."""
    if recipient.part != COPIED:
        return no("主送的通报报送落实情况，不用标已阅。")
    if not reports_for(actor, recipient):
        return no("已阅由抄送的单位自己标。")
    return YES if recipient.read_on is None else no("这份通报已经标了已阅。")


def unread() -> Q:
    """A copy nobody has said to have read."""
    return Q(part=COPIED, read_on=None)


def silent() -> Q:
    """Addressed and not reported yet."""
    return Q(part=ADDRESSED, reported_on=None)


def is_late(recipient: CircularRecipient, today: date) -> bool:
    due_on = recipient.circular.due_on
    return (
        recipient.part == ADDRESSED
        and recipient.reported_on is None
        and due_on is not None
        and due_on < today
    )
