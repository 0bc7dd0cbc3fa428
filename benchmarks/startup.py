"""From pressing Enter to the answer, beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.corpus import report_blocks
from benchmarks.documents import docx_file
from benchmarks.printing import table
from benchmarks.timing import Timings, alternate

ROUNDS = 15
EMPTY = "python -c pass"


def commands(file: Path) -> dict[str, list[str]]:
    program = _program()
    return {
        EMPTY: [sys.executable, "-c", "pass"],
        "zhunsheng --version": [*program, "--version"],
        "zhunsheng check 报告.docx": [*program, "check", str(file), "--fail-on", "never"],
        "zhunsheng check 报告.docx --json": [*program, "check", str(file), "--json", "--fail-on", "never"],
    }


def _program() -> list[str]:
    """The installed command of this environment, else the module."""
    script = Path(sys.executable).with_name("zhunsheng")
    return [str(script)] if script.exists() else [sys.executable, "-m", "zhunsheng"]


def _starting(command: list[str]) -> Callable[[int], object]:
    return lambda _: subprocess.run(command, check=True, capture_output=True)


def measure(rounds: int = ROUNDS) -> Timings:
    with TemporaryDirectory() as folder:
        file = Path(folder, "report.docx")
        file.write_bytes(docx_file(report_blocks(0)))
        functions = {name: _starting(command) for name, command in commands(file).items()}
        for function in functions.values():
            function(0)
        return alternate(functions, rounds, perf_counter)


def run() -> None:
    timings = measure()
    rows = [
        [
            name,
            f"{timings.milliseconds(name):.0f}",
            timings.ratio(name, EMPTY).show(1) if name != EMPTY else "1",
        ]
        for name in timings.seconds
    ]
    table(f"启动：各 {ROUNDS} 次，交替；挂钟时间", ["", "毫秒", f"÷ {EMPTY}"], rows)
