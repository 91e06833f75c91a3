"""Outputs of the taggers: outside, and a begin and an inside per label."""

from avow.detect.people.interface import LABELS

OUTSIDE = 0
OUTPUT_COUNT = 1 + 2 * len(LABELS)


def begin_of(label: str) -> int:
    """Return the output that begins a mention of a label."""
    return 1 + 2 * LABELS.index(label)


def inside_of(label: str) -> int:
    """Return the output of a further word of a mention."""
    return 2 + 2 * LABELS.index(label)
