"""What every test shares: reproducible examples, and no setting leaking in from outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "returnline",
    deadline=None,  # machines are shared; time is measured by benchmarks
    derandomize=True,  # the same examples on every machine
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("returnline")


@pytest.fixture(autouse=True)
def clean_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No ``RETURNLINE_`` variable of the surroundings changes a test."""
    for name in [name for name in os.environ if name.startswith("RETURNLINE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Root of the checkout."""
    return Path(__file__).resolve().parents[1]
