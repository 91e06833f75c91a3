"""Building a `HashedMap`: peel the keys, then solve the slots in the opposite order."""

import numpy as np

from avow.detect.people.features import HashArray
from avow.detect.people.hashed_map import BitArray, HashedMap, IndexArray, slots_of
from avow.errors import DetectionError

SLACK = 1.24
MOST_SEEDS = 20
MOST_PALETTE = 256


def build_map(keys: HashArray, bits: BitArray) -> HashedMap:
    """Return the map of some keys; the same keys and bits give the same map.

    Args:
        keys: Distinct hashes, shape [n], n > 0.
        bits: Bits of each, not 0; at most 256 different values.

    Raises:
        DetectionError: There are too many different values or no seed works.
    """
    palette, numbers = np.unique(bits, return_inverse=True)
    if len(palette) > MOST_PALETTE:
        raise DetectionError(f"{len(palette)} different sets of bits, at most {MOST_PALETTE}")
    size = _third(len(keys))
    for seed in range(1, MOST_SEEDS):
        slots, prints = slots_of(keys, size=size, seed=seed)
        table = np.stack(slots, axis=1)
        rounds = _peel(table, 3 * size)
        if rounds is not None:
            return _solve(table, prints, numbers.astype(np.uint8), rounds, palette, seed)
    raise DetectionError("the keys cannot be peeled; are they distinct?")


def _third(keys: int) -> int:
    return int(keys * SLACK / 3) + 16


def _peel(table: IndexArray, slots: int) -> list[tuple[IndexArray, IndexArray]] | None:
    """Return rounds of (keys, the slot each owns), or None where a core cannot be peeled."""
    alive = np.ones(len(table), dtype=np.bool_)
    rounds: list[tuple[IndexArray, IndexArray]] = []
    left = len(table)
    while left:
        keys = np.flatnonzero(alive)
        places = table[keys]
        degree = np.bincount(places.ravel(), minlength=slots)
        lonely = degree[places] == 1
        chosen = lonely.any(axis=1)
        if not chosen.any():
            return None
        owned = places[chosen, np.argmax(lonely[chosen], axis=1)]
        rounds.append((keys[chosen], owned))
        alive[keys[chosen]] = False
        left -= int(chosen.sum())
    return rounds


def _solve(
    table: IndexArray,
    prints: np.ndarray[tuple[int], np.dtype[np.uint16]],
    numbers: np.ndarray[tuple[int], np.dtype[np.uint8]],
    rounds: list[tuple[IndexArray, IndexArray]],
    palette: BitArray,
    seed: int,
) -> HashedMap:
    total = 3 * _third(len(table))
    print_slots = np.zeros(total, dtype=np.uint16)
    value_slots = np.zeros(total, dtype=np.uint8)
    for keys, owned in reversed(rounds):
        places = table[keys]
        # The owned slot is still 0, so it drops out of the three.
        print_slots[owned] = prints[keys] ^ np.bitwise_xor.reduce(print_slots[places], axis=1)
        value_slots[owned] = numbers[keys] ^ np.bitwise_xor.reduce(value_slots[places], axis=1)
    return HashedMap(prints=print_slots, values=value_slots, palette=palette, seed=seed)
