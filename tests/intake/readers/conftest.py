"""The samples lie beside the repository, where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

_SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    if not _SAMPLES.is_dir():
        pytest.skip("样本目录 ../shared/samples 不在")
    return _SAMPLES
