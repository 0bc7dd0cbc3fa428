from collections.abc import Callable

from django.apps import AppConfig


class CluesConfig(AppConfig):
    name = "zhunsheng.server.clues"
    verbose_name = "线索与举报"

    def doctor_points(self) -> dict[str, Callable[[], str]]:
        """Asked for by the doctor, who may not import this app."""
        from zhunsheng.server.clues.doctor import keys

        return {"线索密钥": keys}
