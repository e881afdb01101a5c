from __future__ import annotations

import json
import re
from typing import Any

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.main import swagger_folder
from tests.api.conftest import Store


def _references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in node.values()))
    return set().union(*map(_references, node)) if isinstance(node, list) else set()


def test_the_description_is_openapi_3_1_whose_references_all_resolve(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for reference in _references(document):
        node: Any = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_route_of_the_api_documents_its_errors_as_problems(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert len(document["paths"]) >= 17
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert set(answer["content"]) == {"application/problem+json"}, (path, status)


def test_answers_have_the_form_that_the_description_promises(client: TestClient, store: Store) -> None:
    document = client.get("/api/v1/openapi.json").json()
    here = f"/api/v1/schedules/{store.second.schedule_id}"
    trip = client.get(f"{here}/trips").json()["items"][0]["id"]
    asked = {
        "/health": "/health",
        "/api/v1/campaigns": "/api/v1/campaigns",
        "/api/v1/campaigns/{campaign_id}": "/api/v1/campaigns/test",
        "/api/v1/schedules": "/api/v1/schedules",
        "/api/v1/schedules/{schedule_id}": here,
        "/api/v1/schedules/{schedule_id}/trips": f"{here}/trips?limit=20",
        "/api/v1/schedules/{schedule_id}/trips/{trip_id}/stop-times": f"{here}/trips/T00001/stop-times",
        "/api/v1/schedules/{schedule_id}/geojson": f"{here}/geojson?limit=5",
        "/api/v1/schedules/{schedule_id}/files": f"{here}/files",
        "/api/v1/trips/{id}": f"/api/v1/trips/{trip}",
    }
    for path, address in asked.items():
        answer = client.get(address)
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        schema = content[answer.headers["content-type"]]["schema"]
        Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())


def test_no_page_asks_another_host_or_runs_a_script_of_its_own(client: TestClient, store: Store) -> None:
    here = f"/schedules/{store.second.schedule_id}"
    for path in ("/", here, f"{here}/trips/1", "/docs"):
        page = client.get(path).text
        assert not re.findall(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", page)
        assert not re.findall(r"<script(?![^>]*\bsrc=)|\son\w+\s*=|\sstyle\s*=|javascript:", page)
    assert client.get("/docs").status_code == 200


def test_every_asset_that_a_page_names_is_served(client: TestClient, store: Store) -> None:
    pages = ("/", f"/schedules/{store.second.schedule_id}", "/docs")
    named = {a for path in pages for a in re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get(path).text)}
    assert len(named) >= 5
    for address in named:
        assert client.get(address).status_code == 200, address
    assert (swagger_folder() / "swagger-ui-bundle.js").is_file()


def test_large_answers_are_sent_compressed(client: TestClient, here: str) -> None:
    answer = client.get(f"{here}/trips", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(json.loads(answer.content)["items"]) == 100


def test_no_route_writes(client: TestClient) -> None:
    methods = {method for route in client.app.routes if isinstance(route, APIRoute) for method in route.methods}
    assert methods <= {"GET"}
