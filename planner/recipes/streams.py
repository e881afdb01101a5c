"""One seeded random stream per concern, so that a change in one draw leaves the others as they were."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def stream(seed: int, concern: str) -> np.random.Generator:
    """Generator (PCG64) for ``concern`` under ``seed``."""
    return np.random.default_rng([seed, crc32(concern.encode("utf-8"))])
