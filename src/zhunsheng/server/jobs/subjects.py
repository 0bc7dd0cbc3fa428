"""How a job is named in the trace."""

from __future__ import annotations

from zhunsheng.server.audit.trail import Subject
from zhunsheng.server.jobs.models import Job


def subject_of(job: Job) -> Subject:
    return Subject("job", job.pk, job.title)
