from __future__ import annotations

from planner.domain.demand import Enterprise
from planner.verify.world import _least_downstream


def test_urgency_flows_from_customers_to_all_their_suppliers() -> None:
    rows = (("mask", ()), ("cloth", ("mask",)), ("yarn", ("cloth",)), ("toys", ()), ("ring", ("cloth", "ring")))
    firms = {key: Enterprise(key, key, 3, supplies=supplies) for key, supplies in rows}
    tiers = {"mask": 0, "cloth": 2, "yarn": 3, "toys": 3, "ring": 3}
    assert _least_downstream(firms, tiers) == {"mask": 0, "cloth": 0, "yarn": 0, "toys": 3, "ring": 0}
    assert _least_downstream(firms, {"mask": 5}) == {"mask": 5, "cloth": 5, "yarn": 5, "ring": 5}
