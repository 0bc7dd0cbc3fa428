"""巡察办 draws up a self-check list, sends it to units and may send an answer back. The trace has numbers, no words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.entry_checks import happened, in_order, own, own_units, words
from zhunsheng.server.inspections.models import Theme
from zhunsheng.server.inspections.numbering import next_number
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.selfchecks.models import (
    Answer,
    Checklist,
    ChecklistItem,
    FoundProblem,
    SelfCheck,
)
from zhunsheng.server.inspections.selfchecks.queries import checklists_visible_to, self_checks_visible_to
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

_LONGEST_ITEM = 200


@transaction.atomic
def draft_checklist(
    actor: Actor, *, title: str, issued_on: date, due_on: date, like: Checklist | None = None
) -> Checklist:
    """拟 a list, numbered within its year: ZC2023-001. `like`: an earlier one that serves as template."""
    require(may_register(actor))
    title = words(title, "名称")
    happened(issued_on, "印发日期")
    in_order(issued_on, "印发日期", due_on, "上报时限")
    if like is not None:
        own(actor, like.tenant_id)
    checklist = Checklist.objects.create(
        tenant_id=actor.tenant,
        number=next_number(actor.tenant, f"ZC{issued_on.year}-"),
        title=title,
        issued_on=issued_on,
        due_on=due_on,
    )
    items = like.items.all() if like is not None else ()
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=checklist, theme=item.theme, text=item.text, common_problem=item.common_problem
        )
        for item in items
    )
    details = {"issued_on": issued_on.isoformat(), "due_on": due_on.isoformat(), "items": len(items)}
    record(actor, "draft_checklist", subject_of(checklist), details)
    return checklist


@transaction.atomic
def change_checklist(actor: Actor, *, checklist_id: int, title: str, due_on: date) -> Checklist:
    """The title and the day the answers are due: also after it was sent."""
    require(may_register(actor))
    checklist = locked(checklists_visible_to(actor), checklist_id)
    in_order(checklist.issued_on, "印发日期", due_on, "上报时限")
    checklist.title, checklist.due_on = words(title, "名称"), due_on
    checklist.save(update_fields=["title", "due_on"])
    record(actor, "change_checklist", subject_of(checklist), {"due_on": due_on.isoformat()})
    return checklist


@transaction.atomic
def add_items(
    actor: Actor, *, checklist_id: int, texts: Iterable[str], theme: Theme | None = None
) -> list[ChecklistItem]:
    checklist = _draft(actor, checklist_id)
    if theme is not None:
        own(actor, theme.tenant_id)
    wanted = [words(text, "每项自查事项") for text in texts if text.strip()]
    if not wanted:
        raise Refused("请填写自查事项，一行一项。")
    if any(len(text) > _LONGEST_ITEM for text in wanted):
        raise Refused(f"每项自查事项最多 {_LONGEST_ITEM} 个字，请分成几行。")
    return _added(actor, checklist, [ChecklistItem(checklist=checklist, theme=theme, text=t) for t in wanted])


@transaction.atomic
def add_common_items(actor: Actor, *, checklist_id: int, problem_ids: Collection[int]) -> list[ChecklistItem]:
    """From the 共性问题清单; one that is on the list already is left out."""
    checklist = _draft(actor, checklist_id)
    there = checklist.items.exclude(common_problem=None).values("common_problem_id")
    problems = CommonProblem.objects.filter(tenant_id=actor.tenant, pk__in=problem_ids).exclude(pk__in=there)
    items = [
        ChecklistItem(checklist=checklist, text=problem.title, common_problem=problem) for problem in problems
    ]
    if not items:
        raise Refused("请勾选还没有列入的共性问题。")
    return _added(actor, checklist, items)


def _added(actor: Actor, checklist: Checklist, items: Sequence[ChecklistItem]) -> list[ChecklistItem]:
    record(actor, "add_checklist_items", subject_of(checklist), {"items": len(items)})
    return ChecklistItem.objects.bulk_create(items)


@transaction.atomic
def remove_item(actor: Actor, *, item_id: int) -> Checklist:
    require(may_register(actor))
    item = locked(ChecklistItem.objects.filter(checklist__in=checklists_visible_to(actor)), item_id)
    checklist = _draft(actor, item.checklist_id)
    record(actor, "remove_checklist_item", subject_of(checklist), {"item": item.pk})
    item.delete()
    return checklist


@transaction.atomic
def send(actor: Actor, *, checklist_id: int, units: Iterable[Unit], sent_on: date) -> list[SelfCheck]:
    """下发 to units; those it went to before are left alone."""
    require(may_register(actor))
    checklist = locked(checklists_visible_to(actor), checklist_id)
    happened(sent_on, "下发日期")
    in_order(checklist.issued_on, "印发日期", sent_on, "下发日期")
    items = list(checklist.items.all())
    if not items:
        raise Refused("清单里还没有自查事项，请先加上。")
    there = set(checklist.self_checks.values_list("unit_id", flat=True))
    fresh = [unit for unit in own_units(actor, units) if unit.pk not in there]
    if not fresh:
        raise Refused("请选择还没有下发的单位。")
    self_checks = [SelfCheck(checklist=checklist, unit=unit, sent_on=sent_on) for unit in fresh]
    SelfCheck.objects.bulk_create(self_checks)
    Answer.objects.bulk_create(
        Answer(self_check=self_check, item=item) for self_check in self_checks for item in items
    )
    details = {"sent_on": sent_on.isoformat(), "units": [unit.name for unit in fresh]}
    record(actor, "send_checklist", subject_of(checklist), details)
    return self_checks


@transaction.atomic
def withdraw(actor: Actor, *, self_check_id: int) -> Checklist:
    """Sent by mistake; only while the unit has answered nothing."""
    require(may_register(actor))
    self_check = locked(self_checks_visible_to(actor), self_check_id)
    found = FoundProblem.objects.filter(answer__self_check=self_check)
    if found.exists() or self_check.answers.exclude(found="", note="").exists():
        raise Refused(f"{self_check.unit.name}已经填了，不能收回。")
    record(actor, "withdraw_checklist", subject_of(self_check.checklist), {"unit": self_check.unit.name})
    self_check.delete()
    return self_check.checklist


@transaction.atomic
def send_back(actor: Actor, *, self_check_id: int, reason: str) -> SelfCheck:
    """退回补充: the unit answers again; what it handed in stays in the register."""
    require(may_register(actor))
    self_check = locked(self_checks_visible_to(actor), self_check_id)
    if self_check.state != SelfCheck.State.HANDED_IN:
        raise Refused("单位还没有上报，不用退回。")
    self_check.return_words = words(reason, "退回的理由")
    self_check.state = SelfCheck.State.RETURNED
    self_check.save(update_fields=["return_words", "state"])
    record(actor, "send_back_self_check", subject_of(self_check.checklist), {"unit": self_check.unit.name})
    return self_check


def _draft(actor: Actor, checklist_id: int) -> Checklist:
    """The list, held until the transaction ends, not yet sent to anybody."""
    require(may_register(actor))
    checklist = locked(checklists_visible_to(actor), checklist_id)
    if checklist.self_checks.exists():
        raise Refused("清单已经下发，自查事项不能再改。可以照它另拟一张。")
    return checklist


def subject_of(checklist: Checklist) -> Subject:
    return Subject("checklist", checklist.pk, checklist.number)
