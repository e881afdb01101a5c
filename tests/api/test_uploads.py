"""Multipart uploads: fields known, nothing twice, the same request known again whatever its boundary."""

from __future__ import annotations

import asyncio

import pytest
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request

from api.list_forms import GivenOnce, UploadForm
from api.problems import Problem
from api.uploads import Upload, form_schema, upload_of


def sent(*parts: tuple[str, str, str | None], boundary: str = "xx", kind: str | None = None) -> Upload:
    """The upload that parts of (name, content, file name) make."""
    body = b""
    for name, content, file in parts:
        told = f'form-data; name="{name}"' + (f'; filename="{file}"' if file is not None else "")
        body += f"--{boundary}\r\nContent-Disposition: {told}\r\n\r\n{content}\r\n".encode()
    body += f"--{boundary}--\r\n".encode()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    media = kind or f"multipart/form-data; boundary={boundary}"
    scope = {
        "type": "http", "method": "POST", "path": "/x", "query_string": b"", "scheme": "http", "server": ("x", 1),
        "headers": [(b"content-type", media.encode()), (b"host", b"x")],
    }  # fmt: skip
    return asyncio.run(upload_of(Request(scope, receive)))


FILE = ("file", "姓名\n", "名单.csv")


def test_the_same_request_is_known_whatever_its_boundary() -> None:
    first, again = sent(FILE, ("dry_run", "true", None)), sent(FILE, ("dry_run", "true", None), boundary="other")
    assert first.digest == again.digest and first.content == "姓名\n".encode() and first.file_name == "名单.csv"
    assert first.form.dry_run
    assert len({first.digest, sent(FILE).digest, sent(("file", "x", "名单.csv")).digest}) == 3


@pytest.mark.parametrize(
    "parts",
    [
        (), (("dry_run", "true", None),), (FILE, ("odd", "1", None)), (("file", "text", None),),
        (FILE, ("site_id", "a", None), ("site_id", "b", None)), (FILE, ("headers", "{", None)),
        (FILE, ("headers", "[]", None)),
        (FILE, ("dry_run", "perhaps", None)), (FILE, ("site_id", "x" * 201, None)),
        (FILE, ("headers", "[" * 60_000, None)),
    ],
)  # fmt: skip
def test_what_is_unknown_twice_or_malformed_is_refused(parts: tuple[tuple[str, str, str | None], ...]) -> None:
    with pytest.raises(RequestValidationError):
        sent(*parts)


def test_two_files_and_broken_forms_are_bad_requests() -> None:
    with pytest.raises(Problem, match="bad-request"):
        sent(FILE, ("other", "x", "b.csv"))
    with pytest.raises(Problem, match="bad-request"):
        sent(FILE, kind="multipart/form-data")
    with pytest.raises(RequestValidationError):
        sent(FILE, kind="text/plain")


def test_a_file_name_is_shortened_and_made_printable() -> None:
    name = sent(("file", "x", "长" * 300 + "\x01.csv")).file_name
    assert len(name) == 200 and name.endswith("_.csv")


def test_the_form_says_what_is_given_and_the_schema_names_the_file() -> None:
    assert GivenOnce(site_id="S1", due_at=" ").given() == {"site_id": "S1"}
    schema = form_schema(UploadForm)["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert schema["required"] == ["file"] and {"dry_run", "headers", "site_id"} <= schema["properties"].keys()
