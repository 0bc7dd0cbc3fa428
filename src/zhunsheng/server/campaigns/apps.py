from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "zhunsheng.server.campaigns"
    verbose_name = "年度任务"

    def ready(self) -> None:
        # They register their kinds of job and what is done every minute.
        from zhunsheng.server.campaigns import due_reminders, figure_jobs, intake, sending  # noqa: F401
