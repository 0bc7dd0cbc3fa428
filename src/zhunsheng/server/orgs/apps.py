from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "zhunsheng.server.orgs"
    verbose_name = "单位与人员"
