"""What the made-up inspection office wrote and had published in its year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from zhunsheng.server.inspections.publicity.actions import NewItem, add_publicity
from zhunsheng.server.inspections.publicity.models import PublicityItem
from zhunsheng.server.orgs.actors import Actor

_KIND, _LEVEL = PublicityItem.Kind, PublicityItem.Level
_CHANNELS = (
    (_KIND.REPORT, "区委信息", "巡察整改工作情况"),
    (_KIND.STORY, "区纪委监委网站", "巡察进驻、反馈和整改见闻"),
    (_KIND.BULLETIN, "巡察工作简报", "巡察工作动态"),
)
_LEVELS = (_LEVEL.NONE, _LEVEL.COUNTY, _LEVEL.NONE, _LEVEL.CITY, _LEVEL.NONE, _LEVEL.PROVINCE)


def publicise(office: Actor) -> None:
    """24 pieces from March to December."""
    for new in _pieces():
        add_publicity(office, new)


def _pieces() -> Iterator[NewItem]:
    for number in range(24):
        kind, channel, title = _CHANNELS[number % len(_CHANNELS)]
        yield NewItem(
            f"{title}（第{number // len(_CHANNELS) + 1}期）",
            kind,
            channel,
            date(2023, 3, 10) + timedelta(days=number * 12),
            _LEVELS[number % len(_LEVELS)],
            f"https://www.example.org/xc/{number + 1}.html",
        )
