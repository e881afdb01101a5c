"""A file with form fields, as browsers send it: kept in memory, every field known, nothing twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.list_forms import UploadForm
from api.problems import BAD_REQUEST, Problem

FILE_FIELD = "file"
JSON_FIELDS = ("headers",)
MOST_FIELDS = 20
FIELD_BYTES = 65_536
FILE_NAME_CHARACTERS = 200
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and its fields; ``digest`` stands for the whole request, whatever boundary it was sent with."""

    file_name: str
    content: bytes
    sha256: str
    form: UploadForm
    digest: str


class _InMemory(MultiPartParser):
    """Parser whose files never touch a disk; the size of a request is bounded before."""

    spool_max_size = 1 << 31


async def upload_of(request: Request) -> Upload:
    """The upload of a request.

    Raises
    ------
    Problem
        It is no multipart form.
    RequestValidationError
        A field is unknown, twice or malformed, or the file is missing.
    """

    async def whole() -> AsyncGenerator[bytes, None]:
        yield await request.body()

    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise invalid(FILE_FIELD, "send multipart/form-data with a field 'file'")
    parser = _InMemory(request.headers, whole(), max_files=1, max_fields=MOST_FIELDS, max_part_size=FIELD_BYTES)
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeDecodeError, KeyError, ValueError):
        raise Problem(BAD_REQUEST) from None
    fields: dict[str, Any] = {}
    for name, value in form.multi_items():
        if name in fields:
            raise invalid(name, "stands twice")
        fields[name] = value
    file = fields.pop(FILE_FIELD, None)
    if not isinstance(file, UploadFile):
        raise invalid(FILE_FIELD, "send one file")
    content = await file.read()
    await file.close()
    name = "".join(sign if sign.isprintable() else "_" for sign in file.filename or "")[-FILE_NAME_CHARACTERS:]
    sha256 = hashlib.sha256(content).hexdigest()
    known = checked(UploadForm, {key: _value(key, value) for key, value in fields.items()})
    return Upload(name, content, sha256, known, _digest(request, name, sha256, known))


UPLOAD = Annotated[Upload, Depends(upload_of)]


def checked(model: type[Model], values: dict[str, Any]) -> Model:
    """The form that values make; what is wrong is answered like any other parameter."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in found]) from None


def invalid(field: str, reason: str) -> RequestValidationError:
    """A field that cannot be taken."""
    return RequestValidationError([{"loc": ("body", field), "msg": reason, "type": "value_error"}])


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        raise invalid(name, "is a file; the file goes into the field 'file'")
    if name not in JSON_FIELDS:
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise invalid(name, "is not JSON") from None


def _digest(request: Request, file_name: str, sha256: str, form: UploadForm) -> str:
    parts = [request.method, request.url.path, request.url.query, file_name, sha256, form.model_dump(mode="json")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def form_schema(model: type[BaseModel]) -> dict[str, Any]:
    """OpenAPI request body of an upload with the fields of a form."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    schema["properties"] = {FILE_FIELD: {"type": "string", "format": "binary"}, **schema["properties"]}
    schema["required"] = [FILE_FIELD]
    content = {"multipart/form-data": {"schema": schema, "encoding": {"headers": {"contentType": "application/json"}}}}
    return {"requestBody": {"required": True, "content": content}}
