"""Plans that keep what is pinned: which plan may be kept, and whether everything pinned is in it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.answers import ERRORS_SHOWN, conflict, existing, invalid, named
from api.identity.cipher import Cipher
from api.problems import CONFLICT, NOT_FOUND, Problem
from api.store import pins, plans
from api.store.manifests import manifest_of
from api.store.pins import Pin

MADE = ("verified", "approved", "published")
"""States of plans whose trips and workers can be pinned and kept."""
KEEP = "keep"


def pins_kept(session: Session, cipher: Cipher, campaign_id: str, plan_id: str) -> int:
    """Version of the campaign's pins, all of which name something in that plan.

    Raises
    ------
    Problem
        The plan is not of the campaign or not made, there are no pins, or some name nothing in the plan.
    """
    plan = existing(plans.get_plan(session, plan_id))
    if plan.campaign_id != campaign_id:
        raise Problem(NOT_FOUND)
    manifest = manifest_of(session, cipher, plan) if plan.state in MADE else None
    if manifest is None:
        raise conflict(KEEP, f"the plan is {plan.state}; trips are kept of one that is {', '.join(MADE)}")
    version, found = pins.pins_of(session, campaign_id)
    if not found:
        raise invalid(KEEP, "the campaign has no pins; pin trips or workers of the plan first")
    riding = {ride.worker_id for ride in manifest.rides}
    lost = [pin for pin in found if not (manifest.has_trip(pin.trip_id) if pin.trip_id else pin.worker_id in riding)]
    if lost:
        errors = [named(f"pins.{pin.pin_id}", _lost(pin, plan_id)) for pin in lost[:ERRORS_SHOWN]]
        raise Problem(CONFLICT, errors)
    return version


def _lost(pin: Pin, plan_id: str) -> str:
    if pin.trip_id:
        return f"trip {pin.trip_id} is no trip of plan {plan_id}; remove the pin or keep another plan"
    return f"worker {pin.worker_id} does not travel in plan {plan_id}; remove the pin or keep another plan"
