"""The made-up district of the server's own tests on a site of its own: everybody named after what they do.

What stands here is run beside the server, in a process of its own (`Site.run`, `made`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.running_site import ROOT, environment

from zhunsheng.server.orgs.models import Role

FOR_ROLE = {
    Role.PREPARER: "jia",
    Role.HEAD: "jia_head",
    Role.REVIEWER: "reviewer",
    Role.BUREAU: "bureau",
    Role.AUDITOR: "auditor",
    Role.ADMIN: "admin",
    Role.SECURITY: "security",
    Role.INSPECTION: "inspector",
    Role.TEAM: "member",
    Role.DISCIPLINE: "jia_discipline",
    Role.LEADING: "leading",
    Role.RECTIFIER: "jia_rectifier",
    Role.JOINT: "joint",
}
"""Somebody for each, 甲局's where the role has to do with one unit."""
PEOPLE = (*FOR_ROLE.values(), "yi_rectifier", "other_member")
"""And of 乙局, and of the team that inspected it."""
NAMED_CLUE, CLUE = "绝密线索天地玄", "绝密线索黄宇宙"
NAMED_COMPLAINT, COMPLAINT = "绝密举报洪荒日", "绝密举报月盈昃"
KNOWN_COMPLAINANT, COMPLAINANT = "绝密来信辰宿列", "绝密来信张寒来"
"""Of each pair the first is for everybody who can be named, the second for `clerk` alone, who registered it."""
BEFORE, ELSEWHERE = "绝密反馈前暑往秋", "绝密他处收冬藏"
"""What an issue at 甲局 says that is not fed back yet, and one at 乙局."""
OWN, NOT_FED_BACK, ANOTHERS = "自己的", "自己的，反馈以前", "别的单位的"
NOT_NAMED, NAMED, SECOND_LIST = "没有指定的", "指定经办的", "另行指定的"
"""How a record stands to somebody at 甲局, or to somebody who can be named for it."""


@dataclass(frozen=True)
class Record:
    """One whose readers docs/operate/谁看得见什么.md names."""

    kind: str
    """The heading there."""
    stands: str
    address: str


@dataclass(frozen=True)
class Planted:
    """A district with everything there is."""

    folder: Path
    examples: dict[str, Any]
    """A value for every parameter of an address."""
    records: list[Record]


def made(folder: Path, what: str) -> Any:
    """Makes the district in a new data folder by one of the functions below; what that returns."""
    program = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "import json\n"
        f"from tests.e2e.small_district import {what}\n"
        f"print(json.dumps({what}(), default=list))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment(folder), cwd=ROOT, check=True, capture_output=True)
    return json.loads(done.stdout)


def planted(folder: Path) -> Planted:
    found = made(folder, "plant")
    return Planted(folder, found["examples"], [Record(*one) for one in found["records"]])


def plant() -> dict[str, Any]:
    """Everything there is, with planted words."""
    from tests.server.conftest import add_person, make_office, make_year, report_of_jia
    from tests.server.inspections.conftest import make_inspections, make_issue
    from tests.server.inspections.planted import planted_examples

    from zhunsheng.server.demo.campaign import fill_sample, make_ready
    from zhunsheng.server.jobs.models import Job

    office = make_office()
    report = report_of_jia(office, make_year(office))
    fill_sample(office.actor("jia"), report.pk, 2)
    make_ready(office.actor("jia"), report.pk)
    report.refresh_from_db()
    inspections = make_inspections(office)
    for name, role in (("security", Role.SECURITY), ("joint", Role.JOINT), ("clerk", Role.INSPECTION)):
        add_person(office, name, office.root, role)
    examples = planted_examples(office, report, inspections, make_issue(inspections))
    Job.objects.exclude(result=None).update(state=Job.State.DONE)  # or the site's worker would do them again
    records = [*_issues(inspections, examples), *_slips(inspections, examples), *_clues(inspections)]
    return {"examples": examples, "records": records}


Listed = Iterator[tuple[str, str, str]]
"""Kind, how it stands, address."""


