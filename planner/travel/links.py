"""Bridges, ferries and tunnels as lines of the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from planner.domain.place import Link
from planner.errors import TravelError
from planner.travel.islands import Island
from planner.travel.lines import Lines, two_county_lines
from planner.travel.network import Network, town_road_s
from planner.travel.settings import RoadSettings
from planner.units import great_circle_m

_SPEED_LIMIT_KMH = 120.0
_LEAST_DETOUR = 0.98
"""A way of less than this share of the great circle cannot lead from seat to seat."""


def county_link_lines(network: Network, links: Sequence[Link], roads: RoadSettings) -> Lines:
    """Lines of links between county seats.

    Metres and seconds of a link count from seat to seat. Where they are less than the straight line
    between the seats, they must be those of the bridge or crossing alone: the rest of the straight line
    is added as county road.

    Raises
    ------
    TravelError
        A county is unknown, or metres and seconds of a link cannot be true.
    """
    nodes = [(_node(network, link, link.from_adcode), _node(network, link, link.to_adcode)) for link in links]
    whole = []
    for link, (a, b) in zip(links, nodes, strict=True):
        _check(link)
        straight_m = great_circle_m(network.lon[a], network.lat[a], network.lon[b], network.lat[b])
        whole.append(_from_seat_to_seat(link, straight_m, roads))
    return _lines(whole, nodes, nodes)


def island_link_lines(network: Network, islands: Sequence[Island]) -> Lines:
    """Lines from islands, which are the nodes behind the county seats, to county seats.

    Raises
    ------
    TravelError
        A county is unknown, or metres and seconds of a link cannot be true.
    """
    links: list[Link] = []
    nodes: list[tuple[int, int]] = []
    counties: list[tuple[int, int]] = []
    for number, island in enumerate(islands, start=len(network.adcode)):
        for link in island.links:
            _check(link, same_county=True)
            seat = _node(network, link, link.to_adcode)
            links.append(link)
            nodes.append((number, seat))
            counties.append((_node(network, link, island.adcode), seat))
    return _lines(links, nodes, counties)


def _from_seat_to_seat(link: Link, straight_m: float, roads: RoadSettings) -> Link:
    if link.distance_m >= _LEAST_DETOUR * straight_m:
        return link
    metres = np.array([ceil((straight_m - link.distance_m) * roads.detour)], dtype=np.int64)
    seconds = ceil(float(town_road_s(metres, roads.county_town_m, roads)[0]))
    return replace(link, distance_m=link.distance_m + int(metres[0]), drive_s=link.drive_s + seconds)


def _lines(links: Sequence[Link], nodes: list[tuple[int, int]], counties: list[tuple[int, int]]) -> Lines:
    return two_county_lines(
        np.array(nodes, dtype=np.int64).reshape(-1, 2),
        np.array([link.distance_m for link in links], dtype=np.int64),
        np.array([link.drive_s for link in links], dtype=np.int64),
        np.array(counties, dtype=np.int64).reshape(-1, 2),
    )


def _name(link: Link) -> str:
    return f"link {link.from_adcode}–{link.to_adcode} ({link.kind})"


def _node(network: Network, link: Link, adcode: str) -> int:
    return network.node(adcode, _name(link))


def _check(link: Link, same_county: bool = False) -> None:
    if link.from_adcode == link.to_adcode and not same_county:
        raise TravelError(f"{_name(link)} joins a county to itself; give two counties")
    if link.distance_m <= 0:
        raise TravelError(f"{_name(link)}: distance_m is {link.distance_m}; it must be above 0")
    if link.drive_s <= 0 or link.distance_m * 3.6 / link.drive_s > _SPEED_LIMIT_KMH:
        raise TravelError(
            f"{_name(link)}: drive_s {link.drive_s} for distance_m {link.distance_m} is no time or above "
            f"{_SPEED_LIMIT_KMH:.0f} km/h; correct one of them"
        )
