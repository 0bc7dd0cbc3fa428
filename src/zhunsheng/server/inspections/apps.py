from importlib import import_module

from django.apps import AppConfig

TABLES = (
    "appraisals.models",
    "archive.models",
    "circulars.models",
    "common.models",
    "directives.models",
    "disclosure.models",
    "excel.models",
    "issues.bulk_models",
    "ledger.alert_models",
    "liaison.models",
    "own_rules.models",
    "papers.models",
    "plans.models",
    "publicity.models",
    "rounds.notice_models",
    "selfchecks.models",
    "special_actions.models",
    "superior.models",
    "supervision.models",
    "sweeps.models",
    "talent.models",
)
"""Modules that describe tables, besides `models`: each subject keeps its own."""
JOBS = ("archive.packing", "archive.sealing", "excel.tasks", "ledger.alerting")
"""Modules that register background jobs and the worker's rounds."""


class InspectionsConfig(AppConfig):
    name = "zhunsheng.server.inspections"
    verbose_name = "巡察整改"

    def import_models(self) -> None:
        super().import_models()
        for module in TABLES:
            import_module(f"{self.name}.{module}")

    def ready(self) -> None:
        for module in JOBS:
            import_module(f"{self.name}.{module}")
