"""python -m benchmarks [section…]"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable
from importlib import import_module

SECTIONS = (
    "reading",
    "writing",
    "rules",
    "batch",
    "startup",
    "office",
    "office_figures",
    "issue_import",
    "inspections",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="性能对比")
    parser.add_argument("sections", nargs="*", metavar="section", help=f"{' '.join(SECTIONS)}；不写则全部")
    parser.add_argument(
        "--files", type=int, default=10_000, metavar="N", help="batch 审核多少份（默认 10000）"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"没有“{'、'.join(sorted(unknown))}”，可选：{' '.join(SECTIONS)}")

    from benchmarks.printing import say

    say(f"Python {platform.python_version()}，{platform.machine()}，{os.cpu_count()} 核。")
    say("中位（最小–最大）；毫秒是处理器时间（全部线程），另说明的除外。")
    for section in SECTIONS:
        if not arguments.sections or section in arguments.sections:
            run: Callable[..., None] = import_module(f"benchmarks.{section}").run
            run(arguments.files) if section == "batch" else run()


if __name__ == "__main__":
    main()
