"""Edits: the span algebra of 18.4 for arbitrary overlapping spans and several passes."""

from hypothesis import given
from hypothesis import strategies as st

from avow.scrub.cleaning.edits import Edit, LeafEdits
from avow.text import replace_spans

TEXT = "abcdefghijklmnopqrstuvwxyz"
SPANS = st.tuples(st.integers(0, 25), st.integers(1, 6)).map(
    lambda one: (one[0], min(26, sum(one)))
)


def edit(start: int, end: int, new: str = "#", *, changes: bool = True, kind: str = "k") -> Edit:
    return Edit(
        start=start, end=end, new=new, changes=changes, kind=kind, rule="r", rule_version=1,
        score=1, subject="", action="redact", evidence="pattern",
    )  # fmt: skip


@given(
    passes=st.lists(st.lists(SPANS, max_size=4), min_size=1, max_size=3),
    new=st.sampled_from(["#", "[###]"]),
)
def test_no_covered_character_survives_and_the_rest_is_unchanged(
    passes: list[list[tuple[int, int]]], new: str
) -> None:
    leaf = LeafEdits(TEXT)
    covered: set[int] = set()
    for spans in passes:
        length = len(leaf.current)
        for start, end in spans:
            if end > length:
                continue
            place = leaf.locate(start, end)
            covered.update(range(place.start, place.end))
            leaf.add(edit(place.start, place.end, new))
        leaf.render()
    assert "".join(c for c in leaf.current if c.isalpha()) == "".join(
        c for at, c in enumerate(TEXT) if at not in covered
    )
    pieces = [(one.start, one.end, leaf.current[a:b]) for one, a, b in leaf.placed()]
    assert replace_spans(TEXT, pieces) == leaf.current


def test_span_that_touches_a_replacement_is_stretched_over_it() -> None:
    leaf = LeafEdits(TEXT)
    leaf.add(edit(2, 5, "[TOKEN]"))
    assert leaf.render() == "ab[TOKEN]fghijklmnopqrstuvwxyz"
    place = leaf.locate(8, 11)
    assert (place.start, place.end, place.out_start, place.out_end) == (2, 7, 2, 11)
    after = leaf.locate(9, 11)
    assert (after.start, after.end, after.touched) == (5, 7, ())


def test_absorbed_kinds_become_parts() -> None:
    leaf = LeafEdits(TEXT)
    leaf.add(edit(2, 5, kind="a"))
    leaf.add(edit(8, 9, kind="b"))
    leaf.add(edit(4, 9, kind="c"))
    assert [(one.start, one.end, one.kind, one.parts) for one in leaf.edits] == [
        (2, 9, "c", ("a", "b"))
    ]


def test_note_never_absorbs() -> None:
    leaf = LeafEdits(TEXT)
    leaf.add(edit(2, 5))
    leaf.add(edit(4, 8, changes=False))
    leaf.add(edit(8, 9, changes=False))
    assert [(one.start, one.end) for one in leaf.edits] == [(2, 5), (8, 9)]
    assert "abc" not in repr(leaf)
