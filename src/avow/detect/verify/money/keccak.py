"""Keccak-256 as Ethereum and Monero use it: the original padding, not that of SHA3-256.

The state is 25 lanes of one 64-bit word per message, so many messages cost little more than one.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Lane = npt.NDArray[np.uint64]

RATE_BYTES = 136
LANES = 25
ROUNDS = 24


def _rotation_offsets() -> tuple[int, ...]:
    """Return the rho offsets, from the walk (x, y) -> (y, 2x + 3y) of the specification."""
    offsets = [0] * LANES
    x, y = 1, 0
    for step in range(24):
        offsets[x + 5 * y] = (step + 1) * (step + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return tuple(offsets)


def _round_constants() -> tuple[np.uint64, ...]:
    """Return the iota constants, from the 8-bit shift register of the specification."""
    constants, register = [], 1
    for _ in range(ROUNDS):
        constant = 0
        for bit in range(7):
            if register & 1:
                constant |= 1 << (2**bit - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        constants.append(np.uint64(constant))
    return tuple(constants)


_OFFSETS = _rotation_offsets()
_CONSTANTS = _round_constants()


def _rotate(lane: Lane, count: int) -> Lane:
    if count == 0:
        return lane
    return (lane << np.uint64(count)) | (lane >> np.uint64(64 - count))


def _permute(state: list[Lane]) -> list[Lane]:
    """Apply Keccak-f[1600]; lane (x, y) stands at x + 5y."""
    for constant in _CONSTANTS:
        parity = [
            state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]
            for x in range(5)
        ]
        change = [parity[(x - 1) % 5] ^ _rotate(parity[(x + 1) % 5], 1) for x in range(5)]
        moved = list(state)
        for place in range(LANES):
            x, y = place % 5, place // 5
            lane = _rotate(state[place] ^ change[x], _OFFSETS[place])
            moved[y + 5 * ((2 * x + 3 * y) % 5)] = lane
        for row in range(0, LANES, 5):
            for x in range(5):
                state[row + x] = moved[row + x] ^ (
                    ~moved[row + (x + 1) % 5] & moved[row + (x + 2) % 5]
                )
        state[0] = state[0] ^ constant
    return state


def keccak_256(messages: Sequence[bytes]) -> list[bytes]:
    """Return the 32-byte Keccak-256 digest of each message (submission to NIST, padding 0x01).

    Raises:
        ValueError: A message has more than 135 bytes; wallets never do.
    """
    if not messages:
        return []
    if max(map(len, messages)) >= RATE_BYTES:
        raise ValueError(f"a message has {RATE_BYTES} bytes or more")
    block = np.zeros((len(messages), RATE_BYTES), dtype=np.uint8)
    for row, message in enumerate(messages):
        padded = message + b"\x01"
        block[row, : len(padded)] = np.frombuffer(padded, dtype=np.uint8)
    block[:, -1] |= 0x80
    words = block.view("<u8").astype(np.uint64)
    empty = np.zeros(len(messages), dtype=np.uint64)
    state = [words[:, lane].copy() for lane in range(words.shape[1])]
    state = _permute(state + [empty] * (LANES - len(state)))
    digest = np.stack(state[:4], axis=1).astype("<u8")
    return [row.tobytes() for row in digest]
