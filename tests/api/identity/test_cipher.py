from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.identity.cipher import Cell, Cipher, NotOurs, key_number, masked
from api.identity.keys import KeyRing

CELL = Cell("workers", "national_id", "W-TEST-1")
RING = KeyRing.new()


@given(st.text(max_size=60))
def test_what_was_sealed_opens_again_in_its_own_cell(text: str) -> None:
    cipher = Cipher(RING)
    assert cipher.open(cipher.seal(text, CELL), CELL) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    cipher = Cipher(RING)
    assert cipher.seal("same", CELL) != cipher.seal("same", CELL)


def test_a_column_sealed_at_once_opens_cell_by_cell_and_nowhere_else() -> None:
    cipher, rows, texts = Cipher(RING), ["W1", "W2", "W3"], ["张测试", "", "100"]
    sealed = cipher.seal_column("workers", "name", rows, texts)
    opened = [cipher.open(value, Cell("workers", "name", row)) for row, value in zip(rows, sealed, strict=True)]
    assert opened == texts and len(set(sealed)) == len(rows)
    with pytest.raises(NotOurs):
        cipher.open(sealed[0], Cell("workers", "name", "W2"))


@pytest.mark.parametrize(
    "cell",
    [Cell("workers", "national_id", "W-TEST-2"), Cell("workers", "phone", "W-TEST-1"), Cell("x", "national_id", "W")],
)
def test_a_value_moved_to_another_row_column_or_table_does_not_open(cell: Cell) -> None:
    cipher = Cipher(RING)
    with pytest.raises(NotOurs):
        cipher.open(cipher.seal("330206199001010000", CELL), cell)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_an_altered_value_does_not_open(place: int, change: int) -> None:
    cipher = Cipher(RING)
    sealed = bytearray(cipher.seal("10000000000", CELL))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(NotOurs):
        cipher.open(bytes(sealed), CELL)


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    old = Cipher(RING)
    new = Cipher(RING.rotated())
    sealed = old.seal("张测试", CELL)
    assert new.open(sealed, CELL) == "张测试"
    assert key_number(new.seal("张测试", CELL)) == key_number(sealed) + 1
    with pytest.raises(NotOurs):
        Cipher(RING.rotated().retired()).open(sealed, CELL)


def test_the_index_is_the_same_for_one_person_however_the_id_is_typed() -> None:
    cipher = Cipher(RING)
    typed = (" 33020619900101002x ", "３３０２０６１９９００１０１００２X")
    assert len({cipher.index(text, "national_id") for text in typed}) == 1
    assert cipher.index("1", "national_id") != cipher.index("1", "phone")
    assert cipher.index("1", "national_id") != Cipher(KeyRing.new()).index("1", "national_id")


def test_a_masked_number_shows_its_last_four_digits() -> None:
    assert masked("10000001234") == "*******1234"
    assert masked("123") == "***"
