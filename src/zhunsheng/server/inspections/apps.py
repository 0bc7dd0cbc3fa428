from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "zhunsheng.server.inspections"
    verbose_name = "巡察整改"
