"""The tables are those of the models: nobody forgot a migration."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.running_site import environment


def test_no_migration_is_missing(tmp_path: Path) -> None:
    """In a process of its own: the tests' tables are made from the models (`--no-migrations`)."""
    command = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "No changes detected\n")
