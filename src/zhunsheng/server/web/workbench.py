"""Cards of the workbench: a task, its deadline, how far it is, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhunsheng.server.campaigns.models import Reminder
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.reports.colleagues import Handed, handed_to
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reviews.models import Opinion


@dataclass(slots=True)
class Card:
    report: UnitReport
    action: str
    """What the button says."""
    url: str
    urgent: bool
    opinions: list[str]
    """The bureau's words on what came back."""
    reminders: list[Reminder]
    """Not read yet."""
    handed: list[Handed]
    """Steps a colleague handed to this person."""


_ORDER = (State.RETURNED, State.COLLECTED, State.WITH_HEAD, State.FILLING, State.NOT_STARTED)


def cards_for(actor: Actor, reports: Iterable[UnitReport]) -> list[Card]:
    """Returned work first, then what waits for this person."""
    found = list(reports)
    returned = [report.pk for report in found if report.state == State.RETURNED]
    words: dict[int, list[str]] = {}
    rows = Opinion.objects.filter(report__in=returned, state=Opinion.State.OPEN).values_list(
        "report_id", "text"
    )
    for report_id, text in rows:
        words.setdefault(report_id, []).append(text)
    reminders: dict[int, list[Reminder]] = {}
    for entry in Reminder.objects.filter(report__in=found, read_at=None).order_by("id"):
        reminders.setdefault(entry.report_id, []).append(entry)
    handed = handed_to(actor, found)
    cards = [
        _card(
            actor,
            report,
            words.get(report.pk, []),
            reminders.get(report.pk, []),
            handed.get(report.pk, []),
        )
        for report in found
    ]
    return sorted(cards, key=lambda card: _rank(card.report))


def _rank(report: UnitReport) -> int:
    return _ORDER.index(State(report.state)) if report.state in _ORDER else len(_ORDER)


def _card(
    actor: Actor, report: UnitReport, opinions: list[str], reminders: list[Reminder], handed: list[Handed]
) -> Card:
    prepares = actor.holds(Role.PREPARER, report.path)
    heads = actor.holds(Role.HEAD, report.path)
    action = _action(report, prepares, heads, len(opinions))
    url = f"/reports/{report.pk}/{_page(report, prepares, heads)}"
    return Card(report, action or "查看", url, bool(action), opinions, reminders, handed)


def _page(report: UnitReport, prepares: bool, heads: bool) -> str:
    """A head reads the one page of summary; the sheet is for who fills it."""
    if heads and report.draft_number and (report.state == State.WITH_HEAD or not prepares):
        return "approval/"
    return "" if report.state in (State.NOT_STARTED, State.RETURNED) else "self/"


def _action(report: UnitReport, prepares: bool, heads: bool, opinions: int) -> str:
    match State(report.state):
        case State.NOT_STARTED if prepares:
            return "开始填报"
        case State.FILLING if prepares:
            return f"继续填报（{report.errors} 处必须改）" if report.errors else "继续填报"
        case State.RETURNED if prepares:
            return f"按财政局的 {opinions} 条意见修改" if opinions else "修改后再报送"
        case State.COLLECTED if prepares:
            return "核对并确认代收的报告"
        case State.WITH_HEAD if heads:
            return "审核这份报告"
    return ""
