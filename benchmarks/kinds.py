"""Counts what a detector looks for, for the coverage beside every speed."""

from avow.detect.detector import Detector
from avow.detect.rule import Role

# Look-alikes and organisations' numbers are recognised so that they do not count as personal.
REPORTED = (Role.PERSONAL, Role.SECRET)


def count_kinds(detector: Detector, only: tuple[str, ...] = ()) -> int:
    """Return how many kinds of personal data and secrets a detector reports.

    Args:
        detector: The detector.
        only: The kinds or classes that it was loaded for; empty means all.
    """
    names = {rule.kind for rule in detector.rules}
    return sum(
        detector.kind(name).role in REPORTED and name.startswith(only or "") for name in names
    )
