"""Bounds on arrivals proved again: limits from the raw tables, the side of each cut from bound.json, no solver."""

from planner.verify.arrivals.check import check_arrivals

__all__ = ["check_arrivals"]
