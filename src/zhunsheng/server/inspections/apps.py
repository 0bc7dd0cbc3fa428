from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "zhunsheng.server.inspections"
    verbose_name = "巡察整改"

    def import_models(self) -> None:
        """The register's tables are described in several modules."""
        super().import_models()
        from zhunsheng.server.inspections import (  # noqa: F401
            alert_models,
            bulk_models,
            common_models,
            directive_models,
            issue_import_models,
            liaison_models,
            notice_models,
            paper_models,
            superior_models,
            supervision_models,
        )

    def ready(self) -> None:
        from zhunsheng.server.inspections import alerting, import_tasks  # noqa: F401  (register job and round)
