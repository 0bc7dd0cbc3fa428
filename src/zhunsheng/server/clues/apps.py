from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from zhunsheng.server.clues.waiting import Waiting
    from zhunsheng.server.orgs.actors import Actor


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

    def waiting_for(self, actor: Actor) -> list[Waiting]:
        """Asked for by the workbench, which may not import this app either."""
        from zhunsheng.server.clues.waiting import clues_waiting_for

        return clues_waiting_for(actor)

    def add_to_demo(self) -> None:
        from zhunsheng.server.clues.demo import add_clues

        add_clues()
