"""A read-only map from 64-bit hashes to small sets of bits, in three bytes a key and three gathers.

Each key's entry is the exclusive or of three slots (Botelho, Pagh, Ziviani 2007; the layout of
xor filters, Graf and Lemire 2020). A key that was never stored is refused by a 16-bit fingerprint,
save one in 65,536. The map holds no word, only hashes of words.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.detect.people.features import HashArray, mix

BitArray = npt.NDArray[np.uint32]
IndexArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class HashedMap:
    """The map.

    Attributes:
        prints: Fingerprint part of the slots, uint16, shape [3 * size].
        values: Palette part of the slots, uint8, shape [3 * size].
        palette: Bits of each palette number, uint32, shape [<= 256].
        seed: Seed under which the slots were found.
    """

    prints: npt.NDArray[np.uint16]
    values: npt.NDArray[np.uint8]
    palette: BitArray
    seed: int

    def look_up(self, keys: HashArray) -> BitArray:
        """Return the bits of each key, 0 for a key that is not in the map, shape [keys]."""
        if not len(keys):
            return np.zeros(0, dtype=np.uint32)
        slots, prints = slots_of(keys, size=len(self.prints) // 3, seed=self.seed)
        found = self.prints[slots[0]] ^ self.prints[slots[1]] ^ self.prints[slots[2]]
        value = self.values[slots[0]] ^ self.values[slots[1]] ^ self.values[slots[2]]
        # The palette may be shorter than 256: a stranger's value can point past its end.
        bits = self.palette[np.minimum(value, len(self.palette) - 1)]
        return np.where(found == prints, bits, np.uint32(0))


def slots_of(
    keys: HashArray, *, size: int, seed: int
) -> tuple[tuple[IndexArray, IndexArray, IndexArray], npt.NDArray[np.uint16]]:
    """Return the three slots and the fingerprint of each key.

    Args:
        keys: Hashes, shape [keys].
        size: Slots in each third of the table.
        seed: Changes all of them.
    """
    spread = mix(keys + np.uint64(seed))
    again = mix(spread)
    low = np.uint64(0xFFFFFFFF)
    span, half = np.uint64(size), np.uint64(32)
    first = ((spread & low) * span) >> half
    second = (((spread >> half) * span) >> half) + span
    third = (((again & low) * span) >> half) + span + span
    prints = (again >> np.uint64(48)).astype(np.uint16)
    slots = (first.astype(np.int64), second.astype(np.int64), third.astype(np.int64))
    return slots, prints
