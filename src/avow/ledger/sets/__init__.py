"""Set commitments: prove that a record is in a sealed set, or that it is not, by a short proof."""
