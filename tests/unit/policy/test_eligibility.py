"""Eligibility: a missing label means not eligible."""

import pytest

from avow.policy.eligibility import Eligibility, judge_eligibility


@pytest.mark.parametrize(
    ("labels", "purposes", "expected"),
    [
        (["true"], ["train"], Eligibility.ELIGIBLE),
        ([" Yes "], ["support", " train "], Eligibility.ELIGIBLE),
        ([], ["train"], Eligibility.MISSING),
        (["true"], [], Eligibility.MISSING),
        ([""], ["train"], Eligibility.NOT_ELIGIBLE),
        (["true", "false"], ["train"], Eligibility.NOT_ELIGIBLE),
        (["0"], ["train"], Eligibility.NOT_ELIGIBLE),
        (["true"], ["training"], Eligibility.OTHER_PURPOSE),
        (["true"], ["TRAIN"], Eligibility.OTHER_PURPOSE),
    ],
)
def test_judgement(labels: list[str], purposes: list[str], expected: Eligibility) -> None:
    assert judge_eligibility(labels=labels, purposes=purposes, purpose="train") is expected
