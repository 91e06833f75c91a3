"""Bands of a MinHash signature: how many are chosen, and the key of each.

Every candidate is verified afterwards, so bands are chosen for recall. Broder 1997 (MinHash);
Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3 (banding).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xxhash

from avow.errors import ConfigError, MissingExtra
from avow.scrub.dedup.near.shingles import COMBINE, ShingleBatch, mix
from avow.scrub.dedup.rows import Words

PERMUTATIONS = 128
SEED = 42
RENSA_ALGORITHM = 2
RECALL_AT_THRESHOLD = 0.99
THRESHOLD_MIN = 0.3

Signatures = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Banding:
    """How a signature is cut.

    Attributes:
        bands: How many keys a document has.
        rows: Signature values per key.
    """

    bands: int
    rows: int

    def candidate_share(self, similarity: float) -> float:
        """Return the probability that a pair of this Jaccard similarity shares a key."""
        return float(1.0 - (1.0 - similarity**self.rows) ** self.bands)


_CHOSEN = {0.8: Banding(21, 6), 0.7: Banding(25, 5)}


def choose_banding(threshold: float) -> Banding:
    """Return the cut for a threshold: the fewest candidates that keep recall at 0.99.

    Raises:
        ConfigError: The threshold is not from 0.3 to 1.
    """
    if not THRESHOLD_MIN <= threshold <= 1.0:
        raise ConfigError(f"dedup.threshold for near duplicates is from {THRESHOLD_MIN} to 1")
    if threshold in _CHOSEN:
        return _CHOSEN[threshold]
    cuts = [Banding(PERMUTATIONS // rows, rows) for rows in range(1, PERMUTATIONS + 1)]
    good = [cut for cut in cuts if cut.candidate_share(threshold) >= RECALL_AT_THRESHOLD]
    return good[-1]


def sign(batch: ShingleBatch) -> Signatures:
    """Return MinHash signatures, shape [documents, 128].

    Raises:
        MissingExtra: rensa is not installed.
        ConfigError: rensa computes other signatures than this version of Avow was made for.
    """
    try:
        from rensa import RMinHash  # noqa: PLC0415 - optional, compiled
    except ImportError:
        raise MissingExtra.of("scrub", "near-duplicate search") from None
    if RMinHash.ALGORITHM_VERSION != RENSA_ALGORITHM:
        raise ConfigError(
            f"rensa computes signatures of version {RMinHash.ALGORITHM_VERSION}",
            hint="Install rensa 0.5: other signatures would find other candidates.",
        )
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        batch.hashes, batch.offsets.astype(np.uint64), PERMUTATIONS, SEED
    )
    return np.array(matrix.to_rows(), dtype=np.uint32).reshape(-1, PERMUTATIONS)


def band_keys(signatures: Signatures, banding: Banding, *, salt: str = "") -> Words:
    """Return the keys of documents, shape [documents, bands].

    Args:
        signatures: Shape [documents, 128].
        banding: How to cut.
        salt: Documents with different salts share no key (scope `source`).
    """
    used = banding.bands * banding.rows
    parts = signatures[:, :used].astype(np.uint64).reshape(-1, banding.bands, banding.rows)
    base = np.uint64(xxhash.xxh3_64_intdigest(salt.encode("utf-8", errors="backslashreplace")))
    keys = np.arange(1, banding.bands + 1, dtype=np.uint64)[None, :] * COMBINE + base
    keys = np.repeat(keys, len(parts), axis=0)
    for row in range(banding.rows):
        keys = mix(keys * COMBINE + parts[:, :, row])
    return keys
