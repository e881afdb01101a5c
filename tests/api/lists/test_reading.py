"""Files are told apart by their bytes and parsed in a process that can do no harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from api.lists import reading
from api.lists.archive import Refused
from api.lists.child import MEMORY_BYTES, OPEN_FILES
from api.lists.reading import kind_of, read_sheets
from tests.api.lists.made import as_csv, as_xlsx, rows


def refusal(name: str, content: bytes) -> str:
    """Code that a file is refused with."""
    with pytest.raises(Refused) as found:
        read_sheets(name, content)
    return found.value.code


def test_cells_come_as_text_and_numbers_are_known_as_such() -> None:
    found = read_sheets("a.xlsx", as_xlsx([["测试", 5.1e17, True, 7, ""]], ("a", "b", "c", "d", "e"), above=1))
    assert [sheet.name for sheet in found] == ["名单"]
    assert found[0].rows[2] == ["测试", "5.1e+17", "true", "7", ""] and found[0].numbers == {(2, 1), (2, 3)}


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_says_by_its_first_line_what_separates_its_cells(sign: str) -> None:
    assert read_sheets("a.csv", f"a{sign}b\n1{sign}2\n".encode())[0].rows == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"x", "unknown_file"), ("a.xlsx", b"", "empty_file"), ("a.xlsx", b"text", "wrong_magic"),
        ("a.csv", b"PK\x03\x04", "wrong_magic"), ("a.csv", b"\xff\xff\xff", "bad_encoding"),
        ("a.csv", b'a\n"b', "broken_csv"),
        ("a.xlsx", b"PK\x03\x04", "broken_workbook"), ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1"), "broken_workbook"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(name: str, content: bytes, code: str) -> None:
    assert refusal(name, content) == code


def test_a_locked_workbook_says_so() -> None:
    locked = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(Refused, match="encrypted"):
        kind_of("a.xlsx", locked)


def test_a_parser_that_dies_or_never_ends_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    true = subprocess.Popen

    def put(code: str) -> None:
        monkeypatch.setattr(
            reading.subprocess, "Popen", lambda args, **given: true([sys.executable, "-c", code], **given)
        )

    for code in ("import os; os.abort()", "print('{')", "import time; time.sleep(60)", "print('x' * 10**7)"):
        put(code)
        monkeypatch.setattr(reading, "WALL_S", 1.0)
        assert refusal("a.csv", b"a,b\n") == "unreadable"


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ANSWER_BYTES", 10)
    assert refusal("a.csv", as_csv(rows(3))) == "too_large"


def test_too_many_readers_at_once_are_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WAIT_S", 0.01)
    assert reading.READERS.acquire() and reading.READERS.acquire()
    try:
        with pytest.raises(reading.Busy):
            read_sheets("a.csv", b"a,b\n")
    finally:
        reading.READERS.release()
        reading.READERS.release()
    assert read_sheets("a.csv", b"a,b\n")[0].rows == [["a", "b"]]


def test_the_process_that_parses_has_no_secrets_and_little_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNLINE_SECRET", "canary")
    tell = (
        "import json, os, resource; from api.lists.child import limit; limit(); "
        "print(json.dumps({'sheets': [{'name': '', 'hidden': False, 'rows': [[k, v] for k, v in os.environ.items()]"
        " + [['as', resource.getrlimit(resource.RLIMIT_AS)[1]],"
        " ['files', resource.getrlimit(resource.RLIMIT_NOFILE)[1]],"
        " ['written', resource.getrlimit(resource.RLIMIT_FSIZE)[1]], ['open', len(os.listdir('/proc/self/fd'))]]}]}))"
    )
    true = subprocess.Popen
    monkeypatch.setattr(
        reading.subprocess, "Popen",
        lambda args, **given: true([sys.executable, "-I", "-c", tell], **given),
    )  # fmt: skip
    known = dict(map(tuple, read_sheets("a.csv", b"x,y\n")[0].rows))
    assert "canary" not in json.dumps(known) and "RETURNLINE_SECRET" not in known
    assert (known["as"], known["files"], known["written"]) == (str(MEMORY_BYTES), str(OPEN_FILES), "0")
    assert int(known["open"]) <= 5 and os.environ["RETURNLINE_SECRET"] == "canary"
