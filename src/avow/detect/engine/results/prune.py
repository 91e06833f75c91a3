"""Pruning: look-alikes that touch nothing personal decide nothing, so they are left out early."""

import numpy as np

from avow.detect.engine.propose import Proposals
from avow.detect.verify.interface import BoolArray


def without_lone_decoys(
    proposals: Proposals, impersonal: BoolArray, protected: BoolArray
) -> Proposals:
    """Return the proposals without the connected groups that hold nothing personal.

    A decoy can only beat what it overlaps, directly or through other decoys; a group of
    overlapping spans without a personal one in it leaves no finding.

    Args:
        proposals: Verified candidates, sorted by start.
        impersonal: Which rules find decoys or organisations' numbers, shape [rules].
        protected: Documents all of whose candidates are kept, shape [documents].
    """
    if not len(proposals.starts):
        return proposals
    personal = ~impersonal[proposals.rules]
    if personal.all():
        return proposals
    reached = np.maximum.accumulate(proposals.ends)
    fresh = np.append(True, proposals.starts[1:] >= reached[:-1])
    group = np.cumsum(fresh) - 1
    matters = np.logical_or.reduceat(personal, np.flatnonzero(fresh))[group]
    return proposals.take(matters | protected[proposals.documents])
