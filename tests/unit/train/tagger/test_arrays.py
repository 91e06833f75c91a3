import pytest

from avow.detect.people.gazetteers import load_gazetteers
from avow.detect.people.interface import LABELS
from avow.detect.people.scheme import OUTPUT_COUNT, begin_of, inside_of
from avow.train.tagger.arrays import EVERYTHING, make_arrays
from avow.train.tagger.samples import ANYTHING, NOT_PERSON, NOTHING, Marked, Sample

LISTS = load_gazetteers()
ALL = frozenset(LABELS)


def allowed(text: str, *spans: Marked, labelled: frozenset[str] = ALL) -> list[int]:
    return make_arrays([Sample(text, spans, labelled, "x")], LISTS).allowed.tolist()


def one(output: int) -> int:
    return 1 << output


def test_a_name_begins_and_goes_on():
    found = allowed("hi Ann Lee!", Marked(3, 10, "PERSON"))
    assert found == [1, one(begin_of("PERSON")), one(inside_of("PERSON")), 1]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (ANYTHING, EVERYTHING),
        (NOTHING, 1),
        (NOT_PERSON, EVERYTHING - one(begin_of("PERSON")) - one(inside_of("PERSON"))),
    ],
)
def test_what_is_unknown(label: str, expected: int):
    assert allowed("x", Marked(0, 1, label)) == [expected]


def test_a_label_that_a_set_does_not_annotate_is_unknown_not_outside():
    (found,) = allowed("x", labelled=ALL - {"AGE"})
    assert found == 1 | one(begin_of("AGE")) | one(inside_of("AGE"))


def test_samples_do_not_see_each_other():
    samples = [Sample(text, (), ALL, "x") for text in ("Ann Lee", "", "山 Bob 😀", "end")]
    together = make_arrays(samples, LISTS)
    position = 0
    for number, sample in enumerate(samples):
        alone = make_arrays([sample], LISTS)
        first, last = together.borders[number : number + 2]
        assert first == position
        assert together.rows[first:last].tolist() == alone.rows.tolist()
        assert together.bits[first:last].tolist() == alone.bits.tolist()
        position = last
    assert position == len(together.rows)


def test_a_span_after_wide_characters_marks_its_own_word():
    found = allowed("😀 é Ann", Marked(4, 7, "PERSON"))
    assert found == [1, 1, one(begin_of("PERSON"))]
    assert 1 + 2 * len(LABELS) == OUTPUT_COUNT
