"""Who may pass which door, as the service promises it; a door that is not named here fails a test."""

from __future__ import annotations

from api.access.roles import Role

OPEN, PUBLISHED = frozenset({"open"}), frozenset({"published"})
"""Anybody without an account; anybody unless the settings ask for an account, then every role."""
EVERYBODY = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
BUREAU = frozenset({Role.BUREAU})
ENTERPRISE = frozenset({Role.ENTERPRISE})
ASKING = BUREAU | ENTERPRISE
TRAVEL = ASKING | {Role.LOGISTICS, Role.GATE}
"""Everybody who has to do with the journeys."""

OWNED = frozenset({"request_id", "list_id", "worker_id"})
"""Path parameters that name an object of one enterprise."""

RIGHTS: dict[str, frozenset[str]] = {
    "GET /health": OPEN,
    "GET /metrics": ADMINISTRATOR,
    # accounts
    "POST /api/v1/sessions": OPEN,
    "GET /api/v1/sessions/oidc": OPEN,
    "GET /api/v1/sessions/oidc/callback": OPEN,
    "GET /api/v1/sessions/current": EVERYBODY,
    "DELETE /api/v1/sessions/current": EVERYBODY,
    "GET /api/v1/users": ADMINISTRATOR,
    "POST /api/v1/users": ADMINISTRATOR,
    "GET /api/v1/users/{user_id}": ADMINISTRATOR,
    "PATCH /api/v1/users/{user_id}": ADMINISTRATOR,
    "GET /api/v1/audit": ADMINISTRATOR,
    # campaigns in preparation
    "POST /api/v1/campaigns": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/setup": BUREAU,
    "PUT /api/v1/campaigns/{campaign_id}/setup": BUREAU,
    "GET /api/v1/rule-packs": BUREAU,
    "GET /api/v1/rule-packs/{pack}": BUREAU,
    "PUT /api/v1/rule-packs/{pack}": BUREAU,
    "GET /api/v1/rule-packs/{pack}/versions": BUREAU,
    "GET /api/v1/rule-packs/{pack}/versions/{version}": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/inputs/{kind}": BUREAU,
    "PUT /api/v1/campaigns/{campaign_id}/inputs/{kind}": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/inputs/{kind}/versions": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/inputs/{kind}/versions/{version}": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/enterprises": ASKING,
    "GET /api/v1/campaigns/{campaign_id}/demand": ASKING,
    "GET /api/v1/campaigns/{campaign_id}/heat": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/zones": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/fleets": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/services": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/capacities": BUREAU,
    # lists and workers
    "POST /api/v1/campaigns/{campaign_id}/lists": ASKING,
    "GET /api/v1/campaigns/{campaign_id}/lists": ASKING,
    "GET /api/v1/lists/{list_id}": ASKING,
    "GET /api/v1/lists/{list_id}/cells": ASKING,
    "GET /api/v1/lists/{list_id}/annotated": ASKING,
    "POST /api/v1/lists/{list_id}/headers": ASKING,
    "GET /api/v1/campaigns/{campaign_id}/workers": ASKING,
    "GET /api/v1/workers/{worker_id}": ASKING,
    "PATCH /api/v1/workers/{worker_id}": ASKING,
    "DELETE /api/v1/workers/{worker_id}": ASKING,
    # charter requests
    "POST /api/v1/campaigns/{campaign_id}/requests": ENTERPRISE,
    "GET /api/v1/campaigns/{campaign_id}/requests": ASKING,
    "GET /api/v1/requests/{request_id}": ASKING,
    "DELETE /api/v1/requests/{request_id}": ASKING,
    # plans
    "POST /api/v1/campaigns/{campaign_id}/plans": BUREAU,
    "GET /api/v1/plans": BUREAU,
    "GET /api/v1/plans/{plan_id}": BUREAU,
    "GET /api/v1/plans/{plan_id}/events": BUREAU,
    "POST /api/v1/plans/{plan_id}/cancel": BUREAU,
    "POST /api/v1/plans/{plan_id}/approve": BUREAU,
    "POST /api/v1/plans/{plan_id}/publish": BUREAU,
    "POST /api/v1/plans/{plan_id}/pins": BUREAU,
    "GET /api/v1/campaigns/{campaign_id}/pins": BUREAU,
    "DELETE /api/v1/campaigns/{campaign_id}/pins/{pin_id}": BUREAU,
    "GET /api/v1/plans/{plan_id}/diff/{other}": BUREAU,
    "GET /api/v1/plans/{plan_id}/cohorts": ASKING,
    # manifests
    "GET /api/v1/plans/{plan_id}/manifests": TRAVEL,
    "GET /api/v1/plans/{plan_id}/trips/{trip_id}/manifest.xlsx": TRAVEL,
    "GET /api/v1/schedules/{schedule_id}/manifests": TRAVEL,
    "GET /api/v1/schedules/{schedule_id}/trips/{trip_id}/manifest.xlsx": TRAVEL,
    # what is published, without identity
    "GET /api/v1/campaigns": PUBLISHED,
    "GET /api/v1/campaigns/{campaign_id}": PUBLISHED,
    "GET /api/v1/schedules": PUBLISHED,
    "GET /api/v1/schedules/{schedule_id}": PUBLISHED,
    "GET /api/v1/schedules/{schedule_id}/trips": PUBLISHED,
    "GET /api/v1/schedules/{schedule_id}/trips/{trip_id}/stop-times": PUBLISHED,
    "GET /api/v1/schedules/{schedule_id}/geojson": PUBLISHED,
    "GET /api/v1/schedules/{schedule_id}/files": PUBLISHED,
    "GET /api/v1/schedules/{schedule_id}/files/{name}": PUBLISHED,
    "GET /api/v1/schedules/{schedule_id}/gtfs.zip": PUBLISHED,
    "GET /api/v1/schedules/{schedule_id}/calendar.ics": PUBLISHED,
    "GET /api/v1/schedules/{schedule_id}/schedule.xlsx": PUBLISHED,
    "GET /api/v1/ogc/schedules/{schedule_id}": PUBLISHED,
    "GET /api/v1/ogc/schedules/{schedule_id}/conformance": PUBLISHED,
    "GET /api/v1/ogc/schedules/{schedule_id}/collections": PUBLISHED,
    "GET /api/v1/ogc/schedules/{schedule_id}/collections/{collection}": PUBLISHED,
    "GET /api/v1/ogc/schedules/{schedule_id}/collections/{collection}/items": PUBLISHED,
    "GET /api/v1/ogc/schedules/{schedule_id}/collections/{collection}/items/{feature_id}": PUBLISHED,
    "GET /api/v1/trips/{id}": PUBLISHED,
    "GET /api/v1/maps/{schedule_id}": PUBLISHED,
    "GET /": PUBLISHED,
    "GET /schedules/{schedule_id}": PUBLISHED,
    "GET /schedules/{schedule_id}/trips/{ordinal}": PUBLISHED,
    "GET /docs": PUBLISHED,
}

