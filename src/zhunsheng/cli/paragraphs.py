"""Chinese text for rich, which by itself breaks lines between blanks, of which Chinese has none."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.style import StyleType
from rich.text import Text

from zhunsheng.cli.output import clean
from zhunsheng.cli.widths import breaks, width

_NARROWEST = 12


class Paragraph:
    """Text that breaks anywhere between Chinese characters, but not before a comma."""

    def __init__(self, text: str | Text, style: StyleType = "") -> None:
        self.text = text if isinstance(text, Text) else Text(clean(text), style)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.text.split("\n", allow_blank=True):
            for part in line.divide(breaks(line.plain, options.max_width)):
                part.rstrip()
                yield part

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widest = max((width(line) for line in self.text.plain.split("\n")), default=0)
        return Measurement(min(widest, _NARROWEST), widest).with_maximum(options.max_width)


def indented(text: str | Text, columns: int, style: StyleType = "") -> Padding:
    return Padding(Paragraph(text, style), (0, 0, 0, columns), expand=False)
