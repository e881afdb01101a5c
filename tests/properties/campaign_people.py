"""Firms, sites, inspections, named workers, heat and demand of a random campaign."""

from __future__ import annotations

from tests.properties.drafts import Draft, Row

HOURS = (("00:00", "24:00"), ("06:00", "22:00"), ("09:00", "11:30"))


def firms(draft: Draft) -> None:
    rng = draft.rng
    number = rng.randint(2, 5)
    firms = [f"E{n}" for n in range(1, number + 1)]
    draft.tables["enterprises"] = [
        {
            "enterprise_id": firm,
            "name": f"测试企业{firm}",
            "tier": rng.choice((0, 1, 1, 2, 3)),
            "priority_class": rng.choice((None, None, "masks", "toys")),
            "tier_reason": rng.choice((None, None, "手工")),
            "whitelisted": draft.odd(0.15, True, False),
            "negative_listed": draft.odd(0.3, None, False, True),
            "light": draft.odd(0.3, "green", "yellow", "red"),
            "resume_from": draft.odd(0.2, None, draft.day(draft.any_day())),
            "stock_out_on": draft.odd(0.25, None, draft.day(rng.randint(1, draft.days + 3))),
            "supplies": rng.choice([other for other in firms if other != firm]) if draft.maybe(0.2) else None,
            "paired_origins": rng.choice(draft.origins)[:4] if draft.maybe(0.2) else None,
        }
        for firm in firms
    ]
    draft.tables["sites"] = [
        {
            "site_id": f"S{n}",
            "enterprise_id": firm,
            "name": f"测试厂{n}",
            **draft.beside(rng.choice(draft.near)),
            "opens": opens,
            "closes": closes,
            "intake_per_day": draft.odd(0.5, None, 0, 7, 25, 60),
            "isolation_beds": rng.choice((None, None, 0, 5, 40)),
        }
        for n, firm in enumerate((*firms, *rng.choices(firms, k=rng.randint(0, 1))), 1)
        for opens, closes in [rng.choice(HOURS[:2]) if draft.maybe(0.8) else HOURS[2]]
    ]


def inspections(draft: Draft) -> None:
    if draft.maybe(0.2):
        days = [(firm, day) for firm in draft.ids("enterprises") for day in range(-2, draft.days)]
        draft.tables["inspections"] = [
            {
                "enterprise_id": firm,
                "date": draft.day(day),
                "missing_items": draft.rng.choice((0, 1, 2, 5)),
                "resolved": draft.maybe(0.3),
            }
            for firm, day in draft.rng.sample(days, min(len(days), draft.rng.randint(1, 8)))
        ]


def people(draft: Draft) -> None:
    named, heat = draft.rng.choice(((True, False), (True, False), (False, True), (True, True)))
    if named:
        workers(draft)
    if heat:
        _heat(draft)


def workers(draft: Draft) -> None:
    rng = draft.rng
    sites = [(row["site_id"], row["enterprise_id"]) for row in draft.tables["sites"]]
    pickups = {str(row["adcode"]): row["stop_id"] for row in draft.tables.get("stops", []) if row["kind"] == "pickup"}
    # Few kinds of windows and papers, so that people share cohorts and coaches.
    windows = [_window(draft) for _ in range(rng.randint(1, 3))]
    papers = [_papers(draft, mild=number == 0) for number in range(rng.randint(1, 3))]
    parties: dict[str, tuple[tuple[object, object], str, object]] = {}
    people: list[Row] = []
    for number in range(1, rng.choice((1, 8, 20, 45, 80, 120)) + 1):
        where = (rng.choice(sites), rng.choice(draft.origins))
        who = (*where, pickups.get(where[1]) if draft.maybe(0.5) else None)
        group = f"G{rng.randint(1, 12)}" if draft.maybe(0.15) else None
        (site, firm), origin, pickup = parties.setdefault(group, who) if group else who
        ready, due, asked = rng.choice(windows)
        people.append(
            {
                "worker_id": f"W{number:04d}",
                "enterprise_id": firm,
                "site_id": site,
                "origin_adcode": origin,
                "pickup_stop_id": pickup,
                "ready_at": ready,
                "due_at": due,
                "requested_at": asked,
                "group_id": group,
                **(rng.choice(papers) if draft.odd(0.5, False, True) else papers[0]),
                "tier": rng.choice((None, None, None, None, 0, 4)),
                "needs": draft.odd(0.2, None, "wheelchair", "infant;wheelchair"),
                "name": f"测试{number:04d}",
                "national_id": f"{origin}19000101{number:03d}X",
                "phone": f"100{number:08d}",
            }
        )
    draft.tables["workers"] = people


def _window(draft: Draft) -> tuple[str, str | None, str | None]:
    """Ready, due and asked."""
    rng, ready = draft.rng, draft.any_day(draft.days // 3)
    hour = rng.choice((0, 0, 6, 8.25, 17.3))
    late = draft.odd(0.8, False, True) and ready + 1 < draft.days
    due = rng.randint(ready + 1, draft.days) if late else None
    moment = None if due is None or due >= draft.days else draft.at(due, rng.choice((0, 8, 18, 23.99)))
    asked = draft.at(rng.randint(-2, 1), 8) if rng.random() < 0.6 and draft.days > 1 else None
    return draft.at(ready, hour), moment, asked


def _papers(draft: Draft, mild: bool) -> Row:
    rng = draft.rng
    if mild:
        return {
            "stage": "accepted", "health_code": "green", "health_code_at": draft.at(-1, 9), "test_result": "negative",
            "test_at": draft.at(-1, 9), "origin_proof": True, "health_certificate": True,
        }  # fmt: skip
    return {
        "stage": rng.choice(("accepted", "accepted", "registered", "interviewed", "withdrawn", None)),
        "health_code": rng.choice(("green", "green", "yellow", "red")),
        "health_code_at": rng.choice((None, draft.at(-5, 9), draft.at(0, 1))),
        "test_result": rng.choice((None, "negative", "negative", "positive", "pending")),
        "test_at": rng.choice((None, draft.at(-2, 9), draft.at(0, 2.5))),
        "origin_proof": rng.choice((None, True, True, False)),
        "health_certificate": rng.choice((None, True, True, False)),
    }


def _heat(draft: Draft) -> None:
    rng = draft.rng
    draft.tables["heat"] = [
        {
            "origin_adcode": origin,
            "workers": rng.choice((1, 4, 15, 40)),
            "ready_from": draft.day(draft.any_day(draft.days // 2)),
            "ready_to": draft.day(draft.days - 1) if draft.maybe(0.3) else None,
            "source": "generated",
        }
        for origin in draft.origins
    ]
    draft.tables["demand"] = [
        {
            "enterprise_id": row["enterprise_id"],
            "site_id": row["site_id"],
            "headcount": rng.choice((1, 6, 20, 50)),
            "needed_from": draft.day(0),
            "due_at": draft.at(draft.days - 1, rng.choice((9, 23.5))),
            "origin_adcodes": rng.choice(draft.origins)[:4] if draft.maybe(0.3) else None,
        }
        for row in draft.tables["sites"]
        if draft.maybe(0.8) or row["site_id"] == "S1"
    ]
