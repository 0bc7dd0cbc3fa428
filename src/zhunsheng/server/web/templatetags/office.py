"""Filters of the office's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from html import escape
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhunsheng.kernel.findings import nested_quotes
from zhunsheng.server.files.rendering import can_be_shown
from zhunsheng.server.orgs.verdicts import Verdict
from zhunsheng.server.reports.drawing import Field, Sheet
from zhunsheng.server.reports.sheet_html import field_html, rows_html
from zhunsheng.server.web.figures import percent, points
from zhunsheng.server.web.refusals import RefusedPost

register = template.Library()

_STATE_LOOKS = {
    "not_started": "grey",
    "filling": "amber",
    "returned": "red",
    "collected": "amber",
    "with_head": "blue",
    "with_bureau": "blue",
    "under_review": "blue",
    "accepted": "green",
    "queued": "grey",
    "running": "blue",
    "done": "green",
    "failed": "red",
    "cancelled": "grey",
    "draft": "grey",
    "open": "blue",
    "closed": "grey",
    "sure": "green",
    "unsure": "amber",
    "unread": "red",
    "skipped": "grey",
    "waiting": "grey",
    "sending": "blue",
    "sent": "green",
    "new": "blue",
    "faulty": "red",
}


@register.filter
def moment(value: datetime | None) -> str:
    """7月31日 17:30, the year where it isn't this one's."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    year = f"{local.year}年" if local.year != timezone.localdate().year else ""
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def left(deadline: datetime | None) -> str:
    """还剩 1 天 6 小时; 已过期 2 天."""
    if deadline is None:
        return ""
    span = deadline - timezone.now()
    word = "还剩" if span > timedelta(0) else "已过期"
    span = abs(span)
    if span.days:
        return f"{word} {span.days} 天 {span.seconds // 3600} 小时"
    if span.seconds >= 3600:
        return f"{word} {span.seconds // 3600} 小时 {span.seconds % 3600 // 60} 分"
    return f"{word} {span.seconds // 60} 分钟"


@register.filter
def is_urgent(deadline: datetime | None) -> bool:
    """Red only in the last day, and once it is past."""
    return deadline is not None and deadline - timezone.now() < timedelta(days=1)


@register.filter
def days_since(value: datetime | None) -> int:
    return (timezone.now() - value).days if value is not None else 0


register.filter(can_be_shown)
register.filter(percent)
register.filter(points)
register.filter(nested_quotes)


@register.filter
def file_size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"


@register.filter
def formal_date(value: datetime | None) -> str:
    return (
        "" if value is None else f"{(local := timezone.localtime(value)).year}年{local.month}月{local.day}日"
    )


@register.filter
def minus(value: int, other: int) -> int:
    return value - other


@register.simple_tag
def share(part: int, whole: int) -> str:
    """A count of a count, 76.2%; a dash of none."""
    return percent(Decimal(part) / whole if whole else None)


@register.filter
def item(found: Mapping[str, Any], key: str) -> Any:
    """What is under a name only the template knows; None where there is nothing."""
    return found.get(key)


@register.simple_tag(takes_context=True)
def refused_at(context: Context, form: str, **hidden: object) -> RefusedPost | None:
    """What was sent by this form and refused, if that is why the page is shown.

    `form`: its address, or the name of it; `hidden`: fields that tell it from others sent to the same.
    """
    post: RefusedPost | None = context.get("refused_post")
    if post is None or form not in (post.address, post.name):
        return None
    if any(post.typed.get(name) != str(value) for name, value in hidden.items()):
        return None
    post.told = True
    return post


@register.simple_tag
def options(offered: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a <select>: value and words of each; a list of hundreds of units is written in one go."""
    return SafeString(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
            for value, words in offered
        )
    )


@register.simple_tag
def numeric_cells(values: Iterable[object], warning_at: int = -1) -> SafeString:
    """The cells of a row of numbers, written in one go too: there are tables with hundreds of rows.

    The one at that place, counted from 0, is a warning where it isn't 0.
    """
    cells = (_numeric_cell(value, place == warning_at) for place, value in enumerate(values))
    return SafeString("".join(cells))


def _numeric_cell(value: object, warns: bool) -> str:
    said = escape(str(value))
    return f'<td class="numeric">{f"{_RED}{said}</span>" if warns and value else said}</td>'


_RED = '<span class="tag tag-red">'


@register.simple_tag
def sheet_rows(sheet: Sheet, editable: Verdict) -> SafeString:
    """The rows of a table to fill."""
    return rows_html(sheet, editable.allowed)


@register.simple_tag
def field_box(field: Field, editable: Verdict) -> SafeString:
    """One box to type into, or what stands in its place."""
    return field_html(field, editable.allowed)


@register.simple_tag
def badge(state: str, label: str) -> SafeString:
    """The state as a coloured tag; the word says it, the colour helps."""
    return format_html('<span class="tag tag-{}">{}</span>', _STATE_LOOKS.get(state, "grey"), label)
