"""A typed client made from the API's own description, by another program, into a folder of its own."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError

PACKAGE = "returnline_client"
WAITS_S = 120.0
AS_BYTES = (
    "application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/toml",
    "text/csv", "text/calendar", "text/event-stream",
)  # fmt: skip
AS_JSON = ("application/geo+json", "application/problem+json")
"""Media types that the generator does not know, by what it knows them as."""


def make(document: Mapping[str, Any], folder: Path) -> Sequence[GeneratorError]:
    """Write the package below a folder; what the generator had to say."""
    source = folder / "openapi.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    known = dict.fromkeys(AS_BYTES, "application/octet-stream") | dict.fromkeys(AS_JSON, "application/json")
    config = Config.from_sources(
        ConfigFile(content_type_overrides=known, post_hooks=[]), MetaType.NONE, source, "utf-8", True,
        folder / PACKAGE,
    )  # fmt: skip
    return generate(config=config)


@dataclass(frozen=True)
class TypedClient:
    """The generated package, and one account's connection by it."""

    package: ModuleType
    client: Any

    def call(self, name: str, /, *arguments: Any, **given: Any) -> Any:
        """The typed answer of an operation and nothing else; ``name`` as ``plans.read_plan``."""
        return self.whole(name, *arguments, **given).parsed

    def whole(self, name: str, /, *arguments: Any, **given: Any) -> Any:
        """The answer with its status and headers."""
        operation = importlib.import_module(f"{PACKAGE}.api.{name}")
        detailed: Callable[..., Any] = operation.sync_detailed
        return detailed(*arguments, client=self.client, **given)

    def form(self, name: str, /, **values: Any) -> Any:
        """A form of the API; what it needs and is not given fails here."""
        return getattr(self.package.models, name)(**values)


def load(folder: Path) -> ModuleType:
    """Import the package that ``make`` has written."""
    sys.path.insert(0, str(folder))
    try:
        for name in ("", ".models", ".types", ".client"):
            importlib.import_module(PACKAGE + name)
        return sys.modules[PACKAGE]
    finally:
        with suppress(ValueError):
            sys.path.remove(str(folder))


def connect(package: ModuleType, address: str, token: str | None) -> TypedClient:
    """A connection in the name of whoever has the token; nobody without one."""
    settings: dict[str, Any] = {
        "base_url": address, "headers": {"Accept-Language": "en"}, "timeout": httpx.Timeout(WAITS_S),
    }  # fmt: skip
    if token is None:
        return TypedClient(package, package.Client(**settings))
    return TypedClient(package, package.AuthenticatedClient(**settings, token=token))
