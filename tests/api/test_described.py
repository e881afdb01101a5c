from __future__ import annotations

from fastapi.testclient import TestClient

from api.described import CHOICES, add_common_answers


def test_every_operation_says_what_the_layers_around_it_answer(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            answers = set(operation["responses"])
            assert "requestBody" not in operation or {"400", "413"} <= answers, (method, path)
            assert method == "get" or "507" in answers, (method, path)
    assert "507" not in paths["/api/v1/schedules"]["get"]["responses"]


def test_what_an_operation_says_itself_stands() -> None:
    own = {"description": "its own"}
    document = {"paths": {"/x": {"post": {"requestBody": {}, "responses": {"413": own}}}}}
    add_common_answers(document)
    answers = document["paths"]["/x"]["post"]["responses"]
    assert answers["413"] is own and set(answers) == {"400", "413", "507"}


def test_headers_that_operations_read_are_described(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    def headers(method: str, path: str) -> dict[str, bool]:
        told = paths[f"/api/v1{path}"][method]["parameters"]
        return {one["name"]: one["required"] for one in told if one["in"] == "header"}

    assert headers("post", "/campaigns/{campaign_id}/plans") == {"Idempotency-Key": True}
    assert headers("post", "/plans/{plan_id}/approve") == {"If-Match": True}
    assert headers("get", "/plans/{plan_id}/events") == {"Last-Event-ID": False}
    assert headers("get", "/schedules/{schedule_id}") == {"If-None-Match": False}
    assert headers("get", "/users") == {}


def test_operations_and_choices_have_short_names_of_their_own(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names) and all(name.isidentifier() and len(name) < 40 for name in names)
    assert set(CHOICES.values()) <= set(document["components"]["schemas"])
    for operation in operations:
        for parameter in operation.get("parameters", ()):
            assert "enum" not in parameter["schema"] or parameter["name"] not in CHOICES
