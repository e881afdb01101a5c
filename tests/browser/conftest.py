"""A real browser without any network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
LAPTOP = (1366, 768)
PHONE = (390, 844)


@dataclass(slots=True)
class Visit:
    """An open page with everything that went wrong on it and every address it asked for."""

    page: Page
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system; a missing browser fails the tests, since they guard the pages."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("no chromium on this machine; `make test` installs it, or: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens a file at a width, offline, and listens."""
    contexts = []

    def open_file(file: Path, size: tuple[int, int] = LAPTOP, address: str = "") -> Visit:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, offline=True, has_touch=size == PHONE, locale="zh-CN"
        )
        contexts.append(context)
        opened = Visit(context.new_page())
        opened.page.on("console", lambda m: opened.faults.append(m.text) if m.type in ("error", "warning") else None)
        opened.page.on("pageerror", lambda error: opened.faults.append(str(error)))
        opened.page.on("dialog", lambda dialog: opened.faults.append(f"dialog {dialog.message}") or dialog.dismiss())
        opened.page.on("request", lambda request: opened.asked.append(request.url))
        opened.page.goto(file.as_uri() + address)
        opened.page.wait_for_selector("#rl-title:not(:empty)", state="attached")
        return opened

    yield open_file
    for context in contexts:
        context.close()
