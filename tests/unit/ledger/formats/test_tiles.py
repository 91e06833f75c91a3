from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.errors import VerificationError
from avow.ledger.formats.tiles import (
    Tile,
    bundles_of,
    number_path,
    parse_tile_path,
    read_bundle,
    read_tile,
    tiles_of,
    write_bundle,
)


@pytest.mark.parametrize(
    ("number", "path"),
    [(0, "000"), (67, "067"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")],
)
def test_c2sp_tile_paths(number: int, path: str) -> None:
    assert number_path(number) == path


def test_c2sp_tile_counts_for_70000() -> None:
    tiles = list(tiles_of(70_000))
    assert Counter(tile.level for tile in tiles if tile.width == 256) == {0: 273, 1: 1}
    assert [(t.level, t.width) for t in tiles if t.width < 256] == [(0, 112), (1, 17), (2, 1)]
    assert sum(tile.width for tile in bundles_of(70_000)) == 70_000


def test_c2sp_tile_counts_for_256() -> None:
    assert [(t.level, t.number, t.width) for t in tiles_of(256)] == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles_of(0)) == []
    assert [t.path() for t in tiles_of(1)] == ["tile/0/000.p/1"]
    assert [t.path() for t in bundles_of(257)] == ["tile/entries/000", "tile/entries/001.p/1"]


@given(
    st.builds(
        lambda level, number, width: Tile(level=level, number=number, width=width),
        st.integers(-1, 63),
        st.integers(0, 10**12),
        st.integers(1, 256),
    )
)
def test_paths_are_read_back(tile: Tile) -> None:
    assert parse_tile_path(tile.path()) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/00",
        "tile/0/x000/001",
        "tile/64/000",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/-1/000",
        "tile/0/../checkpoint",
        "checkpoint",
        "tile/0/1234",
    ],
)
def test_other_paths_name_no_tile(path: str) -> None:
    assert parse_tile_path(path) is None


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_bundles_are_read_back(leaves: list[bytes]) -> None:
    tile = Tile(level=-1, number=0, width=len(leaves))
    assert read_bundle(write_bundle(leaves), tile) == leaves


def test_a_cut_bundle_names_its_entry() -> None:
    data = write_bundle([b"one", b"two", b"three"])
    tile = Tile(level=-1, number=2, width=3)
    for cut in range(len(data)):
        with pytest.raises(VerificationError, match=r"entry 51[2-4]: the bundle breaks off"):
            read_bundle(data[:cut], tile)
    with pytest.raises(VerificationError, match=r"entry 515: .*more"):
        read_bundle(data + b"\x00", tile)


def test_entries_and_tiles_of_wrong_length() -> None:
    with pytest.raises(ValueError, match="65,535"):
        write_bundle([b"x" * 65_536])
    with pytest.raises(VerificationError, match="31 bytes, not 1"):
        read_tile(b"x" * 31, Tile(level=0, number=0, width=1))
