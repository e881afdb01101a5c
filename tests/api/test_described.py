from __future__ import annotations

from fastapi.testclient import TestClient

from api.described import add_common_answers


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
