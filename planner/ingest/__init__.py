"""Files in, domain out: every bad cell is reported, and nothing is half-read."""

from planner.ingest.read import read_scenario, sha256_of

__all__ = ["read_scenario", "sha256_of"]
