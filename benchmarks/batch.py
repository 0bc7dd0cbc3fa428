"""A folder of thousands of reports, checked by one process and by two; every file is another report.

Two shared cores are less than twice one. What they are worth at the time is measured beside, with a
loop that only adds and multiplies.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.batch_run import STEP
from benchmarks.corpus import DISTINCT, report_blocks
from benchmarks.documents import Mould
from benchmarks.memory import AVAILABLE, Sampler
from benchmarks.printing import against, say, table
from benchmarks.timing import Spread

THOUSAND = 1_000
_ROUNDS = 5
_ROUND_FILES = 1_000
_STARTED = 5 * STEP
"""The clock runs from this result on: starting the processes is told apart from the work."""
_ARITHMETIC = 12_000_000


@dataclass(slots=True)
class Pass:
    """One run over some files."""

    per_second: float
    until_first: float
    """Seconds until the first results were there."""
    peaks: dict[int, int]
    """Bytes of all processes together, by thousands of files."""


@dataclass(slots=True)
class Measured:
    whole: Pass
    one: Spread
    two: Spread
    """Files a second by one process and by two."""
    gain: Spread
    arithmetic: Spread
    """What two processes gain on one, with the files and with the loop."""
    share: Spread
    """The first gain as a part of the second, in each round."""


def write_folder(folder: Path, count: int) -> None:
    mould = Mould()
    for number in range(count):
        (folder / f"{number:05}.docx").write_bytes(mould.docx_file(report_blocks(number)))


def check(folder: Path, jobs: int, start: int, end: int, watch_memory: bool = False) -> Pass:
    """One run in processes of its own."""
    count = end - start
    command = [sys.executable, "-m", "benchmarks.batch_run", str(folder), str(jobs), str(start), str(end)]
    came: dict[int, float] = {}
    done = 0
    began = perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as process:
        sampler = (
            Sampler(process.pid, lambda: min(done, count - 1) // THOUSAND)
            if watch_memory and AVAILABLE
            else None
        )
        if sampler is not None:
            sampler.start()
        assert process.stdout is not None
        words: list[str] = []
        for line in process.stdout:
            words = line.split()
            if words[0] != "end":
                done = int(words[0])
                came[done] = perf_counter()
        if sampler is not None:
            sampler.end()
    if process.returncode or words[:4] != ["end", str(count), str(count), "0"] or words[4] != "0":
        raise RuntimeError(f"批量审核没有读出全部报告：{' '.join(words)}")
    first, last = min(_STARTED, count // 2 // STEP * STEP), max(came)
    rate = (last - first) / (came[last] - came[first])
    return Pass(rate, came[STEP] - began, sampler.peaks if sampler is not None else {})


# --- the loop to compare with --------------------------------------------------------------------


def arithmetic(steps: int) -> int:
    total = 0
    for number in range(steps):
        total = (total * 31 + number) % 1_000_003
    return total


@contextmanager
def two_idle() -> Iterator[ProcessPoolExecutor]:
    """Two processes that have started and wait for the loop."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(arithmetic, [_ARITHMETIC // 10] * 4))
        yield pool


def gain_of(pool: ProcessPoolExecutor) -> float:
    """How much more two processes do in the same time than one."""
    began = perf_counter()
    pool.submit(arithmetic, _ARITHMETIC).result()
    alone = perf_counter()
    list(pool.map(arithmetic, [_ARITHMETIC] * 2))
    return 2 * (alone - began) / (perf_counter() - alone)


# --- all together --------------------------------------------------------------------------------


def measure(folder: Path, count: int) -> Measured:
    """One pass over all files for the memory, then rounds of one process, two, and the loop."""
    whole = check(folder, 2, 0, count, watch_memory=True)
    size = min(_ROUND_FILES, count)
    ones, twos, loops = [], [], []
    with two_idle() as pool:
        for number in range(_ROUNDS):
            start = number * size % max(count - size + 1, 1)
            before = gain_of(pool)
            ones.append(check(folder, 1, start, start + size).per_second)
            twos.append(check(folder, 2, start, start + size).per_second)
            loops.append((before + gain_of(pool)) / 2)
    gains = [two / one for one, two in zip(ones, twos, strict=True)]
    shares = [gain / loop for gain, loop in zip(gains, loops, strict=True)]
    return Measured(whole, *map(Spread.of, (ones, twos, gains, loops, shares)))


def run(files: int = DISTINCT) -> None:
    files = max(STEP * 2, files // STEP * STEP)
    with TemporaryDirectory(prefix="zhunsheng-batch-") as name:
        folder = Path(name)
        began = perf_counter()
        write_folder(folder, files)
        say(f"\n批量：写出 {files} 份互不相同的 .docx 用了 {perf_counter() - began:.0f} 秒")
        show(measure(folder, files), files)


def show(measured: Measured, files: int) -> None:
    whole = measured.whole
    share = against(measured.share.median, 0.9, at_least=True)
    rows = [
        [f"两个进程，{files} 份一遍", f"{whole.per_second:,.0f}", f"首批结果 {whole.until_first:.1f} 秒后到"],
        ["一个进程", measured.one.show(0), ""],
        ["两个进程", measured.two.show(0), ""],
        ["两个进程 ÷ 一个进程", measured.gain.show(), ""],
        ["纯算术循环的同一比值", measured.arithmetic.show(), ""],
        ["前者 ÷ 后者", measured.share.show(), share],
        *_memory_rows(whole.peaks, files),
    ]
    table("批量审核：份 / 秒", ["", "", "目标"], rows)


def _memory_rows(peaks: dict[int, int], files: int) -> list[list[str]]:
    if not peaks:
        return [["内存", "这个系统上测不了", ""]]
    thousands = files // THOUSAND
    if thousands < 2:
        return [["内存峰值（全部进程）", f"{max(peaks.values()) / 1e6:,.0f} MB", "不足 2000 份，不比"]]
    first, last = peaks[0], peaks.get(thousands - 1, 0)
    return [
        ["内存峰值（全部进程）：前一千份", f"{first / 1e6:,.0f} MB", ""],
        ["内存峰值（全部进程）：末一千份", f"{last / 1e6:,.0f} MB", ""],
        ["后者 ÷ 前者", f"{last / first:.2f}", against(last / first, 1.1)],
        ["每一千份的峰值（MB）", " ".join(f"{peaks[at] / 1e6:.0f}" for at in sorted(peaks)), ""],
    ]
