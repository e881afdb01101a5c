"""Tier and due date in force: a supplier is as urgent as its most urgent customer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from planner.domain.demand import Enterprise

NO_CLASSES: Mapping[str, int] = MappingProxyType({})


def own_tier(firm: Enterprise, class_tiers: Mapping[str, int] = NO_CLASSES) -> int:
    """Tier of an enterprise by itself: the one written, or that of its priority class where it is better.

    A ``tier_reason`` says that the tier was set by hand: it stands, whatever the class. A class that ``class_tiers``
    does not know changes nothing.
    """
    if firm.tier_reason or firm.priority_class is None:
        return firm.tier
    return min(firm.tier, class_tiers.get(firm.priority_class, firm.tier))


def effective_tiers(enterprises: Iterable[Enterprise], class_tiers: Mapping[str, int] = NO_CLASSES) -> dict[str, int]:
    """Least own tier of each enterprise and of all its customers, transitively (seed 003-79).

    Parameters
    ----------
    class_tiers : mapping
        Tier of a priority class by its id or name.
    """
    firms = {firm.enterprise_id: firm for firm in enterprises}
    return _spread({key: own_tier(firm, class_tiers) for key, firm in firms.items()}, firms)


def effective_stock_outs(enterprises: Iterable[Enterprise]) -> dict[str, int]:
    """Earliest moment by which a firm's workers must be there: the end of the day before the stock-out
    of the firm itself or of any customer (seed 003-111). Firms without one are absent."""
    firms = {firm.enterprise_id: firm for firm in enterprises}
    own = {key: firm.stock_out_at for key, firm in firms.items() if firm.stock_out_at is not None}
    return _spread(own, firms)


def _spread(values: dict[str, int], firms: dict[str, Enterprise]) -> dict[str, int]:
    """Lower each firm's value to the least among the customers it supplies, through the whole graph."""
    suppliers: dict[str, list[str]] = {}
    for key, firm in firms.items():
        for customer in firm.supplies:
            suppliers.setdefault(customer, []).append(key)
    best = dict(values)
    queue = deque(sorted(best, key=lambda key: best[key]))
    while queue:
        customer = queue.popleft()
        for supplier in suppliers.get(customer, ()):
            if supplier not in best or best[supplier] > best[customer]:
                best[supplier] = best[customer]
                queue.append(supplier)
    return best


def due_in_force(due_at: int, stock_out_at: int | None) -> int:
    """Earlier of the due moment and the last second before the stock-out day."""
    return due_at if stock_out_at is None else min(due_at, stock_out_at - 1)
