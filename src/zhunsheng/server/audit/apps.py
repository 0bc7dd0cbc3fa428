from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "zhunsheng.server.audit"
    verbose_name = "留痕"
