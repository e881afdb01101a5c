"""Stops, capacities, levels, bans and intake windows of a random campaign."""

from __future__ import annotations

from planner.reference import counties
from tests.properties.drafts import Draft


def stops(draft: Draft) -> None:
    rng, rows = draft.rng, []

    def add(kind: str, adcode: str, catchment: object = None, per_hour: object = None, hours: bool = False) -> None:
        spans = ((None, None), ("05:00", "23:00"), ("08:00", "18:00"))
        opens, closes = rng.choice(spans) if hours and draft.odd(0.6, False, True) else spans[0]
        rows.append(
            {
                "stop_id": f"{kind.upper().replace('_', '')}{len(rows)}", "kind": kind, "name": f"测试点{len(rows)}",
                **draft.beside(adcode), "opens": opens, "closes": closes, "people_per_hour": per_hour,
                "catchment_adcodes": catchment,
            }
        )  # fmt: skip

    for origin in draft.origins:
        if draft.maybe(0.3):
            add("pickup", origin, hours=True)
        if draft.maybe(0.7):
            add("rail_station", origin, _catchment(draft, origin), rng.choice((None, None, 20, 100, 900)), True)
        if draft.maybe(0.2):
            add("airport", origin, _catchment(draft, origin), rng.choice((None, 0, 60)), True)
    for kind, chance in (("rail_station", 1.0), ("airport", 0.5)):
        if draft.maybe(chance):
            per_hour = rng.choice((None, None, 20, 60, 900))
            add(kind, rng.choice(draft.near), _catchment(draft, draft.near[0]), per_hour, True)
    for kind, chance in (
        ("test_site", 0.6), ("quarantine_site", 0.6), ("lodging", 0.5), ("permit_office", 0.8), ("gate", 0.4),
        ("checkpoint", 0.1), ("rest_place", 0.1), ("retention_station", 0.1),
    ):  # fmt: skip
        for adcode in rng.sample(draft.near, rng.randint(1, min(2, len(draft.near)))) if draft.maybe(chance) else ():
            per_hour = rng.choice((None, draft.odd(0.5, 120, 4), 80, 400)) if kind == "gate" else None
            catchment = rng.choice(("33", "3302;3305;3309", adcode)) if kind == "permit_office" else None
            add(kind, adcode, catchment or _catchment(draft, adcode), per_hour, kind == "test_site")
    draft.tables["stops"] = rows


def _catchment(draft: Draft, adcode: str) -> str | None:
    return draft.rng.choice((None, adcode[:2], adcode[:4], adcode))


def capacities(draft: Draft) -> None:
    rng, rows = draft.rng, {}
    wanted = {
        "test_site": ("test",), "quarantine_site": ("quarantine", "crew_bed"), "lodging": ("lodging", "crew_bed"),
        "permit_office": ("permit",), "gate": ("gate",), "rest_place": ("crew_bed",),
    }  # fmt: skip
    for stop in draft.tables["stops"]:
        for kind in wanted.get(str(stop["kind"]), ()):
            for day in range(draft.asked, draft.days + 5) if kind == "crew_bed" or draft.maybe(0.5) else ():
                if draft.maybe(0.8) and (day < draft.days or kind in ("quarantine", "crew_bed", "lodging")):
                    amount = rng.choice((draft.odd(0.5, 50, 0), 3, 12, 50, 200))
                    span = kind == "gate" and draft.maybe(0.3)
                    hours = (draft.at(day, 7), draft.at(day, rng.choice((9.5, 20)))) if span else (None, None)
                    rows[kind, stop["stop_id"], day, hours[0]] = (amount, hours[1])
    for site in draft.tables["sites"]:
        for day in range(draft.days) if draft.odd(0.4, False, True) else ():
            rows["intake", site["site_id"], day, None] = (rng.choice((2, 10, 40)), None)
    draft.tables["capacities"] = [
        {"kind": kind, "place_id": place, "date": draft.day(day), "amount": amount, "from_at": begin, "to_at": end}
        for (kind, place, day, begin), (amount, end) in rows.items()
    ]


def levels(draft: Draft) -> None:
    rng = draft.rng
    for adcode in (*draft.origins, *draft.near[:1], "3401", "36", "42"):
        if draft.maybe(0.2):
            begin = rng.randint(-3, draft.days - 1)
            draft.tables.setdefault("zones", []).append(
                {
                    "adcode": adcode if draft.maybe(0.7) else adcode[:4],
                    "level": rng.choice(("low", "medium", "medium", "high", "high", draft.odd(0.7, "high", "sealed"))),
                    "valid_from": rng.choice((draft.day(begin), draft.at(begin, 13.5))),
                    "valid_to": draft.day(rng.randint(begin, draft.days + 1)) if draft.maybe(0.6) else None,
                }
            )
    for number in range(1, 3):
        if draft.maybe(0.12):
            _area(draft, number)


def _area(draft: Draft, number: int) -> None:
    """A square of a few kilometres around a county's seat, with a level of its own."""
    adcode = draft.rng.choice((*draft.origins, *draft.near))
    county, half = counties()[adcode], draft.rng.choice((0.004, 0.02))
    ring = [[county.lon + x * half, county.lat + y * half] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    begin, level = draft.any_day(), draft.rng.choice(("medium", "high", draft.odd(0.7, "high", "sealed")))
    properties: dict[str, object] = {
        "area_id": f"A{number}", "adcode": adcode, "level": level,
        "valid_from": draft.day(begin),
    }  # fmt: skip
    if draft.maybe(0.5):
        properties["valid_to"] = draft.day(draft.rng.randint(begin, draft.days))
    geometry = {"type": "Polygon", "coordinates": [ring]}
    draft.areas.append({"type": "Feature", "properties": properties, "geometry": geometry})


def limits_of_areas(draft: Draft) -> None:
    rng = draft.rng
    for _ in range(rng.randint(1, 3) if draft.odd(0.3, False, True) else 0):
        begin = draft.any_day()
        draft.tables.setdefault("mode_bans", []).append(
            {
                "adcode": rng.choice((*draft.origins, *draft.near))[: rng.choice((4, 6))],
                "mode": rng.choice(("coach", "train", "flight", "carriage_block", "seat_block")),
                "valid_from": draft.day(begin),
                "valid_to": draft.at(min(begin + 1, draft.days - 1), 23) if draft.maybe(0.6) else None,
            }
        )
    for _ in range(rng.randint(1, 3) if draft.odd(0.3, False, True) else 0):
        begin = rng.randint(-2, draft.days - 1)
        draft.tables.setdefault("intake_windows", []).append(
            {
                "adcode": rng.choice(draft.near)[: rng.choice((2, 4, 6))],
                "industry": rng.choice((None, None, "toys")),
                "valid_from": draft.day(begin),
                "valid_to": draft.day(rng.randint(begin, draft.days)) if draft.maybe(0.7) else None,
                "share": rng.choice(("0", "0.3", "0.65", "0.9", "1")),
            }
        )
