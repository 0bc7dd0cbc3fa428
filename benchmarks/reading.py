"""From the bytes of a .docx to the checked report, beside the limit and other readers.

The limit is what nobody can do without who uses a DOM: unzip document.xml and parse it with lxml.
Every function sees each file once.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from lxml import etree

from benchmarks import peers
from benchmarks.corpus import report_blocks, unit_name
from benchmarks.documents import BODY, Write, bare, docx_file, formal, libreoffice_twins
from benchmarks.printing import NOT_INSTALLED, against, say, table
from benchmarks.timing import Timings, alternate
from zhunsheng.intake.readers.opening import read_bytes
from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.findings import CheckResult
from zhunsheng.kernel.report import Report
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker

FILES = 40
WARM_UP = 8
_OTHERS = 5_000
"""LibreOffice's files hold other reports, so that nothing is known from the ones before."""
OURS, LIMIT = "准绳：读取、匹配、审核", "下限：解压，lxml 解析"
_STEPS = ("其中读取", "其中匹配", "其中审核")


class Pipeline:
    """Our reading, with the seconds of each step noted."""

    def __init__(self) -> None:
        self.rulebook = load_rulebook()
        self.intake = Intake(self.rulebook)
        self.steps: dict[str, list[float]] = {step: [] for step in _STEPS}
        self.findings: list[int] = []

    def read(self, data: bytes) -> tuple[Report, CheckResult]:
        began = process_time()
        document = read_bytes(data, "report.docx")
        opened = process_time()
        report = self.intake.read(document)[0]
        matched = process_time()
        scheme = self.rulebook.schemes[report.scheme or ""]
        result = checker(self.rulebook, scheme, report.fiscal_year).check(report)
        ended = process_time()
        for step, seconds in zip(_STEPS, (opened - began, matched - opened, ended - matched), strict=True):
            self.steps[step].append(seconds)
        self.findings.append(len(result.findings))
        return report, result

    def forget(self) -> None:
        """What was noted so far was the warming up."""
        self.findings.clear()
        for seconds in self.steps.values():
            seconds.clear()


@dataclass(slots=True)
class Measured:
    timings: Timings
    findings: float
    """Of a report, in the middle."""
    kilobytes: float
    """Of document.xml, in the middle."""
    absent: list[str] = field(default_factory=list)


def limit(data: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(BODY))


def measure(files: list[bytes], warm_up: int = WARM_UP, first: int = 0) -> Measured:
    """The first files warm up, each of the others is one round. `first` is the number of the first report."""
    ours, others = Pipeline(), peers.readers()
    readers: dict[str, peers.Reader] = {LIMIT: limit, OURS: ours.read}
    readers |= {name: reader for name, reader in others.items() if reader is not None}
    for number, data in enumerate(files[:warm_up]):
        for name, reader in readers.items():
            _verify(name, reader(data), first + number)
    ours.forget()
    measured = files[warm_up:]
    timings = alternate({name: _on(reader, measured) for name, reader in readers.items()}, len(measured))
    timings.seconds |= ours.steps
    absent = [name for name, reader in others.items() if reader is None]
    return Measured(timings, median(ours.findings), _kilobytes(measured), absent)


def _on(reader: peers.Reader, files: list[bytes]) -> Callable[[int], object]:
    return lambda number: reader(files[number])


def _verify(name: str, found: object, number: int) -> None:
    """Being quick is no art for one who finds nothing."""
    if name != LIMIT and unit_name(number) not in repr(found):
        raise RuntimeError(f"{name} 没有读出第 {number} 份报告的单位名称。")


def _kilobytes(files: list[bytes]) -> float:
    sizes = []
    for data in files:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sizes.append(package.getinfo(BODY).file_size / 1000)
    return median(sizes)


_LOOKS: tuple[tuple[str, Write], ...] = (("公文格式", formal), ("几乎没有格式", bare))


def run(files: int = FILES) -> None:
    for look, write in _LOOKS:
        show(f"读取：python-docx 做的 {files} 份，{look}", measure(_made(0, files, write)), target=4)
    for look, write in _LOOKS:
        with TemporaryDirectory() as folder:
            twins = libreoffice_twins(_made(_OTHERS, files, write), Path(folder))
        if twins is None:
            say(f"读取：LibreOffice 做的 {files} 份：{NOT_INSTALLED}")
            return
        show(f"读取：LibreOffice 做的 {files} 份，{look}", measure(twins, first=_OTHERS), target=2.5)


def _made(first: int, files: int, write: Write) -> list[bytes]:
    return [docx_file(report_blocks(number), write) for number in range(first, first + WARM_UP + files)]


def show(title: str, measured: Measured, target: float) -> None:
    timings = measured.timings
    rows = [_row(name, timings, target) for name in _ordered(timings.seconds)]
    rows += [[name, NOT_INSTALLED, "", "", ""] for name in measured.absent]
    size = f"document.xml 中位 {measured.kilobytes:.0f} KB，每份疑点中位 {measured.findings:.0f} 条"
    table(f"{title}（{size}）", ["", "毫秒", "÷ 下限", "÷ 准绳", "目标"], rows)


def _ordered(seconds: Mapping[str, list[float]]) -> list[str]:
    first = [LIMIT, OURS, *_STEPS]
    return first + [name for name in seconds if name not in first]


def _row(name: str, timings: Timings, target: float) -> list[str]:
    ratio = timings.ratio(name, LIMIT)
    return [
        f"  {name}" if name in _STEPS else name,
        f"{timings.milliseconds(name):.2f}",
        ratio.show() if name != LIMIT else "1",
        timings.ratio(name, OURS).show() if name not in (OURS, *_STEPS) else "",
        against(ratio.median, target) if name == OURS else "",
    ]
