"""Dated rule packs: read strictly, overridden per scenario, cited by version."""

from planner.policy.load import load_policy, policy_of
from planner.policy.packs import pack_file, pack_names

__all__ = ["load_policy", "pack_file", "pack_names", "policy_of"]
