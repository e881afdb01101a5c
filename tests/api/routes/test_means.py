"""Zones, fleets, services and capacities of a campaign, told row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, begin_campaign, toy
from tests.api.people import People, people

HERE = f"{CAMPAIGNS}/{CAMPAIGN}"
ZONES = (
    "adcode,level,valid_from,valid_to\n420000,sealed,2020-02-17,2020-02-18\n"
    "330200,medium,2020-02-19T12:00+08:00,\n341200,high,2020-02-16,2020-02-20\n"
)
CAPACITIES = "kind,place_id,date,amount\nintake,S1,2020-02-18,500\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with people(tmp_path_factory.mktemp("means")) as found:
        begin_campaign(found)
        calls = _calls()
        for kind, content in (("zones", ZONES), ("capacities", CAPACITIES), ("service_stops", calls)):
            address, match = f"{HERE}/inputs/{kind}", {"if-match": '"v0"'}
            answer = found.client("bureau").put(address, content=content.encode(), headers=match)
            assert answer.status_code == 200, answer.text
        yield found


def toy_rows(name: str) -> list[dict[str, str]]:
    """Rows of a table of the toy campaign."""
    with (toy() / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _calls() -> str:
    """Both ends of the first service as calls, the last one first."""
    row = toy_rows("services")[0]
    ends = [(2, row["to_stop_id"], row["arrive_at"]), (1, row["from_stop_id"], row["depart_at"])]
    lines = [f"{row['service_id']},{seq},{stop},{at},{at}" for seq, stop, at in ends]
    return "service_id,seq,stop_id,arrive_at,depart_at\n" + "\n".join(lines) + "\n"


def items(house: People, rest: str) -> list[dict[str, Any]]:
    """Rows that the bureau is told."""
    answer = house.client("bureau").get(f"{HERE}/{rest}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.mark.parametrize(
    ("day", "codes"),
    [("2020-02-16", {"341200"}), ("2020-02-18", {"420000", "341200"}), ("2020-02-19", {"330200", "341200"}),
     ("2020-03-01", {"330200"})],
)  # fmt: skip
def test_zones_of_a_day_are_those_in_force_at_some_time_of_it(house: People, day: str, codes: set[str]) -> None:
    assert {zone["adcode"] for zone in items(house, f"zones?date={day}")} == codes


def test_the_end_of_a_zone_is_the_first_moment_without_it(house: People) -> None:
    sealed, medium, _ = items(house, "zones")
    assert sealed == {
        "adcode": "420000", "level": "sealed", "valid_from": "2020-02-17T00:00:00+08:00",
        "valid_to": "2020-02-19T00:00:00+08:00",
    }  # fmt: skip
    assert (medium["valid_from"], medium["valid_to"]) == ("2020-02-19T12:00:00+08:00", None)


def test_fleets_and_services_are_told_with_their_units(house: People) -> None:
    fleets, services = items(house, "fleets"), items(house, "services")
    assert [(one["fleet_id"], one["seats"], one["fixed_cents"]) for one in fleets] == [
        (row["fleet_id"], int(row["seats"]), int(row["fixed_cents"])) for row in toy_rows("coaches")
    ]
    assert fleets[0]["positioning"] == "return"
    assert [one["service_id"] for one in services] == [row["service_id"] for row in toy_rows("services")]
    first = services[0]
    assert [call["stop_id"] for call in first["calls"]] == [first["from_stop_id"], first["to_stop_id"]]
    assert all(one["calls"] == [] for one in services[1:])


def test_capacities_are_told_by_place_and_day(house: People) -> None:
    assert items(house, "capacities") == [
        {"kind": "intake", "place_id": "S1", "date": "2020-02-18", "amount": 500, "from_at": None, "to_at": None}
    ]


def test_pages_follow_each_other(house: People) -> None:
    client, seen, more = house.client("bureau"), [], ""
    while more is not None:
        page = client.get(f"{HERE}/zones", params={"limit": 2, **({"cursor": more} if more else {})}).json()
        seen += [zone["adcode"] for zone in page["items"]]
        more = page["next_cursor"]
    assert seen == ["420000", "330200", "341200"]


@pytest.mark.parametrize("name", ["zones", "fleets", "services", "capacities"])
def test_only_the_bureau_is_told_and_only_of_a_campaign_that_is_there(house: People, name: str) -> None:
    assert house.client("firm-a").get(f"{HERE}/{name}").status_code == 403
    assert house.client("bureau").get(f"{CAMPAIGNS}/nothing/{name}").status_code == 404
