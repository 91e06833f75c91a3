"""The guard against losing a source to small classes."""

import pytest

from avow.errors import PolicyError
from avow.scrub.config import QuasiConfig
from avow.scrub.pipeline.classes import SourceSmall, check_class_loss

QUASI = QuasiConfig(columns=("age",), k=5, action="suppress")


def test_more_than_the_limit_is_refused() -> None:
    with pytest.raises(PolicyError, match="21 of 100 records of source b") as caught:
        check_class_loss([SourceSmall("a", 100, 0), SourceSmall("b", 100, 21)], QUASI)
    assert "--allow-source-loss" in caught.value.hint


@pytest.mark.parametrize(
    ("source", "quasi"),
    [
        (SourceSmall("a", 100, 20), QUASI),
        (SourceSmall("a", 99, 99), QUASI),
        (SourceSmall("a", 0, 0), QUASI),
        (
            SourceSmall("a", 100, 100),
            QuasiConfig(columns=("age",), action="suppress", allow_source_loss=True),
        ),
    ],
)
def test_what_policy_allows_passes(source: SourceSmall, quasi: QuasiConfig) -> None:
    check_class_loss([source], quasi)
