"""For the access tests: a plan of the term, approved, that holds 甲局; a rule of the office."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.server.conftest import Office
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.inspections.models import Inspectee
from zhunsheng.server.inspections.own_rules.actions import enter_rule
from zhunsheng.server.inspections.plans import actions as plan_actions
from zhunsheng.server.inspections.plans import approval
from zhunsheng.server.inspections.plans.actions import NewPlan
from zhunsheng.server.inspections.plans.models import Plan


def plan_examples(inspections: Inspections) -> dict[str, Any]:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    plan = plan_actions.draw_up(inspector, NewPlan(inspections.round.term, Plan.Kind.TERM))
    plan_actions.add_objects(inspector, plan_id=plan.pk, kind=Inspectee.Kind.ROUTINE, units=[unit])
    version = approval.approve(
        inspector,
        plan_id=plan.pk,
        approved_on=FED_BACK,
        approved_by="领导小组会议",
        upload=SimpleUploadedFile("纪要.txt", b"x"),
    )
    return {"plan_id": plan.pk, "plan_version_id": version.pk}


def rule_examples(office: Office) -> dict[str, Any]:
    rule = enter_rule(
        office.actor("inspector"),
        title="巡察工作规程",
        issued_on=FED_BACK,
        upload=SimpleUploadedFile("规程.txt", b"x"),
    )
    return {"own_rule_id": rule.pk}
