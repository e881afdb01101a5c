"""Dated rule packs: read strictly, overridden per scenario, cited by version."""

from planner.policy.load import load_policy
from planner.policy.packs import pack_names

__all__ = ["load_policy", "pack_names"]
