"""Looks over an .xlsx file before anything parses it: sizes, names, entities, extent of its sheets.

Nothing that the archive says about itself is believed: parts are unpacked in pieces, counted, and thrown away. Only the
standard library is imported, since this runs in the limited process.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

MOST_ENTRIES = 2_000
MOST_INFLATED_BYTES = 200_000_000
MOST_RATIO = 200
SMALL_BYTES = 10_000_000
"""Up to this size a part may be packed as tightly as it likes."""
MOST_DENSE_CELLS = 30_000_000
"""Rows × columns of a sheet up to its last cell; a reader keeps them all, as far as the memory of its process goes."""
PIECE = 1 << 20
OVERLAP = 256

_ROW = re.compile(rb'<row r="(\d{1,7})"[^>]*(?<!/)>')
_FAR_CELL = re.compile(rb'<c r="([A-Z]{2,3})')
_LETTERS = 26
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


class Refused(Exception):
    """The file is not taken; ``code`` says why (``api.lists.wording`` has the sentences)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def look_over(content: bytes) -> None:
    """Refuse an archive that is no plain workbook.

    Raises
    ------
    Refused
        Broken, encrypted, with macros or entities, or larger than a list can be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_names(entries)
            total = 0
            for entry in entries:
                total += _check_part(archive, entry, MOST_INFLATED_BYTES - total)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Refused("broken_workbook", type(error).__name__) from error


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MOST_ENTRIES:
        raise Refused("too_many_parts", str(len(names)))
    if len(set(names)) != len(names):
        raise Refused("broken_workbook", "a part stands twice")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused("no_workbook")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macros")


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> int:
    """Unpacked bytes of one part."""
    lower = entry.filename.lower()
    is_xml = lower.endswith((".xml", ".rels"))
    is_sheet = is_xml and lower.startswith("xl/worksheets/") and "/_rels/" not in lower
    size = rows = columns = 0
    before = b""
    for piece in _pieces(archive, entry):
        if not size and piece.startswith(_WIDE_ENCODINGS) and is_xml:
            raise Refused("odd_encoding", entry.filename)
        size += len(piece)
        if size > room:
            raise Refused("too_large", f"{MOST_INFLATED_BYTES:,}")
        if size > SMALL_BYTES and size > MOST_RATIO * max(1, entry.compress_size):
            raise Refused("bomb", entry.filename)
        text = before + piece
        if is_xml and _ENTITY.search(text):
            raise Refused("entities", entry.filename)
        if is_sheet:
            rows, columns = _extent(text, rows, columns)
        before = piece[-OVERLAP:]
    return size


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            yield piece


def _extent(text: bytes, rows: int, columns: int) -> tuple[int, int]:
    """Last row and column, those of earlier pieces included; any sheet counts as A to Z at least."""
    rows = max(rows, *map(int, _ROW.findall(text)), 0)
    columns = max(columns, *map(column_number, set(_FAR_CELL.findall(text))), _LETTERS)
    if rows * columns > MOST_DENSE_CELLS:
        raise Refused("too_wide", f"{rows:,} × {columns:,}")
    return rows, columns


def column_number(letters: bytes) -> int:
    """Number of a column's letters, A is 1.

    >>> column_number(b"A"), column_number(b"AB"), column_number(b"XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
