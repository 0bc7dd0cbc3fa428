"""未巡先改 of the made-up district: the year's list with every problem found, and one of these days half answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.models import Issue, Theme
from zhunsheng.server.inspections.selfchecks import answering, issuing
from zhunsheng.server.inspections.selfchecks.answering import Given, NewProblem
from zhunsheng.server.inspections.selfchecks.models import Answer, SelfCheck
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

_ITEMS = {
    "公务接待": ("有没有无公函接待、同城接待", "报销附件是不是公函、审批单、清单齐全"),
    "津贴补贴": ("有没有自定项目、超标准发放津贴补贴",),
    "政府采购": ("有没有化整为零规避采购", "验收是不是两人以上签字并写明日期"),
    "工程项目": ("有没有应招标未招标、先施工后补手续",),
    "民生资金": ("补贴发放名册与银行回单是不是一致",),
    "基层党建": ("“三会一课”记录是不是完整、真实", "下属支部有没有按期换届"),
}
_WHY_NOT = "本单位没有下属支部"
_NO, _NOT_APPLICABLE = Answer.Found.NO, Answer.Found.NOT_APPLICABLE


def check_themselves(
    office: Actor,
    rectifiers: Mapping[int, Actor],
    units: Sequence[Unit],
    themes: Mapping[str, Theme],
    problems: Sequence[NewIssue],
    handed_in_on: date,
) -> list[Issue]:
    """Every unit answers the year's list; the issues its problems became."""
    first = min(new.found_on for new in problems)
    self_checks = _sent(
        office, "“未巡先改”共性问题自查清单", first - timedelta(days=7), handed_in_on, units, themes
    )
    found: list[Issue] = []
    for self_check in self_checks:
        actor = rectifiers[self_check.unit_id]
        own = [new for new in problems if new.unit.pk == self_check.unit_id]
        _answer(actor, self_check, own)
        found += answering.hand_in(actor, self_check_id=self_check.pk, on=handed_in_on)
    return found


def check_these_days(
    office: Actor,
    rectifiers: Mapping[int, Actor],
    units: Sequence[Unit],
    themes: Mapping[str, Theme],
    problems: Sequence[NewIssue],
    today: date,
) -> None:
    """One unit has handed in, the second was sent back, the third is at it, the others have not begun."""
    handed_in, sent_back, begun, *_ = _sent(
        office,
        "节前廉洁和资金管理自查清单",
        today - timedelta(days=15),
        today + timedelta(days=6),
        units,
        themes,
    )
    for self_check, many in ((handed_in, 2), (sent_back, 1)):
        actor = rectifiers[self_check.unit_id]
        _answer(actor, self_check, problems[:many])
        answering.hand_in(actor, self_check_id=self_check.pk, on=today - timedelta(days=4))
    issuing.send_back(office, self_check_id=sent_back.pk, reason="第 7 项请对照第三季度的回单再查一遍。")
    actor = rectifiers[begun.unit_id]
    given = {answer.pk: Given(kind) for answer, kind in zip(begun.answers.all()[:4], (_NO,) * 4, strict=True)}
    answering.save_answers(actor, self_check_id=begun.pk, given=given)
    _add(actor, begun.answers.all()[4], problems[2])


def _sent(
    office: Actor,
    title: str,
    issued_on: date,
    due_on: date,
    units: Sequence[Unit],
    themes: Mapping[str, Theme],
) -> list[SelfCheck]:
    checklist = issuing.draft_checklist(office, title=title, issued_on=issued_on, due_on=due_on)
    for theme, texts in _ITEMS.items():
        issuing.add_items(office, checklist_id=checklist.pk, texts=texts, theme=themes[theme])
    return issuing.send(office, checklist_id=checklist.pk, units=units, sent_on=issued_on)


def _answer(actor: Actor, self_check: SelfCheck, problems: Sequence[NewIssue]) -> None:
    """The problems go to the items in turn; the last item doesn't apply, the others found nothing."""
    *answers, last = self_check.answers.all()
    given = {answer.pk: Given(_NO) for answer in answers} | {last.pk: Given(_NOT_APPLICABLE, _WHY_NOT)}
    answering.save_answers(actor, self_check_id=self_check.pk, given=given)
    for at, new in enumerate(problems):
        _add(actor, answers[at % len(answers)], new)


def _add(actor: Actor, answer: Answer, new: NewIssue) -> None:
    measures = "\n".join(measure.text for measure in new.measures)
    problem = NewProblem(
        wording=new.wording,
        found_on=new.found_on,
        leader=new.leader,
        department=new.department,
        person=new.person,
        measures=measures,
        due_on=new.found_on + timedelta(days=150),
    )
    answering.add_problem(actor, answer_id=answer.pk, new=problem)
