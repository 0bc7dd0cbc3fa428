from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "zhunsheng.server.reports"
    verbose_name = "自评填报"
