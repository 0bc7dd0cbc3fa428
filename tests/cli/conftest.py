"""Running commands the way a script does: arguments in, exit code and two streams out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from zhunsheng.cli import main

SAMPLES = Path(__file__).parents[2] / "samples" / "shili-2023"


@dataclass(slots=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON lines of stdout, which must hold nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        (only,) = self.objects
        return only


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command in this process: quick. Eighty columns, no colours."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def run_here(*arguments: object) -> Result:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Result(code, *capsys.readouterr())

    return run_here


@pytest.fixture
def process() -> Run:
    """A command in a process of its own: what a user really gets."""

    def run_there(*arguments: object, **environment: str) -> Result:
        import os

        command = [sys.executable, "-m", "zhunsheng", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, env=os.environ | environment, timeout=60)
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run_there


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def clean() -> Path:
    return SAMPLES / "clean.txt"


@pytest.fixture
def faulty() -> Path:
    return SAMPLES / "report-2.txt"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with one clean report, one with errors, a notice and a picture."""
    folder = tmp_path / "收件"
    (folder / "甲区").mkdir(parents=True)
    shutil.copy(SAMPLES / "clean.txt", folder / "甲区" / "政务中心 2023.txt")
    shutil.copy(SAMPLES / "report-2.txt", folder / "乙.txt")
    (folder / "通知.txt").write_text("请各单位于月底前报送自评报告。\n", "utf-8")
    (folder / "公章.png").write_bytes(b"\x89PNG\r\n")
    return folder
