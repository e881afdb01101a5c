"""Building: the same bytes every time, sizes that follow the workers, one draw behind every form."""

import hashlib
from pathlib import Path

import pytest

from planner.errors import BadUsage
from planner.ingest import read_scenario
from planner.recipes import FORMS, build_scenario


def _digest(path: Path) -> str:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["toy", "ningbo-10k"])
def test_same_seed_same_bytes(name: str, form: str, tmp_path: Path) -> None:
    digests = [_digest(build_scenario(name, 400, 7, form, tmp_path / str(i))) for i in range(2)]
    assert digests[0] == digests[1]


def test_another_seed_draws_other_workers(tmp_path: Path) -> None:
    one, two = (build_scenario("ningbo-10k", 400, seed, "lists", tmp_path / str(seed)) for seed in (1, 2))
    assert (one / "workers.csv").read_bytes() != (two / "workers.csv").read_bytes()


def test_fleets_firms_and_offers_follow_the_number_of_workers(tmp_path: Path) -> None:
    small = read_scenario(build_scenario("ningbo-102k", 2_000, 1, "lists", tmp_path / "s"))
    assert len(small.workers) == 2_000
    assert 50 <= len(small.enterprises) <= 70
    assert [service.mode for service in small.services].count("train") == 1
    assert all(fleet.count >= 2 and fleet.drivers >= 2 for fleet in small.fleets)


@pytest.mark.parametrize(
    ("workers", "seed", "form", "message"),
    [(0, 1, "lists", "at least 1"), (5, -1, "lists", "below 0"), (5, 1, "pdf", "unknown form")],
)
def test_wrong_arguments_are_explained(workers: int, seed: int, form: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match=message):
        build_scenario("toy", workers, seed, form, tmp_path / "x")


def test_a_folder_that_holds_something_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(BadUsage, match="not an empty folder"):
        build_scenario("toy", None, 1, "lists", tmp_path)
