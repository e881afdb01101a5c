"""Holidays, origins, distances and reasons say what the planner relies on."""

from __future__ import annotations

import pytest

from planner.reference import (
    counties,
    holidays,
    inflow_index,
    origin_shares,
    priority_classes,
    priority_tiers,
    reasons,
    road_distances,
)
from planner.units import great_circle_m

NEEDED_REASONS = {
    "ORIGIN_SEALED", "ORIGIN_MODE_BANNED", "CODE_NOT_GREEN", "WITHDRAWN", "LIGHT_RED", "NEGATIVE_LISTED",
    "NOT_WHITELISTED", "NOT_RESUMED", "WINDOW_TOO_SHORT", "NO_ROUTE", "RIDE_TOO_LONG", "NO_VEHICLE", "NO_DRIVER",
    "NO_PERMIT", "NO_SEAT", "NO_SERVICE", "GROUP_TOO_LARGE", "NO_DEMAND", "NOT_PLANNED_IN_TIME", "ORIGIN_UNKNOWN",
    "SITE_CLOSED", "INTAKE_FULL",
}  # fmt: skip


def test_every_reason_and_release_is_said_in_both_languages() -> None:
    assert set(reasons()) >= NEEDED_REASONS
    for reason in reasons().values():
        for text in (reason.zh, reason.release_zh):
            assert any("\u4e00" <= character <= "\u9fff" for character in text), reason.code
        for text in (reason.en, reason.release_en):
            assert text.strip(), reason.code
            assert text.isascii(), reason.code


@pytest.mark.parametrize(
    ("day", "kind"),
    [("2020-01-25", "holiday"), ("2020-02-02", "holiday"), ("2020-01-19", "workday"), ("2022-01-31", "holiday"),
     ("2025-01-29", "holiday"), ("2026-02-17", "holiday")],
)  # fmt: skip
def test_spring_festivals_are_known(day: str, kind: str) -> None:
    assert holidays()[day].kind == kind


def test_the_restart_of_10_february_2020_is_an_ordinary_day() -> None:
    assert "2020-02-10" not in holidays()


def test_forty_cities_make_the_published_shares() -> None:
    shares = origin_shares()
    assert len(shares) == 40
    assert sum(share.share_permille for share in shares) == 997, "rounded percentages"
    assert (shares[0].name, shares[0].adcode, shares[0].share_permille) == ("阜阳市", "341200", 100)
    assert shares[12].adcode == "320500", "苏州市 of Jiangsu, not 宿州市"


def test_the_inflow_index_keeps_its_published_days() -> None:
    index = {day.day: day for day in inflow_index()}
    published = {day: entry.index for day, entry in index.items() if entry.published}
    assert published == {"2020-02-05": 0.34, "2020-02-19": 1.54, "2020-02-26": 2.11}
    assert index["2020-02-12"].index == pytest.approx(0.94)


def test_road_distances_are_longer_than_the_great_circle_and_not_by_half() -> None:
    assert len(road_distances()) >= 20
    for road in road_distances():
        start, end = counties()[road.from_adcode], counties()[road.to_adcode]
        ratio = road.distance_m / great_circle_m(start.lon, start.lat, end.lon, end.lat)
        assert 1.05 < ratio < 1.5, f"{start.name}: {ratio:.2f}"


def test_fourteen_classes_resume_first_each_with_a_tier_and_a_source() -> None:
    classes = priority_classes()
    assert len(classes) == len({row.class_id for row in classes}) == 14
    assert [row.tier for row in classes] == sorted(row.tier for row in classes)
    assert all(row.source and row.en.isascii() for row in classes)
    assert priority_tiers()["medicines"] == priority_tiers()["药品生产经营"] == 0
