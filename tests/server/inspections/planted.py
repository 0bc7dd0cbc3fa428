"""What must reach nobody but those concerned, put wherever somebody may write about 甲局's issue."""

from __future__ import annotations

from typing import Any

from tests.server.conftest import Office
from tests.server.inspections.circular_examples import ATTACHED
from tests.server.inspections.conftest import FED_BACK, Inspections
from tests.server.web.access import clue_examples, examples_of, issue_examples

from zhunsheng.server.inspections.circulars.models import Circular, CircularRecipient
from zhunsheng.server.inspections.issues.actions import move
from zhunsheng.server.inspections.models import Issue, Measure
from zhunsheng.server.inspections.selfchecks.models import Answer, FoundProblem
from zhunsheng.server.inspections.supervision.models import NoticeSlip
from zhunsheng.server.inspections.sweeps.models import SweepRecipient, SweptProblem
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.reports.models import UnitReport

WORDING, MEASURE, WORDS = "绝密表述甲乙丙", "绝密措施丁戊己", "绝密理由庚辛壬"
SELF_FOUND = "绝密自查子丑寅"
"""What 甲局 has found in itself and not yet handed in."""
SWEPT = "绝密核查卯辰巳"
"""What was found when an old problem was looked at again, and what 甲局 replied."""
CIRCULATED, REPORTED = "绝密通报午未申", "绝密落实酉戌亥"
"""What a circular sent to 甲局 says, and what 甲局 reported back."""
SLIPPED, ANSWERED = "绝密提示金木水", "绝密答复火土日"
"""What a slip issued to 甲局 says, and what 甲局 answered."""
PLANTED = (WORDING, MEASURE, WORDS, SELF_FOUND, SWEPT, CIRCULATED, ATTACHED, REPORTED, SLIPPED, ANSWERED)


def planted_examples(
    office: Office, report: UnitReport, inspections: Inspections, issue: Issue
) -> dict[str, Any]:
    """Parameters of every address, about an issue at 甲局 that was sent back; each of its texts is a planted one."""
    found = examples_of(office, report) | issue_examples(inspections, issue) | clue_examples(office)
    move(office.actor("jia_rectifier"), issue_id=issue.pk, verb=Verb.SUBMIT)
    move(office.actor("jia_discipline"), issue_id=issue.pk, verb=Verb.RETURN, words=WORDS)
    Issue.objects.filter(pk=issue.pk).update(wording=WORDING)
    Measure.objects.filter(issue=issue).update(text=MEASURE)
    FoundProblem.objects.update(wording=SELF_FOUND, measures=SELF_FOUND)
    Answer.objects.update(note=SELF_FOUND)
    SweptProblem.objects.update(note=SWEPT)
    SweepRecipient.objects.update(reply=SWEPT)
    Circular.objects.update(text=CIRCULATED)
    CircularRecipient.objects.update(report=REPORTED)
    NoticeSlip.objects.update(matter=SLIPPED, reply=ANSWERED, replied_on=FED_BACK)
    return found
