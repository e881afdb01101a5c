"""Pins: trips and workers of a plan that the next plan of its campaign shall not move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from api import schemas
from api.access.guard import Bureau
from api.access.roles import Actor
from api.answers import ERRORS_SHOWN, adds, conflict, edits, existing, fresh, invalid, named, pages
from api.changes import Change, answer_once, answered_before, change, request_digest, require_version, version_tag
from api.deps import NO_INPUT, NO_QUERY, CampaignId, PlanId, cipher_of, engine_of
from api.keeping import MADE
from api.paging import decode_cursor, encode_cursor
from api.problems import CONFLICT, INVALID_CURSOR, INVALID_PARAMETER, NOT_FOUND, Problem
from api.schemas import Form
from api.store import drafts, pins, plans
from api.store.drafts import Author
from api.store.manifests import manifest_of
from api.store.pins import Pin
from api.store.tenancy import reading_as
from api.views import API

router = APIRouter(tags=["plans"])
MOST_AT_ONCE = 10_000
Id = Annotated[str, Field(min_length=1, max_length=200)]


class NewPins(Form):
    """Trips and workers of one plan."""

    trip_ids: list[Id] = Field(default_factory=list, max_length=MOST_AT_ONCE)
    worker_ids: list[Id] = Field(default_factory=list, max_length=MOST_AT_ONCE)


class PinView(Form):
    """A trip, or a worker, that is held fixed."""

    pin_id: str
    trip_id: str | None = None
    worker_id: str | None = None


class PinPage(Form):
    """Pins of a campaign in the order in which they were set; ``version`` is that of the input ``pins``."""

    version: int
    items: list[PinView]
    next_cursor: str | None = None


@router.post(
    "/plans/{plan_id}/pins", status_code=201, response_model=PinPage, dependencies=NO_QUERY,
    responses=adds(NOT_FOUND, CONFLICT),
)  # fmt: skip
def add_pins(
    request: Request,
    actor: Bureau,
    plan_id: PlanId,
    new: NewPins,
    digest: Annotated[str, Depends(request_digest)],
) -> Response:
    """Hold trips and workers of a verified or published plan fixed; they become the campaign's input `pins`.

    A plan asked for with `keep` and the id of this plan keeps to them; one asked for without `keep` carries the
    finding `NOT_APPLIED`. The answer holds the pins that are new; those known already stay as they are.
    """
    before = answered_before(request, actor, digest)
    if before is not None:
        return before
    campaign_id = _refuse_unknown(request, actor, plan_id, new)

    def work(found: Change) -> Response:
        existing(drafts.get_draft(found.session, campaign_id, lock=True))
        version, known = pins.pins_of(found.session, campaign_id)
        more = pins.more_pins(known, new.trip_ids, new.worker_ids)
        if more:
            by = Author(actor.user_id, found.now)
            version = pins.put_pins(found.session, campaign_id, [*known, *more], by)
        figures = {"version": version, "trips": [p.trip_id for p in more if p.trip_id is not None]}
        told = figures | {"workers": [p.worker_id for p in more if p.worker_id is not None]}
        found.record("pins.added", ("plan", plan_id), told)
        headers = {"Location": f"{API}/campaigns/{campaign_id}/pins", "ETag": version_tag(version)}
        return found.answer(201, PinPage(version=version, items=[pin_view(pin) for pin in more]), headers)

    return answer_once(request, actor, digest, work)


@router.get(
    "/campaigns/{campaign_id}/pins", response_model=PinPage, responses=pages(NOT_FOUND)
)
def list_pins(
    request: Request, actor: Bureau, campaign_id: CampaignId, query: Annotated[schemas.PageQuery, Query()]
) -> Response:
    """Pins of a campaign; later pages are of the version of the first one."""
    asked, after = (None, 0) if query.cursor is None else _place(query.cursor)
    with reading_as(engine_of(request), actor) as session:
        existing(drafts.get_draft(session, campaign_id))
        version, found = pins.pins_of(session, campaign_id, asked)
    page = found[after : after + query.limit]
    more = encode_cursor(version, after + query.limit) if len(found) > after + query.limit else None
    view = PinPage(version=version, items=[pin_view(pin) for pin in page], next_cursor=more)
    return fresh(view, {"ETag": version_tag(version)})


@router.delete(
    "/campaigns/{campaign_id}/pins/{pin_id}", status_code=204, response_class=Response, dependencies=NO_INPUT,
    responses=edits(),
)  # fmt: skip
def remove_pin(
    request: Request, actor: Bureau, campaign_id: CampaignId, pin_id: Annotated[str, Path(max_length=64)]
) -> Response:
    """Let a trip or worker move again. ``If-Match`` names the version of the pins."""
    with change(request, actor) as work:
        existing(drafts.get_draft(work.session, campaign_id, lock=True))
        version, known = pins.pins_of(work.session, campaign_id)
        require_version(request, version)
        left = [pin for pin in known if pin.pin_id != pin_id]
        if len(left) == len(known):
            raise Problem(NOT_FOUND)
        version = pins.put_pins(work.session, campaign_id, left, Author(actor.user_id, work.now))
        work.record("pin.removed", ("campaign", campaign_id), {"pin": pin_id, "version": version})
        return work.answer(204, None, {"ETag": version_tag(version)})


def pin_view(pin: Pin) -> PinView:
    """A pin as the API tells it."""
    return PinView(pin_id=pin.pin_id, trip_id=pin.trip_id, worker_id=pin.worker_id)


def _refuse_unknown(request: Request, actor: Actor, plan_id: str, new: NewPins) -> str:
    """Refuse what is not in the plan; the plan's campaign."""
    with reading_as(engine_of(request), actor) as session:
        plan = existing(plans.get_plan(session, plan_id))
        manifest = manifest_of(session, cipher_of(request), plan) if plan.state in MADE else None
    if manifest is None:
        raise conflict("state", f"the plan is {plan.state}; pins are taken from one that is {', '.join(MADE)}")
    if not (new.trip_ids or new.worker_ids):
        raise invalid("trip_ids", "name at least one trip or worker")
    riding = {ride.worker_id for ride in manifest.rides}
    errors = [
        *_lost("trip_ids", "is no trip of the plan", [manifest.has_trip(trip) for trip in new.trip_ids]),
        *_lost("worker_ids", "does not travel in the plan", [worker in riding for worker in new.worker_ids]),
    ]
    if errors:
        raise Problem(INVALID_PARAMETER, errors[:ERRORS_SHOWN])
    return plan.campaign_id


def _lost(name: str, reason: str, known: Sequence[bool]) -> Iterator[dict[str, str]]:
    for place, there in enumerate(known):
        if not there:
            yield named(f"{name}.{place}", reason)


def _place(cursor: str) -> tuple[int, int]:
    version, after = decode_cursor(cursor, (int, int))
    if int(version) < 1 or int(after) < 0:
        raise Problem(INVALID_CURSOR)
    return int(version), int(after)

