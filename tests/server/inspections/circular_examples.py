"""For the access tests: a circular on a common problem, sent to 甲局, which has reported back."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.server.conftest import Office
from tests.server.inspections.conftest import FED_BACK

from zhunsheng.server.inspections.circulars.actions import NewCircular, issue_circular, report_back
from zhunsheng.server.inspections.circulars.attachments import attach_files
from zhunsheng.server.inspections.circulars.models import Circular
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.orgs.models import Unit

ATTACHED = "绝密附件寅卯辰"
"""What the file attached to it holds."""


def circular_to(office: Office, unit: Unit, title: str = "固定资产账实不符") -> Circular:
    """On a common problem of that title."""
    inspector = office.actor("inspector")
    problem = CommonProblem.objects.create(
        tenant=office.tenant,
        title=title,
        decided_by="领导小组会议",
        decided_on=FED_BACK,
        by_id=inspector.person,
    )
    new = NewCircular(
        title="关于资产管理问题的通报",
        issued_on=FED_BACK,
        problems=[problem],
        text="有的单位资产账与实物不一致。",
        request="请举一反三自查。",
        addressed=[unit],
    )
    return issue_circular(inspector, new)


def circular_examples(office: Office) -> dict[str, Any]:
    circular = circular_to(office, office.jia_unit)
    upload = SimpleUploadedFile("名单.txt", ATTACHED.encode())
    attach_files(office.actor("inspector"), circular_id=circular.pk, uploads=[upload])
    recipient = circular.recipients.get()
    report_back(
        office.actor("jia_rectifier"),
        recipient_id=recipient.pk,
        reported_on=FED_BACK,
        report="已经逐件盘点。",
    )
    return {
        "problem_id": circular.problems.get().pk,
        "circular_id": circular.pk,
        "circular_recipient_id": recipient.pk,
        "circular_file_id": circular.files.get().pk,
    }
