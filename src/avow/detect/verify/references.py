"""Verifiers of reference numbers: customer, employee, case and order codes without a scheme."""

import numpy as np

from avow.detect.verify.interface import PLAUSIBLE, Candidates, Verifier, VerifierFactory, verdicts
from avow.text import ByteArray

FEWEST_DIGITS = 3
YEARS = (1900, 2099)


def reference_code(candidates: Candidates) -> ByteArray:
    """Check that a labelled code holds at least three digits, so that no plain word passes."""
    _, counts = candidates.digits(32)
    return verdicts(counts >= FEWEST_DIGITS, PLAUSIBLE)


def reference_number(candidates: Candidates) -> ByteArray:
    """Check a labelled plain number: four or more digits, and not a year of 1900 to 2099."""
    digits, counts = candidates.digits(4)
    powers = np.array((1000, 100, 10, 1), dtype=np.int64)
    value = np.where(digits > 9, 0, digits).astype(np.int64) @ powers
    year = (counts == 4) & (value >= YEARS[0]) & (value <= YEARS[1])
    return verdicts((counts >= 4) & ~year, PLAUSIBLE)


VERIFIERS: dict[str, Verifier] = {
    "reference_code": reference_code,
    "reference_number": reference_number,
}

FACTORIES: dict[str, VerifierFactory] = {}
