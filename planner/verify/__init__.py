"""The judge: reads the raw files with its own readers and lists every rule that a plan breaks.

Shares no code with what makes plans; imports domain types, units, errors and shapely.
"""

from planner.verify.bound_prices import BOUND_TRUST
from planner.verify.check import (
    Case,
    Rule,
    judge_folder,
    read_case,
    receipt,
    rules,
    verify_bounds,
    verify_folder,
)

__all__ = [
    "BOUND_TRUST", "Case", "Rule", "judge_folder", "read_case", "receipt", "rules", "verify_bounds", "verify_folder",
]  # fmt: skip
