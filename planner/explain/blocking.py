"""The smallest set of rules and resources whose release would let somebody travel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

Travels = Callable[[frozenset[str]], bool]
"""Whether one more person of a cohort could travel if the named rules and resources did not bind."""

SIZE_BY_TRIAL = 2
"""Sets up to this size are found by trying all of them: no smaller set exists. Larger ones are only irreducible."""


def blocking_set(names: Sequence[str], travels: Travels) -> tuple[str, ...] | None:
    """Names that block together: releasing all of them helps, releasing all but any one of them does not.

    Sets of one and two are searched through, in the order of ``names``, so a set so small is the smallest there
    is; beyond that a deletion filter leaves an irreducible set (Chinneck, Feasibility and Infeasibility in
    Optimization, 2008, ch. 6).

    Parameters
    ----------
    names : sequence of str
        What may be released, the cheapest first.
    travels : callable
        Must be monotone: releasing more never hinders.

    Returns
    -------
    tuple of str or None
        Empty: nothing blocks. ``None``: not even releasing everything helps.

    Examples
    --------
    >>> blocking_set(["drivers", "permits", "sealed"], lambda free: {"drivers", "sealed"} <= free)
    ('drivers', 'sealed')
    """
    if travels(frozenset()):
        return ()
    if not travels(frozenset(names)):
        return None
    for size in range(1, SIZE_BY_TRIAL + 1):
        for chosen in combinations(names, size):
            if travels(frozenset(chosen)):
                return chosen
    return _filtered(names, travels)


def _filtered(names: Sequence[str], travels: Travels) -> tuple[str, ...]:
    """Take names back one by one, the dearest first, as long as the rest still helps."""
    kept = list(names)
    for name in reversed(names):
        rest = [other for other in kept if other != name]
        if travels(frozenset(rest)):
            kept = rest
    return tuple(kept)
