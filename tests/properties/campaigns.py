"""Small random campaigns: every table of the contract now and then, with odd figures, under random rules.

A campaign is made from its seed alone. What the reader of scenarios refuses is no campaign; everything that it
accepts must be planned without a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from tests.properties import campaign_carriers as carriers
from tests.properties import campaign_people as people
from tests.properties import campaign_places as places
from tests.properties.campaign_extremes import EXTREMES
from tests.properties.campaign_rules import PACKS, objective, overrides
from tests.properties.drafts import FAR, MIDDLE, NEAR, ZONES, Draft, write_campaign

__all__ = ["campaign", "write_campaign"]

FILLERS: tuple[Callable[[Draft], None], ...] = (
    people.firms, people.inspections, places.stops, people.people, places.capacities, places.levels,
    places.limits_of_areas, carriers.fleets, carriers.drivers, carriers.services, carriers.escorts,
)  # fmt: skip


def campaign(seed: int) -> Draft:
    """The campaign of a seed; a fifth of them are extremes."""
    rng = Random(seed)
    pack = rng.choice(tuple(PACKS))
    start, days = date.fromisoformat(rng.choice(PACKS[pack])), rng.choice((1, 4, 6, 8, 10, 12))
    near = rng.sample(NEAR, rng.randint(1, 3))
    origins = rng.sample((*NEAR, *MIDDLE, *MIDDLE, *MIDDLE, *FAR), rng.randint(2, 6))
    draft = Draft(rng, start, days, rng.choice(ZONES), near, sorted(set(origins)), rng.choice((-3, -2, -1, 0)))
    draft.harshness = rng.choice((0.1, 0.1, 0.3, 0.3, 1.0))
    draft.settings = {
        "campaign": {
            "id": f"random-{seed}",
            "name": f"生成的活动 {seed}",
            "timezone": draft.zone[0],
            "start": draft.day(0),
            "end": draft.day(days - 1),
            "as_of": draft.at(draft.asked, rng.choice((0, 8, 18.5))),
            "destination_adcode": "330200",
            "datum": "wgs84",
        },
        "policy": {"pack": pack, "override": overrides(rng)},
        "network": {"provider": "county-graph" if rng.random() < 0.1 else "great-circle"},
        "costs": {"feeder_person_cents": 5_000, "walk_in_cents": 10} if rng.random() < 0.2 else {},
        "objective": objective(rng),
    }
    for fill in FILLERS:
        fill(draft)
    if seed % 5 == 4:
        rng.choice(tuple(EXTREMES.values()))(draft)
    return draft
