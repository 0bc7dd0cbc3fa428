"""A reader that kills its own process on one file, as running out of memory does."""

from __future__ import annotations

import os
import signal

from zhunsheng.intake.document import Document
from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.report import Report
from zhunsheng.portfolio.batch import Job
from zhunsheng.rulebook.loading import load_rulebook

DEADLY = "致命.txt"


class DeadlyIntake(Intake):
    def read(self, document: Document, scheme: str | None = None) -> list[Report]:
        if document.name == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(document, scheme)


class DeadlyJob(Job):
    @property
    def reader(self) -> Intake:
        return DeadlyIntake(load_rulebook())
