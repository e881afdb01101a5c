"""Coaches, drivers, services and escorts of a random campaign."""

from __future__ import annotations

from tests.properties.drafts import Draft


def fleets(draft: Draft) -> None:
    rng = draft.rng
    rows = []
    for number in range(1, rng.randint(2, 4) + 1):
        depot = rng.choice((*draft.near, *draft.near, *draft.origins)) if number > 1 else draft.near[0]
        seats = rng.choice((rng.choice((1, 7, 19)), 37, 45, 49, 49, 53, 60))
        begin = draft.any_day(draft.days // 3) if draft.odd(0.4, False, True) else -2
        count = draft.odd(0.4, rng.choice((3, 6, 12)), 0, 1)
        assert isinstance(count, int)
        rows.append(
            {
                "fleet_id": f"F{number}", "operator": f"测试客运{number}", "vehicle_type": f"coach{seats}",
                "seats": seats, "seat_rows": rng.randint(1, min(seats, 14)), "count": count,
                "max_trips": draft.odd(0.6, None, 1, 2), "drivers": draft.odd(0.5, 2 * count, count, 0, 1),
                "depot_adcode": depot, **{key: value for key, value in draft.beside(depot).items() if key != "adcode"},
                "registration_adcode": depot if draft.maybe(0.8) else rng.choice(draft.origins),
                "available_from": draft.day(begin),
                "available_to": draft.odd(
                    0.4, draft.day(draft.days + 2), draft.day(rng.randint(max(begin, 0), draft.days + 1))
                ),
                "fixed_cents": rng.choice((0, 80_000)), "cents_per_km": rng.choice((0, 333, 600)),
                "driver_day_cents": rng.choice((0, 50_000)), "positioning": rng.choice(("none", "one_way", "return")),
                "accessible_seats": rng.choice((draft.odd(0.5, 1, None, 0), 1, min(4, seats))),
            }
        )  # fmt: skip
    draft.tables["coaches"] = rows


def drivers(draft: Draft) -> None:
    rng = draft.rng
    for fleet in draft.ids("coaches"):
        for number in range(1, rng.randint(1, 5) + 1) if draft.odd(0.3, False, True) else ():
            begin = draft.any_day()
            draft.tables.setdefault("drivers", []).append(
                {
                    "driver_id": f"D-{fleet}-{number}", "fleet_id": fleet, "whitelisted": draft.maybe(0.7),
                    "health_code": draft.odd(0.5, "green", "yellow", "red"),
                    "available_from": draft.day(begin) if draft.maybe(0.3) else None,
                    "available_to": draft.day(rng.randint(begin, draft.days)) if draft.maybe(0.3) else None,
                }
            )  # fmt: skip


def services(draft: Draft) -> None:
    rng = draft.rng
    by_kind: dict[str, list[str]] = {"rail_station": [], "airport": []}
    for stop in draft.tables["stops"]:
        if stop["kind"] in by_kind:
            by_kind[str(stop["kind"])].append(str(stop["stop_id"]))
    for number in range(1, rng.choice((0, 0, 1, 2, 3, 3)) + 1):
        mode = rng.choice(("train", "train", "carriage_block", "seat_block", "flight"))
        hubs = by_kind["airport" if mode == "flight" else "rail_station"]
        if len(hubs) >= 2 and draft.days >= 2:
            _service(draft, f"V{number}", mode, hubs)


def _service(draft: Draft, service_id: str, mode: str, hubs: list[str]) -> None:
    rng = draft.rng
    day = min(draft.days - 2, draft.days // 3 + draft.any_day())
    # Line-haul mostly runs to the last hub, which lies near the sites.
    far = [hub for hub in hubs[:-1] if hub in draft.distant] or hubs[:-1]
    start, end = rng.sample(hubs, 2) if draft.maybe(0.1) else (rng.choice(far), hubs[-1])
    units = 1 if mode == "flight" else rng.choice((1, 2, 4))
    seats = rng.choice((5, 20, 60, 118))
    depart, arrive = rng.choice(((8, 16), (20.17, 6), (12, 9), draft.odd(0.5, (14, 20), (0, 23.75), (12, 12.5))))
    lands = day + 1 if arrive <= depart else day
    draft.tables.setdefault("services", []).append(
        {
            "service_id": service_id, "mode": mode, "from_stop_id": start, "to_stop_id": end,
            "depart_at": draft.at(day, depart), "arrive_at": draft.at(lands, arrive), "units": units,
            "seats_per_unit": seats, "rows_per_unit": rng.randint(1, min(seats, 30)),
            "min_load": rng.choice((0, 1, 5, draft.odd(0.7, 5, 30, units * seats) if units * seats >= 30 else 1)),
            "fixed_cents": rng.choice((0, 0, 200_000, 3_000_000)), "unit_cents": rng.choice((0, 50_000)),
            "seat_cents": rng.choice((0, 2_000)),
            "commit_by": draft.odd(0.4, draft.at(day, depart), draft.at(rng.randint(-4, day), 0)),
        }
    )  # fmt: skip
    between = [hub for hub in hubs if hub not in (start, end)]
    if between and lands == day and arrive - depart > 4 and draft.maybe(0.6):
        calls = ((start, depart, depart), (rng.choice(between), depart + 2, depart + 2.5), (end, arrive, arrive))
        draft.tables.setdefault("service_stops", []).extend(
            {
                "service_id": service_id, "seq": seq, "stop_id": stop, "arrive_at": draft.at(day, come),
                "depart_at": draft.at(day, go),
            }
            for seq, (stop, come, go) in enumerate(calls, 1)
        )  # fmt: skip


def escorts(draft: Draft) -> None:
    rng = draft.rng
    for number in range(1, rng.randint(1, 8) + 1) if draft.maybe(0.7) else ():
        begin = draft.any_day() if draft.odd(0.5, False, True) else -2
        draft.tables.setdefault("escorts", []).append(
            {
                "escort_id": f"M{number}", "kind": rng.choice(("medic", "liaison")),
                "base_adcode": rng.choice((*draft.near, *draft.origins)), "available_from": draft.day(begin),
                "available_to": draft.odd(
                    0.5, draft.day(draft.days + 3), draft.day(rng.randint(max(begin, 0), draft.days + 3))
                ),
            }
        )  # fmt: skip
