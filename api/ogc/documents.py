"""Documents of OGC API – Features: landing page, conformance, collections, features."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict, Field

from api.geojson import GEO_JSON, trip_properties
from api.schemas import Form, Url
from api.store.features import Extent, StopFeature, TripFeature
from api.views import API
from planner.units import LocalClock

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMS_TO = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "geojson")
)
JSON = "application/json"
TITLES = {
    "trips": ("车次 Trips", "Drawn ways of coach runs, aircraft and carriages with times, load and seats."),
    "stops": ("站点 Stops", "Places at which trips halt, with the persons who board and alight there."),
}


class Link(Form):
    """A link (RFC 8288)."""

    rel: str
    type: str
    href: Url
    title: str | None = None


class Landing(Form):
    """Where everything is."""

    title: str
    description: str
    links: list[Link]


class Conformance(Form):
    """Which parts of the standard hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    conforms_to: list[str] = Field(alias="conformsTo")


class Spatial(Form):
    """Boxes in CRS84."""

    bbox: list[list[float]]
    crs: str = CRS84


class Temporal(Form):
    """Intervals of moments."""

    interval: list[list[str | None]]


class Where(Form):
    """Place and time of a collection; no ``spatial``: it is empty."""

    spatial: Spatial | None = None
    temporal: Temporal | None = None


class Collection(Form):
    """A collection of features."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    title: str
    description: str
    item_type: str = Field(default="feature", alias="itemType")
    crs: list[str] = Field(default=[CRS84])
    extent: Where
    links: list[Link]


class CollectionList(Form):
    """All collections."""

    links: list[Link]
    collections: list[Collection]


def root(schedule_id: str) -> str:
    """Address of the landing page of a schedule."""
    return f"{API}/ogc/schedules/{schedule_id}"


def landing(schedule_id: str, name: str, version: int) -> Landing:
    """The landing page."""
    here = root(schedule_id)
    links = [
        Link(rel="self", type=JSON, href=here),
        Link(rel="service-desc", type=JSON, href=f"{API}/openapi.json", title="OpenAPI 3.1"),
        Link(rel="service-doc", type="text/html", href="/docs"),
        Link(rel="conformance", type=JSON, href=f"{here}/conformance"),
        Link(rel="data", type=JSON, href=f"{here}/collections"),
    ]
    return Landing(title=f"{name} 第{version}版", description="Published schedule as features.", links=links)


def collection(schedule_id: str, name: str, extent: Extent, clock: LocalClock) -> Collection:
    """One collection."""
    here = f"{root(schedule_id)}/collections/{name}"
    title, description = TITLES[name]
    moments = [None if at is None else clock.iso(at) for at in extent.span]
    where = Where(
        spatial=None if extent.box is None else Spatial(bbox=[list(extent.box)]),
        temporal=Temporal(interval=[moments]),
    )
    links = [Link(rel="self", type=JSON, href=here), Link(rel="items", type=GEO_JSON, href=f"{here}/items")]
    return Collection(id=name, title=title, description=description, extent=where, links=links)


def trip_feature(row: TripFeature, clock: LocalClock) -> dict[str, Any]:
    """A trip as a feature."""
    trip, start, end, geometry = row
    properties = trip_properties(trip, start, end, clock)
    return _feature(f"{trip.schedule_id}.{trip.ordinal}", json.loads(geometry), properties)


def stop_feature(row: StopFeature, clock: LocalClock) -> dict[str, Any]:
    """A stop as a feature."""
    place, halts, board, alight, first, last = row
    properties = {
        "stop_id": place.place_id, "kind": place.kind, "name": place.name, "adcode": place.adcode, "halts": int(halts),
        "board": int(board), "alight": int(alight), "first_arrival": clock.iso(first),
        "last_departure": clock.iso(last),
    }  # fmt: skip
    return _feature(place.place_id, {"type": "Point", "coordinates": [place.lon, place.lat]}, properties)


def items(features: Sequence[dict[str, Any]], here: str, next_href: str | None, back: str) -> bytes:
    """A page of features with its links."""
    links = [{"rel": "self", "type": GEO_JSON, "href": here}, {"rel": "collection", "type": JSON, "href": back}]
    if next_href is not None:
        links.append({"rel": "next", "type": GEO_JSON, "href": next_href})
    return _json(
        {"type": "FeatureCollection", "numberReturned": len(features), "links": links, "features": list(features)}
    )


def item(feature: dict[str, Any], here: str, back: str) -> bytes:
    """One feature with its links."""
    links = [{"rel": "self", "type": GEO_JSON, "href": here}, {"rel": "collection", "type": JSON, "href": back}]
    return _json({**feature, "links": links})


def _feature(feature_id: str, geometry: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": properties}


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
