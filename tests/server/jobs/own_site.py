"""A database of its own and processes on it, to be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

URL = os.environ.get("ZHUNSHENG_DATABASE_URL", "")
ROOT = Path(__file__).parents[3]
PATIENCE = 900
"""Seconds after which a process counts as hung; no busy machine takes so long to make the tables."""


@dataclass
class Site:
    script: Path
    """What its processes run."""
    environment: dict[str, str]

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(self.script), *words]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def run(self, *words: str) -> str:
        process = self.start(*words)
        output, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        return output

    def tell(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.run("tell"))
        return told


@contextmanager
def own_site(script: Path, folder: Path) -> Iterator[Site]:
    """On SQLite in the folder; with ZHUNSHENG_DATABASE_URL on a database made for it in that PostgreSQL."""
    environment = dict(
        os.environ,
        DJANGO_SETTINGS_MODULE="zhunsheng.server.settings",
        ZHUNSHENG_DATA_DIR=str(folder),
        ZHUNSHENG_JOB_SILENCE_SECONDS="1",
        ZHUNSHENG_LOG_LEVEL="ERROR",
        PYTHONPATH=str(ROOT),
    )
    if not URL:
        yield Site(script, environment)
        return
    name = f"zhunsheng_killed_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(URL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield Site(script, environment | {"ZHUNSHENG_DATABASE_URL": f"{URL.rpartition('/')[0]}/{name}"})
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
