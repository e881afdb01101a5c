"""Every route says who may call it."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from api.access.guard import Access
from api.main import ROUTERS


def accesses(route: APIRoute) -> list[Access]:
    """Guards of a route, its routers' included."""
    return [found.call for found in route.dependant.dependencies if isinstance(found.call, Access)]


ROUTES = [(prefix, route) for router, prefix in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


@pytest.mark.parametrize(("prefix", "route"), ROUTES, ids=[f"{sorted(r.methods)} {p}{r.path}" for p, r in ROUTES])
def test_a_route_declares_its_access(prefix: str, route: APIRoute) -> None:
    assert accesses(route), f"{prefix}{route.path}: name one of the dependencies of api.access.guard"


def test_only_login_health_and_published_schedules_need_no_account() -> None:
    open_ones = {prefix + route.path for prefix, route in ROUTES if any(access.open for access in accesses(route))}
    logins = {f"/api/v1/sessions{ending}" for ending in ("", "/oidc", "/oidc/callback")}
    assert open_ones == {"/health", *logins}
    published = [route for _, route in ROUTES if any(access.published for access in accesses(route))]
    assert len(published) > 10 and all(route.methods == {"GET"} for route in published)
