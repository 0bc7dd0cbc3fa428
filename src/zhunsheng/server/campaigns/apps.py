from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "zhunsheng.server.campaigns"
    verbose_name = "年度任务"
