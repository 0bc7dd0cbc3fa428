from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zhunsheng.server.jobs"
    verbose_name = "后台任务"
