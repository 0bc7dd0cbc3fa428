from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "zhunsheng.server.reviews"
    verbose_name = "审核"
