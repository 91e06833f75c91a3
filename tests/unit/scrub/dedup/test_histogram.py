"""Group sizes are counted in classes that double."""

import numpy as np

from avow.scrub.dedup.histogram import SizeClass, SizeHistogram


def test_sizes_fall_into_their_classes() -> None:
    sizes = SizeHistogram()
    sizes.add(np.array([2, 2, 3, 4, 5, 8, 9], dtype=np.int64))
    sizes.add(np.array([1000], dtype=np.int64))
    assert sizes.classes == (
        SizeClass(2, 2, 2, 4),
        SizeClass(3, 4, 2, 7),
        SizeClass(5, 8, 2, 13),
        SizeClass(9, 16, 1, 9),
        SizeClass(513, 1024, 1, 1000),
    )
    assert sizes.groups == 8
    assert sizes.largest == 1000


def test_no_groups_are_no_classes() -> None:
    sizes = SizeHistogram()
    sizes.add(np.empty(0, dtype=np.int64))
    assert sizes.classes == ()
    assert sizes.groups == sizes.largest == 0
