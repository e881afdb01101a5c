"""Sealing of identity columns: AES-256-GCM bound to its row, and a keyed index for finding duplicates.

A sealed value is ``key number (4 bytes) · nonce (12) · ciphertext with tag``. The associated data name table, column
and row, so a value moved to another row or column does not open (NIST SP 800-38D).
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.identity.keys import KeyRing, read_keys

NUMBER_BYTES = 4
NONCE_BYTES = 12
INDEX_HEX = 64


class NotOurs(Exception):
    """A sealed value does not open: it was altered, moved from another row, or its key is gone."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a sealed value stands; part of what is authenticated."""

    table: str
    column: str
    row: str

    @property
    def associated(self) -> bytes:
        """Bytes that bind the value to its place; lengths keep parts from running into each other."""
        return _place(self.table, self.column) + _framed(self.row)


@lru_cache(maxsize=256)
def _place(table: str, column: str) -> bytes:
    return _framed(table) + _framed(column)


def _framed(part: str) -> bytes:
    content = part.encode()
    return len(content).to_bytes(4, "big") + content


@dataclass(frozen=True, slots=True)
class Cipher:
    """Seals, opens and indexes with one key ring."""

    ring: KeyRing
    _sealers: dict[int, AESGCM] = field(default_factory=dict, init=False, repr=False, compare=False)
    """By number of their key; gone with the ring when that is read again."""

    def seal(self, text: str, cell: Cell) -> bytes:
        """The sealed form of a text for one cell."""
        return self.seal_bytes(text.encode(), cell)

    def open(self, sealed: bytes, cell: Cell) -> str:
        """The text of a sealed value; raises ``NotOurs`` like ``open_bytes``."""
        return self.open_bytes(sealed, cell).decode()

    def seal_bytes(self, content: bytes, cell: Cell) -> bytes:
        """The sealed form of some content for one cell."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        number = self.ring.current
        body = self._sealer(number).encrypt(nonce, content, cell.associated)
        return number.to_bytes(NUMBER_BYTES, "big") + nonce + body

    def seal_column(self, table: str, column: str, rows: Sequence[str], texts: Iterable[str]) -> list[bytes]:
        """The sealed forms of a column's texts, one for each row; as ``seal`` of each, but faster."""
        encrypt, place = self._sealer(self.ring.current).encrypt, _place(table, column)
        number = self.ring.current.to_bytes(NUMBER_BYTES, "big")
        noise = secrets.token_bytes(NONCE_BYTES * len(rows))
        nonces = [noise[start : start + NONCE_BYTES] for start in range(0, len(noise), NONCE_BYTES)]
        return [
            number + nonce + encrypt(nonce, text.encode(), place + _framed(row))
            for nonce, row, text in zip(nonces, rows, texts, strict=True)
        ]

    def open_bytes(self, sealed: bytes, cell: Cell) -> bytes:
        """The content of a sealed value.

        Raises
        ------
        NotOurs
            It was altered, comes from another cell, or its key is not on the ring.
        """
        number = key_number(sealed)
        if number not in self.ring.seal:
            raise NotOurs(f"key {number} of {cell.table}.{cell.column} is not on the ring")
        nonce, body = sealed[NUMBER_BYTES : NUMBER_BYTES + NONCE_BYTES], sealed[NUMBER_BYTES + NONCE_BYTES :]
        try:
            return self._sealer(number).decrypt(nonce, body, cell.associated)
        except InvalidTag:
            raise NotOurs(f"{cell.table}.{cell.column} of row {cell.row} does not open") from None

    def index(self, text: str, purpose: str) -> str:
        """Keyed digest of a normalised text: equal texts give equal digests, nothing else can be told from it."""
        # plain ASCII is its own normal form
        normal = (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip().upper()
        return hmac.digest(self.ring.index, f"{purpose}\x00{normal}".encode(), "sha256").hex()

    def _sealer(self, number: int) -> AESGCM:
        """Made once for each key: thousands of cells are sealed in a row."""
        found = self._sealers.get(number)
        if found is None:
            found = self._sealers[number] = AESGCM(self.ring.seal[number])
        return found


class KeyFile:
    """The cipher of a key file; read again when the file has changed, as it does at rotation and erasure."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = (0, 0)
        self._cipher: Cipher | None = None

    def cipher(self) -> Cipher:
        """The cipher of the keys as they stand now.

        Raises
        ------
        BadUsage
            There is no key file, or it cannot be used.
        """
        found = self._path.stat() if self._path.exists() else None
        stamp = (0, 0) if found is None else (found.st_mtime_ns, found.st_ino)
        if self._cipher is None or stamp != self._stamp:
            self._cipher, self._stamp = Cipher(read_keys(self._path)), stamp
        return self._cipher


def key_number(sealed: bytes) -> int:
    """Number of the key that sealed a value."""
    return int.from_bytes(sealed[:NUMBER_BYTES], "big")


def masked(text: str, shown: int = 4) -> str:
    """A number with all but its last digits hidden.

    >>> masked("330206199001011234"), masked("12")
    ('**************1234', '**')
    """
    return "*" * len(text) if len(text) <= shown else "*" * (len(text) - shown) + text[-shown:]
