from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "zhunsheng.server.reviews"
    verbose_name = "审核"

    def ready(self) -> None:
        from zhunsheng.server.reviews import exporting  # noqa: F401  (registers its kind of job)
