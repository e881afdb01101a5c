"""What the README shows can be run: its commands, its targets, its links."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tests.architecture.source_tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SHOWN = [line[2:].removeprefix("returnline ") for line in README.splitlines() if line.startswith("$ returnline ")]
FROM_MAKEFILE = [
    re.sub(r"\$\((\w+)\)", lambda name: "8020" if "PORT" in name[1] else "40" if "LIMIT" in name[1] else "7", line)
    for line in re.findall(r"^\t@?\$\(RUN\) (.*?)(?: +(?:>|&|2>|\|\|).*)?$", MAKEFILE, flags=re.MULTILINE)
]


def _parse(line: str) -> None:
    """Parse a command line down to its last sub-command, running nothing."""
    from api.cli import app

    command: Any = get_command(app)
    words = shlex.split(line)
    context = command.make_context("returnline", list(words), resilient_parsing=False) if words else None
    while context is not None and hasattr(command, "commands"):
        rest = [*context._protected_args, *context.args]
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, list(rest), parent=context)


def test_the_readme_shows_the_whole_way() -> None:
    shown = {line.split()[0] for line in SHOWN}
    assert shown >= {"scenario", "check", "plan", "verify", "map", "publish", "serve"}


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_of_the_readme_parses(line: str) -> None:
    _parse(line)


def test_the_quick_tour_of_the_readme_runs(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("returnline")
    for line in SHOWN:
        if line.startswith("serve"):
            continue  # runs until stopped; tests/api asks the service
        done = subprocess.run(
            [str(command), *shlex.split(line)], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=400
        )
        assert done.returncode == 0, f"returnline {line}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert (tmp_path / "var" / "toy.html").stat().st_size > 0
    assert (tmp_path / "var" / "returnline.db").is_file()


@pytest.mark.parametrize("line", FROM_MAKEFILE)
def test_a_command_of_the_makefile_parses(line: str) -> None:
    _parse(line)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)", README))))
def test_a_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, flags=re.MULTILINE), target


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_a_link_of_the_readme_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).exists(), link


def test_every_decision_record_is_listed() -> None:
    folder = ROOT / "planner" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}


def test_exit_codes_of_the_readme_are_those_of_the_errors() -> None:
    from planner import errors

    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", README, flags=re.MULTILINE)}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    raised = {k.exit_code for k in kinds if issubclass(k, errors.ReturnLineError) and k is not errors.ReturnLineError}
    assert documented == raised | {0}
