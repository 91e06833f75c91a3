"""Verifiers of reference numbers: customer, employee, case and order codes without a scheme."""

import re

import numpy as np

from avow.detect.verify.interface import PLAUSIBLE, Candidates, Verifier, VerifierFactory, verdicts
from avow.detect.verify.people.surroundings import contexts
from avow.text import ByteArray

FEWEST_DIGITS = 3
YEARS = (1900, 2099)

_LABEL_BYTES = 40
# A label with a colon straight before a number, perhaps behind the first groups of that number.
_OTHER_LABEL = re.compile(
    rb"(?:\bc\.? ?p\.?|c(?:o|\xc3\xb3)d(?:igo|\.) ?postal|plz|postleitzahl|code postal|post ?code"
    rb"|zip(?: ?code)?|n\.?a\.?s\.?s|nuss|seguridad social|episodio|col(?:egiad[oa]|eg)?\.?"
    rb"|tel(?:\xc3\xa9|e)?(?:fono)?\.?|phone|fax|m(?:\xc3\xb3|o)vil|mobile)"
    rb"[ \t]{0,2}[:=][ \t]{0,3}(?:\d{1,12}[ /-]){0,2}\Z",
    re.IGNORECASE,
)


def record_number(candidates: Candidates) -> ByteArray:
    """Check that a number beside a record word does not stand behind another field's label."""
    around = contexts(candidates, _LABEL_BYTES, 0)
    own = [_OTHER_LABEL.search(before) is None for before, _, _ in around]
    return verdicts(np.array(own, dtype=np.bool_), PLAUSIBLE)


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
    "record_number": record_number,
    "reference_code": reference_code,
    "reference_number": reference_number,
}

FACTORIES: dict[str, VerifierFactory] = {}
