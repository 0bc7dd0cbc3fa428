"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

_console = Console(highlight=False)
if not _console.is_terminal:
    _console.width = 140
NOT_INSTALLED = "未安装"


def say(text: str) -> None:
    _console.print(text, markup=False, soft_wrap=True)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    shown = Table(title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        shown.add_column(column, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        shown.add_row(*row)
    _console.print()
    _console.print(shown)


def against(value: float, target: float, at_least: bool = False) -> str:
    """The target and whether it is met."""
    met = value >= target if at_least else value <= target
    return f"{'≥' if at_least else '≤'} {target:,g}：{'达到' if met else '未达到'}"
