"""How rounds and issues are named in the trace: by number, never by wording."""

from __future__ import annotations

from datetime import date

from zhunsheng.server.audit.trail import Subject
from zhunsheng.server.inspections.models import Issue, Round


def iso(day: date | None) -> str | None:
    """A day as the trace tells it."""
    return day.isoformat() if day is not None else None


def subject_of(issue: Issue) -> Subject:
    return Subject("issue", issue.pk, issue.number)


def chain_of(issue: Issue) -> str:
    return f"issue/{issue.pk}"


def round_subject(entry: Round) -> Subject:
    return Subject("round", entry.pk, entry.name)