def _issues(inspections: Any, examples: dict[str, Any]) -> Listed:
    from zhunsheng.server.inspections.issues.actions import NewIssue, register_issue
    from zhunsheng.server.inspections.models import Issue, Source

    yield "问题", OWN, f"/inspections/issues/{examples['issue_id']}/"
    inspector, found_on = inspections.office.actor("inspector"), date(2023, 3, 20)
    for stands, wording, inspectee in (
        (NOT_FED_BACK, BEFORE, inspections.jia),
        (ANOTHERS, ELSEWHERE, inspections.yi),
    ):
        new = NewIssue(wording, Source.ROUTINE, inspectee.unit, found_on, inspectee=inspectee)
        issue = register_issue(inspector, new)
        if stands == NOT_FED_BACK:
            Issue.objects.filter(pk=issue.pk).update(fed_back_on=None)
        yield "问题", stands, f"/inspections/issues/{issue.pk}/"


def _slips(inspections: Any, examples: dict[str, Any]) -> Listed:
    from zhunsheng.server.inspections.supervision.actions import issue_slip

    office = inspections.office
    elsewhere = issue_slip(
        office.actor("inspector"), unit=office.yi_unit, issued_on=date(2023, 5, 10), matter=ELSEWHERE
    )
    for stands, pk in ((OWN, examples["slip_id"]), (ANOTHERS, elsewhere.pk)):
        yield "提示单", stands, f"/inspections/supervision/slips/{pk}/"


def _clues(inspections: Any) -> Listed:
    from zhunsheng.server.clues import actions
    from zhunsheng.server.clues.actions import NewRecord
    from zhunsheng.server.clues.models import Kind
    from zhunsheng.server.clues.policy import can_be_named

    office, clerk = inspections.office, inspections.office.actor("clerk")
    for heading, kind, stands, wording, complainant in (
        ("线索", Kind.CLUE, NOT_NAMED, CLUE, ""),
        ("线索", Kind.CLUE, NAMED, NAMED_CLUE, ""),
        ("举报", Kind.COMPLAINT, NOT_NAMED, COMPLAINT, COMPLAINANT),
        ("举报", Kind.COMPLAINT, NAMED, NAMED_COMPLAINT, COMPLAINANT),
        ("", Kind.COMPLAINT, SECOND_LIST, NAMED_COMPLAINT, KNOWN_COMPLAINANT),
    ):
        new = NewRecord(kind, date(2023, 5, 10), wording=wording, complainant=complainant)
        entry = actions.register_record(clerk, new)
        able = [user for user in office.people.values() if can_be_named(entry, user) and user.pk != clerk.id]
        for user in able if stands != NOT_NAMED else ():
            actions.add_handler(clerk, record_id=entry.pk, user=user)
            if stands == SECOND_LIST:
                actions.let_see_identity(clerk, record_id=entry.pk, user_id=user.pk, sees=True)
        if heading:
            yield heading, stands, f"/clues/{entry.pk}/"
        if kind is Kind.COMPLAINT:
            yield "举报人身份", stands, f"/clues/{entry.pk}/identity/"


LEFT = (21, 20, 11, 10, 1, 0, -1)


def due() -> dict[str, int]:
    """Of 甲局 and fed back, one issue for each of the days left, and the reminders there are of them.

    Number → days left."""
    from django.utils import timezone
    from tests.server.conftest import make_office
    from tests.server.inspections.conftest import make_inspections

    from zhunsheng.server.inspections.issues.actions import NewIssue, register_issue
    from zhunsheng.server.inspections.ledger.alerting import alert_deadlines
    from zhunsheng.server.inspections.models import Issue, Source

    inspections, today = make_inspections(make_office()), timezone.localdate()
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    numbers = {}
    for left in LEFT:
        new = NewIssue(f"往来款第 {left} 笔长期挂账", Source.SUPERVISION, unit, today - timedelta(days=60))
        issue = register_issue(inspector, new)
        Issue.objects.filter(pk=issue.pk).update(due_on=today + timedelta(days=left))
        numbers[issue.number] = left
    alert_deadlines()
    return numbers
