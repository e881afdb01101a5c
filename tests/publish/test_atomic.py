"""Files and folders appear whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import BadPlanFolder
from planner.publish.atomic import file_written_whole, write_text_whole, written_whole


def test_a_folder_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    with written_whole(tmp_path / "out") as draft:
        (draft / "plan.json").write_text("{}")
        assert not (tmp_path / "out").exists()
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["plan.json"]


def fail_in_folder(folder: Path) -> None:
    with written_whole(folder) as draft:
        (draft / "plan.json").write_text("{}")
        raise ZeroDivisionError


def fail_in_file(path: Path) -> None:
    with file_written_whole(path) as page:
        page.write_text("half")
        raise ZeroDivisionError


@pytest.mark.parametrize("fail", [fail_in_folder, fail_in_file])
def test_a_failure_leaves_no_trace(tmp_path: Path, fail: Callable[[Path], None]) -> None:
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_an_earlier_result_is_replaced_and_an_empty_folder_taken(tmp_path: Path) -> None:
    for old in ((), ("plan.json", "old.csv")):
        (tmp_path / "out").mkdir(exist_ok=True)
        for name in old:
            (tmp_path / "out" / name).write_text("old")
        with written_whole(tmp_path / "out") as draft:
            (draft / "plan.json").write_text("new")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["plan.json"]
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_the_name_of_a_result_stands_at_every_moment_while_results_are_replaced(tmp_path: Path) -> None:
    out, done, missed = tmp_path / "out", threading.Event(), list[bool]()
    with written_whole(out) as draft:
        (draft / "plan.json").write_text("0")

    def look() -> None:
        while not done.is_set():
            if not out.exists():
                missed.append(True)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(200):
        with written_whole(out) as draft:
            (draft / "plan.json").write_text(str(number))
    done.set()
    reader.join()
    assert not missed


def test_where_names_cannot_be_exchanged_the_old_result_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.publish.atomic._exchanged", lambda *_: False)
    test_an_earlier_result_is_replaced_and_an_empty_folder_taken(tmp_path)


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a letter")
    with pytest.raises(BadPlanFolder, match="name a new or empty folder"), written_whole(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text() == "a letter"


def test_a_text_is_written_byte_for_byte(tmp_path: Path) -> None:
    write_text_whole(tmp_path / "deep" / "file.txt", "一\r\n二\n")
    assert (tmp_path / "deep" / "file.txt").read_bytes() == "一\r\n二\n".encode()
