"""Places: what may be a label right before a name."""

import pytest

from avow.detect.subjects.cues.places import may_be_labelled

NAME = "Ann Roe"


@pytest.mark.parametrize(
    ("text", "is_possible"),
    [
        ("Full name: Ann Roe", True),
        ("Signed | To: Ann Roe", True),
        ("reply to\tAnn Roe", True),
        ("the guest:\n   Ann Roe", True),
        ("To: Ann Roe", True),
        ("From: Ann Roe", True),
        ("he wrote to Ann Roe", False),
        ("he went there: Ann Roe", False),
        ("he said (Ann Roe", False),
        ("Ann Roe", False),
        ("he said: the green table: Ann Roe", False),
    ],
)
def test_a_label(text: str, is_possible: bool) -> None:
    assert may_be_labelled(text, text.index(NAME)) is is_possible
