"""Road lines as parallel arrays: what a graph is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.travel.network import EdgeKind, IntArray, Network, line_lengths
from planner.travel.settings import RoadSettings
from planner.units import EARTH_RADIUS_M

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Undirected lines with their length, driving time and the counties that they cross.

    Attributes
    ----------
    ends : int64 array [m, 2]
        Nodes joined.
    metres, seconds : int64 arrays [m]
        Road metres and driving seconds, both at least 1.
    motorway : bool array [m]
        Whether the line is a motorway.
    cross_start : int64 array [m + 1]; cross_node : int64 array [c]; cross_end : float64 array [c]
        Counties crossed, as in ``Network``.
    """

    ends: IntArray
    metres: IntArray
    seconds: IntArray
    motorway: npt.NDArray[np.bool_]
    cross_start: IntArray
    cross_node: IntArray
    cross_end: FloatArray

    def __len__(self) -> int:
        return len(self.metres)


def network_lines(network: Network, roads: RoadSettings) -> Lines:
    """The lines between county seats."""
    metres, seconds = line_lengths(network, roads)
    return Lines(
        ends=network.edge,
        metres=metres,
        seconds=seconds,
        motorway=network.kind == EdgeKind.TRUNK,
        cross_start=network.cross_start,
        cross_node=network.cross_node,
        cross_end=network.cross_end,
    )


def two_county_lines(ends: IntArray, metres: IntArray, seconds: IntArray, counties: IntArray) -> Lines:
    """Lines inside one county, or half in each of two.

    Where exactly such a line meets the border is not known; half and half is the convention.

    Parameters
    ----------
    ends, counties : int64 arrays [m, 2]
        Nodes joined and the county node of either end.
    """
    split = counties[:, 0] != counties[:, 1]
    amount = np.where(split, 2, 1)
    start = np.concatenate([[0], np.cumsum(amount)]).astype(np.int64)
    node = np.empty(start[-1], dtype=np.int64)
    end = np.ones(start[-1])
    node[start[:-1]] = counties[:, 0]
    node[start[1:] - 1] = counties[:, 1]
    end[start[:-1][split]] = 0.5
    return Lines(ends, metres, seconds, np.zeros(len(metres), dtype=np.bool_), start, node, end)


def joined(parts: Sequence[Lines]) -> Lines:
    """All lines of ``parts``, in order."""
    offsets = np.cumsum([0, *(len(part.cross_node) for part in parts)])
    starts = [part.cross_start[:-1] + offset for part, offset in zip(parts, offsets, strict=False)]
    return Lines(
        ends=np.concatenate([part.ends for part in parts]),
        metres=np.concatenate([part.metres for part in parts]),
        seconds=np.concatenate([part.seconds for part in parts]),
        motorway=np.concatenate([part.motorway for part in parts]),
        cross_start=np.concatenate([*starts, offsets[-1:]]).astype(np.int64),
        cross_node=np.concatenate([part.cross_node for part in parts]),
        cross_end=np.concatenate([part.cross_end for part in parts]),
    )


def great_circle_array_m(lon_a: FloatArray, lat_a: FloatArray, lon_b: FloatArray, lat_b: FloatArray) -> FloatArray:
    """Great-circle metres between points given in degrees; arrays broadcast (haversine)."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    across = np.radians(lon_b - lon_a)
    half = np.sin((phi_b - phi_a) / 2) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(across / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, half))))
