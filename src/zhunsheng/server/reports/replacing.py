"""Putting a whole content in place of what is there: an import, last year's report."""

from __future__ import annotations

from django.db import transaction

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.reports.actions import fill_known
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import Content, content_from_json
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import changed_texts, locked_report, write
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.workflow import may_edit


@transaction.atomic
def replace_content(actor: Actor, *, report_id: int, content: Content, source: str) -> UnitReport:
    """The new content becomes the next version; what the bureau knows still holds. The trace keeps the old."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    fill_known(actor, report, sheet_of(report.campaign.scheme), content)
    cells = changed_texts(content_from_json(report.content), content)
    details = {"source": source, "cells": cells}
    write(actor, report, content, "replace_content", details, judge(report, content))
    return report
