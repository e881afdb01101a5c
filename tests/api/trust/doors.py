"""Every route of the service as a door, found by walking its routers, and what to send through it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote

import httpx
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.main import ROUTERS

PARAMETER = re.compile(r"\{(\w+)\}")
CONVERTER = re.compile(r":\w+(?=\})")
NUMBERS = count(1)


@dataclass(frozen=True)
class Door:
    """One method of one route under the address that it has in the application."""

    method: str
    path: str
    route: APIRoute

    @property
    def name(self) -> str:
        """Method and path, as tables of rights name it."""
        return f"{self.method} {self.path}"

    @property
    def ends_login(self) -> bool:
        """Whether it closes the login that it is passed with."""
        return self.path.endswith("/sessions/current")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters in its path."""
        return tuple(PARAMETER.findall(self.path))

    def address(self, ids: Mapping[str, str]) -> str:
        """Its address with parameters filled in."""
        return PARAMETER.sub(lambda found: quote(ids[found[1]], safe=""), self.path)


def all_doors() -> list[Door]:
    """Doors of every router of the application."""
    return [
        Door(method, CONVERTER.sub("", prefix + route.path), route)
        for router, prefix in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    ]


def knock(
    client: TestClient,
    door: Door,
    ids: Mapping[str, str],
    token: str | None,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Send a request through a door.

    Parameters
    ----------
    body : mapping, optional
        Arguments of the client that make the body: ``json``, ``content`` or ``files``.
    headers : mapping, optional
        In place of a fresh Idempotency-Key and the If-Match of a first version.
    """
    own = {"accept-language": "en", **(conditions() if headers is None else headers)}
    if token is not None:
        own["authorization"] = f"Bearer {token}"
    client.cookies.clear()
    return client.request(door.method, door.address(ids), headers=own, follow_redirects=False, **(body or {}))


def conditions() -> dict[str, str]:
    """Headers that writes ask for."""
    return {"idempotency-key": f"k{next(NUMBERS)}", "if-match": '"v1"'}


def told(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer tells, but for the number that every request gets anew."""
    return answer.status_code, answer.content, {k: v for k, v in answer.headers.items() if k != "x-request-id"}
