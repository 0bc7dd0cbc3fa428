from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "zhunsheng.server.web"
    verbose_name = "页面"
