"""Generated people, marked as such: 测试甲00001, identity numbers with birth years 1900, telephones 100…"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Texts = list[str]

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
"""Weights of the first 17 digits (GB 11643-1999)."""
_CHECK = "10X98765432"
_MONTH_DAYS = tuple(
    f"{month:02d}{day:02d}"
    for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)
    for day in range(1, days + 1)
)
MOST_PEOPLE = len(_MONTH_DAYS) * 1_000
"""More generated people than this would repeat an identity number."""


def names(count: int) -> Texts:
    """Names that nobody bears: 测试甲00001, 测试乙00002, …"""
    return [f"测试{'甲乙丙丁'[index % 4]}{index + 1:05d}" for index in range(count)]


def phones(count: int) -> Texts:
    """Telephone numbers of the unassigned range 100."""
    return [f"100{index + 1:08d}" for index in range(count)]


def national_ids(adcodes: npt.NDArray[np.str_]) -> Texts:
    """Identity numbers with a true check digit and a birth year of 1900, so that they are plainly generated.

    Raises
    ------
    ValueError
        More than :data:`MOST_PEOPLE` people.
    """
    count = len(adcodes)
    if count > MOST_PEOPLE:
        raise ValueError(f"{count} people asked for, at most {MOST_PEOPLE} can be generated; lower --workers")
    bodies = [f"{adcode}1900{_MONTH_DAYS[i // 1_000]}{i % 1_000:03d}" for i, adcode in enumerate(adcodes.tolist())]
    digits = np.frombuffer("".join(bodies).encode("ascii"), dtype=np.uint8).reshape(count, 17) - ord("0")
    checks = (digits.astype(np.int64) @ _WEIGHTS) % 11
    return [body + _CHECK[check] for body, check in zip(bodies, checks.tolist(), strict=True)]


def group_starts(
    party_of: npt.NDArray[np.int64], eligible: npt.NDArray[np.bool_], share: float, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Travel group of each worker, -1 for none; int64 [n].

    Groups of 2–4 neighbours of one party hold about ``share`` of the workers; who cannot travel is in none.
    """
    groups = np.full(len(party_of), -1, dtype=np.int64)
    wanted = round(share * len(party_of))
    starts, sizes = rng.permutation(len(party_of)), rng.choice([2, 3, 4], size=len(party_of), p=[0.6, 0.25, 0.15])
    grouped = number = 0
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        if grouped >= wanted:
            break
        members = slice(start, start + size)
        if start + size > len(party_of) or party_of[start] != party_of[start + size - 1]:
            continue
        if (groups[members] >= 0).any() or not eligible[members].all():
            continue
        groups[members] = number
        number += 1
        grouped += size
    return groups
