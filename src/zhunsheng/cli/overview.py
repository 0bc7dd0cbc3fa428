"""Many files on the screen: how far we are, a line for each, and the sums at the end."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from zhunsheng.cli.output import clean
from zhunsheng.cli.widths import padded
from zhunsheng.portfolio.batch import FileDigest, ReportDigest, Tally

if TYPE_CHECKING:
    from rich.progress import Progress

_UNIT_WIDTH = 30
_TOP_CODES = 8
_MOST_UNREAD = 20
_SCREENFUL = 40
"""With so many lines the files that failed have scrolled away and are named again."""


class Overview:
    """A progress bar while it lasts (on a terminal only), a line per file where asked for."""

    def __init__(self, files: int, lines: bool) -> None:
        self.lines = lines
        on_terminal = sys.stderr.isatty() and (lines or not sys.stdout.isatty())
        self.progress = _progress() if on_terminal and files > 1 else None
        self.task = self.progress.add_task("", total=files) if self.progress is not None else None

    def __enter__(self) -> Overview:
        if self.progress is not None:
            self.progress.start()
        if self.lines:
            print("必须改 请核实  提示  单位（文件）")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.progress is not None:
            self.progress.stop()

    def add(self, digest: FileDigest) -> None:
        if self.lines:
            for line in _lines(digest):
                print(line)
        if self.progress is not None and self.task is not None:
            self.progress.advance(self.task)

    def summary(self, total: Tally, skipped: int) -> None:
        """On the screen's side where the lines are; beside JSON it is only a note."""
        stream = sys.stdout if self.lines else sys.stderr
        print("\n".join(_summary(total, skipped, with_unread=self.lines)), file=stream)


def _lines(digest: FileDigest) -> list[str]:
    if digest.unread is not None:
        return [f"  读不出来             {clean(digest.file)}：{digest.unread.message}"]
    return [_line(report, digest.file) for report in digest.reports]


def _line(report: ReportDigest, file: str) -> str:
    counts = "".join(f"{report.counts[severity]:>6} " for severity in ("error", "warning", "hint"))
    return f"{counts}  {padded(clean(report.unit) or '（没有读到单位）', _UNIT_WIDTH)} {clean(file)}"


def _summary(total: Tally, skipped: int, with_unread: bool) -> list[str]:
    counts = total.counts
    lines = [
        "",
        f"共 {total.files} 个文件，{total.reports} 份报告：必须改 {counts['error']} 处，"
        f"请核实 {counts['warning']} 处，提示 {counts['hint']} 处；读不出来 {len(total.unread)} 个文件。",
    ]
    if skipped:
        lines.append(f"另有 {skipped} 个文件明显不是报告（图片、压缩包、临时文件等），没有读。")
    if total.codes:
        most = "，".join(f"{code}（{count} 份）" for code, count in total.codes.most_common(_TOP_CODES))
        lines.append(f"最常见：{most}。zhunsheng rules 编号 可看每条规则的说明。")
    if with_unread and total.unread and total.files > _SCREENFUL:
        lines += ["读不出来的："]
        lines += [f"  {clean(unread.file)}：{unread.message}" for unread in total.unread[:_MOST_UNREAD]]
        if len(total.unread) > _MOST_UNREAD:
            lines.append(f"  …… 共 {len(total.unread)} 个")
    return lines


def _progress() -> Progress:
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    from zhunsheng.cli.output import console

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.0f} 个/秒" if task.speed else "")

    return Progress(
        TextColumn("审核"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        Rate(),
        TextColumn("还剩"),
        TimeRemainingColumn(),
        console=console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
