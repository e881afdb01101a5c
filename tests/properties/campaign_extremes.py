"""Ways to turn a random campaign into an extreme one."""

from __future__ import annotations

from collections.abc import Callable

from tests.properties.campaign_people import workers
from tests.properties.drafts import Draft


def _set(draft: Draft, table: str, **cells: object) -> None:
    for row in draft.tables.get(table, []):
        row.update(cells)


def _no_vehicle(draft: Draft) -> None:
    _set(draft, "coaches", count=0)


def _no_fleet(draft: Draft) -> None:
    draft.header_only = ("coaches",)
    draft.tables.pop("drivers", None)


def _no_driver(draft: Draft) -> None:
    _set(draft, "coaches", drivers=0)


def _one_person(draft: Draft) -> None:
    draft.tables.pop("heat", None)
    draft.tables.pop("demand", None)
    draft.tables.pop("workers", None)
    workers(draft)
    draft.tables["workers"] = draft.tables["workers"][:1]


def _all_sealed(draft: Draft) -> None:
    areas = sorted({adcode[:2] for adcode in (*draft.origins, *draft.near)})
    rows = [{"adcode": area, "level": "sealed", "valid_from": draft.day(-3), "valid_to": None} for area in areas]
    draft.tables["zones"] = rows


def _absurd_costs(draft: Draft) -> None:
    most = draft.rng.choice((10**8, 10**10, 10**12))
    _set(draft, "coaches", fixed_cents=most, cents_per_km=most, driver_day_cents=most)
    _set(draft, "services", fixed_cents=most, unit_cents=most, seat_cents=most)


def _least_load_unreachable(draft: Draft) -> None:
    for row in draft.tables.get("services", []):
        row.update(seats_per_unit=2_000, min_load=2_000)


def _nobody(draft: Draft) -> None:
    for name in ("heat", "demand"):
        draft.tables.pop(name, None)
    workers(draft)
    draft.header_only = ("workers",)


def _all_withdrawn(draft: Draft) -> None:
    _set(draft, "workers", stage="withdrawn")


def _trains_alone(draft: Draft) -> None:
    """Coaches stand only where a train may need a feeder."""
    draft.tables["coaches"] = draft.tables["coaches"][:1]
    draft.tables.pop("drivers", None)
    draft.tables.setdefault("mode_bans", []).extend(
        {"adcode": area, "mode": "coach", "valid_from": draft.day(0), "valid_to": None}
        for area in sorted({origin[:2] for origin in draft.origins})
    )


def _sites_closed(draft: Draft) -> None:
    _set(draft, "sites", opens="03:00", closes="03:01")


def _one_group(draft: Draft) -> None:
    rows = draft.tables.get("workers", [])
    for row in rows:
        row.update({key: rows[0][key] for key in ("site_id", "enterprise_id", "origin_adcode", "pickup_stop_id")})
        row["group_id"] = "G1"


def _tiny_seats(draft: Draft) -> None:
    _set(draft, "coaches", seats=1, seat_rows=1, accessible_seats=None)


def _nothing_given(draft: Draft) -> None:
    for name in ("stops", "services", "service_stops", "capacities", "escorts"):
        draft.tables.pop(name, None)
    _set(draft, "workers", pickup_stop_id=None)


EXTREMES: dict[str, Callable[[Draft], None]] = {
    "no vehicle": _no_vehicle,
    "no fleet": _no_fleet,
    "no driver": _no_driver,
    "one person": _one_person,
    "everything sealed": _all_sealed,
    "absurd costs": _absurd_costs,
    "least load out of reach": _least_load_unreachable,
    "nobody": _nobody,
    "all withdrawn": _all_withdrawn,
    "trains alone": _trains_alone,
    "sites closed": _sites_closed,
    "one travel group": _one_group,
    "coaches of one seat": _tiny_seats,
    "no stops": _nothing_given,
}
"""Ways to turn a campaign into an extreme one."""
