"""Reference numbers: how much of a number a labelled code must hold."""

import numpy as np
import pytest

from avow.detect.verify import references
from avow.detect.verify.interface import PLAUSIBLE, REJECT, Candidates, Verifier


def judge(verifier: Verifier, value: str) -> int:
    data = np.frombuffer(value.encode(), dtype=np.uint8)
    starts, ends = np.array([0]), np.array([len(data)])
    return int(verifier(Candidates(data=data, starts=starts, ends=ends))[0])


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("E-10482", PLAUSIBLE),
        ("12345/06", PLAUSIBLE),
        ("482", PLAUSIBLE),
        ("missing", REJECT),
        ("A-12", REJECT),
        ("of", REJECT),
    ],
)
def test_reference_code(value: str, verdict: int) -> None:
    assert judge(references.reference_code, value) == verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("48213", PLAUSIBLE),
        ("2213", PLAUSIBLE),
        ("1899", PLAUSIBLE),
        ("20190", PLAUSIBLE),
        ("2019", REJECT),
        ("1900", REJECT),
        ("482", REJECT),
    ],
)
def test_reference_number_is_no_year(value: str, verdict: int) -> None:
    assert judge(references.reference_number, value) == verdict


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        ("NHC: ", PLAUSIBLE),
        ("Patient ID ", PLAUSIBLE),
        ("MRN ", PLAUSIBLE),
        ("the postcode is known. MRN: ", PLAUSIBLE),
        ("CP: ", REJECT),
        ("Código postal: ", REJECT),
        ("NASS: 28 ", REJECT),
        ("Tel.: ", REJECT),
        ("NºCol: 28 28 ", REJECT),
    ],
)
def test_record_number_is_not_another_fields(before: str, verdict: int) -> None:
    raw = before.encode() + b"123456"
    candidates = Candidates(
        data=np.frombuffer(raw, dtype=np.uint8),
        starts=np.array([len(before.encode())]),
        ends=np.array([len(raw)]),
    )
    assert int(references.record_number(candidates)[0]) == verdict
