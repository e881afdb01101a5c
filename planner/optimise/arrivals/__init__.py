"""How many can arrive by the end of a day, in any plan: a flow through the campaign, and the cut that binds it."""

from planner.optimise.arrivals.prove import METHOD, ArrivalBound, prove_arrivals

__all__ = ["METHOD", "ArrivalBound", "prove_arrivals"]
