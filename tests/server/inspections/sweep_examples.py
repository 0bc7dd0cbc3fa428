"""For the access tests: an old problem of 甲局 that was looked at again, handed over to it and answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.server.conftest import Office
from tests.server.inspections.conftest import FED_BACK

from zhunsheng.server.inspections.models import Issue, Theme
from zhunsheng.server.inspections.sweeps import actions
from zhunsheng.server.inspections.sweeps.actions import NewSweep
from zhunsheng.server.inspections.sweeps.models import SweptProblem


def sweep_examples(office: Office, issue: Issue) -> dict[str, Any]:
    inspector = office.actor("inspector")
    theme = Theme.objects.create(tenant=office.tenant, name="资产管理")
    sweep = actions.begin_sweep(inspector, new_sweep(theme))
    problem, *_ = actions.collect(inspector, sweep_id=sweep.pk, theme=theme, issue_ids=[issue.pk])
    actions.look_again(
        inspector,
        problem_id=problem.pk,
        looked_on=FED_BACK,
        now=SweptProblem.Now.RELAPSED,
        note="盘点后又有三件没有登记",
    )
    paper = actions.hand_over(
        inspector,
        sweep_id=sweep.pk,
        lead=office.jia_unit,
        supports=[],
        problems=[problem],
        handed_on=FED_BACK,
        request="请督促整改到位。",
    )
    recipient = paper.recipients.get()
    actions.note_reply(
        inspector,
        recipient_id=recipient.pk,
        replied_on=FED_BACK,
        reply="已经重新盘点",
        upload=SimpleUploadedFile("回复.txt", b"x"),
    )
    return {
        "sweep_id": sweep.pk,
        "swept_problem_id": problem.pk,
        "sweep_paper_id": paper.pk,
        "recipient_id": recipient.pk,
    }


def new_sweep(*themes: Theme) -> NewSweep:
    return NewSweep(
        title="资产管理问题大起底",
        begun_on=FED_BACK,
        found_since=date(2020, 1, 1),
        found_until=date(2023, 4, 30),
        themes=themes,
        joined_by="区纪委监委",
    )
