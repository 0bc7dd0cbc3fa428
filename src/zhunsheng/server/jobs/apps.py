from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zhunsheng.server.jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from zhunsheng.server.jobs import planner_statistics  # noqa: F401
