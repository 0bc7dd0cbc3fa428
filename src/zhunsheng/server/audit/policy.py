"""Who may look into the trace."""

from __future__ import annotations

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Placement, Role
from zhunsheng.server.orgs.policy import separate
from zhunsheng.server.orgs.verdicts import YES, Verdict, no
from zhunsheng.server.reports.models import UnitReport

_READERS_OF_FILES = (Role.AUDITOR, Role.BUREAU, Role.REVIEWER)


def may_read_trace(actor: Actor) -> Verdict:
    if actor.has(Role.AUDITOR) or _administers(actor):
        return YES
    return no("三员分立，留痕由审计人员查阅。" if separate() else "留痕由审计人员和系统管理员查阅。")


def reads_site(actor: Actor) -> bool:
    """Accounts, duties, years: the administrator's, and an auditor's over the whole tenant."""
    if _administers(actor):
        return True
    over = actor.units(Role.AUDITOR)
    return bool(over) and Placement.objects.filter(unit_id__in=over, parent=None).exists()


def _administers(actor: Actor) -> bool:
    """系统管理员 reads the trace too, unless the three administrators are separate (三员分立)."""
    return actor.has(Role.ADMIN) and not separate()


def may_take_file(actor: Actor, report: UnitReport) -> Verdict:
    """整套档案: the trace in it tells the bureau's own affairs too."""
    if any(actor.holds(role, report.path) for role in _READERS_OF_FILES):
        return YES
    return no("整套档案由审计人员和财政局导出。")


def sees_internal(actor: Actor, report: UnitReport) -> bool:
    """Whether the bureau's own steps are told in the timeline."""
    return bool(may_take_file(actor, report))
