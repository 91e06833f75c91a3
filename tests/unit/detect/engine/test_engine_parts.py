"""Boundaries, growing, folding, locales and merging, each against a plain reference."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.engine.bounds import left_clear, right_clear
from avow.detect.engine.byteclass import byte_table, literal_table
from avow.detect.engine.fold import fold_text
from avow.detect.engine.grow import grow_left, grow_right, trim_right
from avow.detect.engine.locales import declared_countries, vote_countries
from avow.detect.engine.merge import Contender, merge_findings
from avow.detect.finding import Finding, Strength
from avow.errors import RuleError


def bytes_of(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), dtype=np.uint8)


@pytest.mark.parametrize(
    ("text", "boundary", "left", "right"),
    [
        (" X ", "word", True, True),
        ("éX", "word", False, True),
        ("号X号", "word", True, True),
        ("_X9", "word", False, False),
        ("٣X", "digit", False, True),
        ("aXa", "digit", True, True),
        ("-X.", "token", False, True),
        ("-X.b", "token", False, False),
        ("aXa", "any", True, True),
        ("X", "word", True, True),
        ("1 X-2", "group", False, False),
        ("a X. b", "group", True, True),
        ("1X", "group", False, True),
        ("½X", "word", False, True),
    ],
)
def test_boundaries_are_judged_on_code_points(
    text: str, boundary: str, left: bool, right: bool
) -> None:
    data = bytes_of(text)
    place = text.encode().index(b"X")
    assert left_clear(data, np.array([place]), boundary).tolist() == [left]
    assert right_clear(data, np.array([place + 1]), boundary).tolist() == [right]


@given(text=st.text(alphabet="ab. ", min_size=1, max_size=200), most=st.integers(1, 150))
def test_growing_equals_a_loop(text: str, most: int) -> None:
    data = bytes_of(text)
    table = byte_table("[ab]")
    for place in range(len(text)):
        end = place
        while end < len(text) and end - place < most and text[end] in "ab":
            end += 1
        start = place
        while start > 0 and place - start < most and text[start - 1] in "ab":
            start -= 1
        limits = (np.array([len(text)]), np.array([0]))
        assert grow_right(data, np.array([place]), limits[0], table, most).tolist() == [end]
        assert grow_left(data, np.array([place]), limits[1], table, most).tolist() == [start]


def test_trimming_stops_at_the_start() -> None:
    data = bytes_of("ab...")
    ends = trim_right(data, np.array([0, 2]), np.array([5, 5]), literal_table("."))
    assert ends.tolist() == [2, 2]


@pytest.mark.parametrize("expression", ["[^a]", "abc", "[é]", "[", "[a-z]+"])
def test_classes_that_are_not_exact_are_refused(expression: str) -> None:
    with pytest.raises(RuleError):
        byte_table(expression)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("joe＠corp.com", "joe@corp.com"),
        ("j&#64;corp.com", "j@corp.com"),
        ("j&#x40;corp.com", "j@corp.com"),
        ("a\u200bb\u00adc", "abc"),
        ("tel 06\u00a012", "tel 06 12"),
        ("010–1234", "010-1234"),
        ("p\u0430ypal", "paypal"),
        ("٠١٢٣", "0123"),
        ("𝟒𝟐", "42"),
        ("user%40corp.com", "user@corp.com"),
    ],
)
def test_disguised_characters_fold(text: str, folded: str) -> None:
    view = fold_text(text, text.encode())
    assert view is not None
    assert view.text == folded
    assert view.original_span(0, len(folded)) == (0, len(text))


@pytest.mark.parametrize("text", ["plain", "déjà vu – so", "Москва", "a & b", "50% off", "日本語"])
def test_ordinary_text_is_not_folded(text: str) -> None:
    assert fold_text(text, text.encode()) is None


@given(
    st.text(max_size=40) | st.text(alphabet="7a@&#64;\u00a0\u2013\u0430\uff17\u200b", max_size=20)
)
def test_folded_offsets_stay_inside_and_in_order(text: str) -> None:
    view = fold_text(text, text.encode())
    if view is not None and view.text:
        assert len(view.text) == len(view.starts) == len(view.ends)
        assert (view.starts < view.ends).all()
        assert (np.diff(view.starts) >= 0).all()
        assert view.ends[-1] <= len(text)


@pytest.mark.parametrize(
    ("locales", "countries"),
    [
        (("en-GB",), {"GB"}),
        (("en-UK",), {"GB"}),
        (("de",), {"DE", "AT", "CH", "LI", "LU"}),
        (("FR", "pt_BR"), {"FR", "BR"}),
        ((), set()),
        (("xx",), set()),
    ],
)
def test_declared_countries(locales: tuple[str, ...], countries: set[str]) -> None:
    assert declared_countries(locales) == countries


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("the man and the dog of that town", "US"),
        ("der Hund und die Katze sind nicht im Haus", "DE"),
        ("les gens dans la rue et le chien", "FR"),
        ("el perro y los gatos en la calle que es una", "ES"),
        ("これは日本語の文です", "JP"),
        ("이것은 한국어 문장입니다", "KR"),
    ],
)
def test_documents_vote_for_countries(text: str, country: str) -> None:
    assert country in vote_countries(text)


@pytest.mark.parametrize("text", ["", "12345", "foo bar baz", "SELECT a FROM b"])
def test_no_language_no_vote(text: str) -> None:
    assert vote_countries(text) == frozenset()


def contender(start: int, end: int, strength: Strength, *, decoy: bool = False) -> Contender:
    finding = Finding(
        start=start,
        end=end,
        byte_start=start,
        byte_end=end,
        kind=f"kind.{strength.name.lower()}",
        rule=f"rule.{strength.name.lower()}",
        rule_version=1,
        score=0.5,
        strength=strength,
    )
    return Contender(finding=finding, impersonal=decoy)


spans = st.tuples(st.integers(0, 30), st.integers(1, 10), st.sampled_from(list(Strength)))


@given(st.lists(spans, max_size=12))
def test_merging_covers_everything_and_overlaps_nowhere(
    items: list[tuple[int, int, Strength]],
) -> None:
    contenders = [contender(start, start + size, strength) for start, size, strength in items]
    merged = merge_findings(contenders, keep_impersonal=False)
    covered = {place for item in merged for place in range(item.start, item.end)}
    wanted = {place for start, size, _ in items for place in range(start, start + size)}
    assert covered == wanted
    assert all(a.end <= b.start for a, b in itertools.pairwise(merged))
    assert merged == merge_findings(contenders[::-1], keep_impersonal=False)


def test_overlap_tail_removed() -> None:
    merged = merge_findings(
        [contender(5, 17, Strength.PATTERN), contender(13, 30, Strength.CHECK)],
        keep_impersonal=False,
    )
    assert [(item.start, item.end, item.kind) for item in merged] == [(5, 30, "kind.check")]


@pytest.mark.parametrize(
    ("decoy", "other", "left"),
    [
        (Strength.CHECK, Strength.PATTERN, 0),
        (Strength.PATTERN, Strength.CHECK, 1),
        (Strength.PATTERN, Strength.CONTEXT, 1),
        (Strength.PATTERN, Strength.PATTERN, 0),
    ],
)
def test_a_decoy_beats_only_what_is_not_stronger(
    decoy: Strength, other: Strength, left: int
) -> None:
    merged = merge_findings(
        [contender(0, 10, decoy, decoy=True), contender(0, 10, other)], keep_impersonal=False
    )
    assert len(merged) == left
