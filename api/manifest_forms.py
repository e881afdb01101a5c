"""Forms of manifests: who sits where, as far as each role may know."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from api.schemas import Form, NoQuery, PageQuery

TRIP_LENGTH_MAX = 200


class Call(Form):
    """Where and when somebody boards or alights."""

    place_id: str = Field(examples=["rail:NGH"])
    name: str = Field(examples=["宁波站"])
    at: AwareDatetime


class ManifestEntry(Form):
    """One person on one trip; what the role may not know is null. ``name`` is null too where it was erased.

    Bureau: everything, numbers masked unless ``reveal``. Enterprise: its own people, numbers masked. Logistics: name,
    seat, stops, last digits of the telephone. Gate: name, seat, last digits of the national id.
    """

    trip_id: str
    seat: str = Field(examples=["12A"])
    name: str | None
    worker_id: str | None = None
    enterprise_id: str | None = None
    national_id: str | None = Field(default=None, examples=["**************1234"])
    phone: str | None = Field(default=None, examples=["*******5678"])
    board: Call | None = None
    alight: Call | None = None
    withdrawn: bool | None = Field(default=None, description="Withdrawn from the list after the plan was made.")


class ManifestPage(Form):
    """One page in order of trip and seat."""

    items: list[ManifestEntry]
    next_cursor: str | None = None


class TripManifestQuery(NoQuery):
    """How much of a manifest."""

    reveal: bool = Field(default=False, description="Numbers in full; the bureau alone.")


class ManifestQuery(PageQuery):
    """Which part of a manifest."""

    trip_id: str | None = Field(default=None, min_length=1, max_length=TRIP_LENGTH_MAX)
    reveal: bool = Field(default=False, description="Numbers in full; the bureau alone.")
