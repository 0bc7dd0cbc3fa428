"""For the access tests: a self-check list 甲局 has begun to answer."""

from __future__ import annotations

from typing import Any

from tests.server.conftest import Office
from tests.server.inspections.conftest import FED_BACK

from zhunsheng.server.inspections.selfchecks import answering, issuing
from zhunsheng.server.inspections.selfchecks.answering import NewProblem


def self_check_examples(office: Office) -> dict[str, Any]:
    inspector = office.actor("inspector")
    checklist = issuing.draft_checklist(inspector, title="节前自查清单", issued_on=FED_BACK, due_on=FED_BACK)
    item, *_ = issuing.add_items(inspector, checklist_id=checklist.pk, texts=["有没有无公函接待"])
    self_check, *_ = issuing.send(
        inspector, checklist_id=checklist.pk, units=[office.jia_unit], sent_on=FED_BACK
    )
    answer = self_check.answers.get()
    problem = answering.add_problem(office.actor("jia_rectifier"), answer_id=answer.pk, new=new_problem())
    return {
        "checklist_id": checklist.pk,
        "checklist_item_id": item.pk,
        "self_check_id": self_check.pk,
        "answer_id": answer.pk,
        "found_problem_id": problem.pk,
        "list_name": "problems",
    }


def new_problem(wording: str = "两笔接待报销没有附公函") -> NewProblem:
    return NewProblem(
        wording=wording,
        found_on=FED_BACK,
        leader="分管领导",
        department="办公室",
        person="办公室主任",
        measures="补齐附件\n修订报销流程",
        due_on=FED_BACK.replace(month=8),
    )
