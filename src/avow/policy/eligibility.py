"""Eligibility: a conversation enters a data set only with a label and a purpose that allow it."""

from collections.abc import Sequence
from enum import StrEnum

YES = frozenset({"true", "yes", "eligible", "1"})


class Eligibility(StrEnum):
    """The answer for one record."""

    ELIGIBLE = "eligible"
    MISSING = "missing-eligibility"
    NOT_ELIGIBLE = "not-eligible"
    OTHER_PURPOSE = "other-purpose"


def judge_eligibility(
    *, labels: Sequence[str], purposes: Sequence[str], purpose: str
) -> Eligibility:
    """Return whether a labelled record may be used; pure, and fails closed.

    Args:
        labels: The record's eligibility label; all must say yes where there are several.
        purposes: The purposes that the person agreed to.
        purpose: What the data set is for.
    """
    if not labels or not purposes:
        return Eligibility.MISSING
    if any(label.strip().casefold() not in YES for label in labels):
        return Eligibility.NOT_ELIGIBLE
    if purpose not in {value.strip() for value in purposes}:
        return Eligibility.OTHER_PURPOSE
    return Eligibility.ELIGIBLE
