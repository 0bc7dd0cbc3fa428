from collections.abc import Callable

from django.apps import AppConfig


class CluesConfig(AppConfig):
    name = "zhunsheng.server.clues"
    verbose_name = "线索与举报"

    def ready(self) -> None:
        """The register's counts and self-check get one more each; the register need not know of this app."""
        from zhunsheng.rulebook.register_rules import X08
        from zhunsheng.server.clues.counts import contribution
        from zhunsheng.server.clues.segregation import told_of
        from zhunsheng.server.inspections.statistics import register_checks
        from zhunsheng.server.inspections.statistics.catalogue import contribute

        contribute(contribution)
        register_checks.contribute(X08, told_of)

    def doctor_points(self) -> dict[str, Callable[[], str]]:
        """Asked for by the doctor, who may not import this app."""
        from zhunsheng.server.clues.doctor import keys

        return {"线索密钥": keys}

    def add_to_demo(self) -> None:
        from zhunsheng.server.clues.demo import add_clues

        add_clues()
