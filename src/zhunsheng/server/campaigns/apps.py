from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "zhunsheng.server.campaigns"
    verbose_name = "年度任务"

    def ready(self) -> None:
        from zhunsheng.server.campaigns import due_reminders, intake, sending  # noqa: F401  (register their jobs and rounds)
