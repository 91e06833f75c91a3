"""The accurate tagger: independence, offsets, refusals; and a golden text with the real weights."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.detect.people.encoder import accurate
from avow.detect.people.encoder.accurate import (
    NETWORK_FILE,
    SETTINGS_FILE,
    VOCABULARY_FILE,
    AccurateTagger,
    read_settings,
)
from avow.detect.people.interface import LABELS
from avow.detect.people.scheme import OUTPUT_COUNT
from avow.errors import ConfigError, DamagedInput, DecodeError, UsageError

WEIGHTS = Path(accurate.__file__).parent / "weights"
GOLDEN = [
    ("Please call Maria Gonzalez about the lease.", ["Maria Gonzalez"]),
    ("hey ask priya if tom can drive us tomorrow", ["priya", "tom"]),
    ("Dear Mr Okafor, Dr. Lindqvist's office moved to Leeds.", ["Okafor", "Lindqvist"]),
    ("El paciente, Antonio Ruiz Vega, vive en Burgos.", ["Antonio Ruiz Vega"]),
    ("From: Jean-Luc Moreau <jl@example.com>", ["Jean-Luc Moreau"]),
    ("The committee will meet in May to mark up the bill.", []),
    ("INFO Retry Policy: Exponential, Max Attempts: 5", []),
    ("Add one cup of brown sugar and a pinch of sage.", []),
]
PHRASES = (
    "Ann Lee ",
    "met ",
    "José ",
    "in Łódź. ",
    "\n\n",
    "we ",
    "@bo ",
    "12 May ",
    "你好 ",
    "🎉",
)


@pytest.fixture(scope="module")
def tagger() -> AccurateTagger:
    return AccurateTagger.load()


def persons(tagger: AccurateTagger, text: str) -> list[str]:
    (mentions,) = tagger.tag([text])
    return [text[one.start : one.end] for one in mentions if one.label == "PERSON"]


@pytest.mark.parametrize(("text", "expected"), GOLDEN)
def test_golden_texts(tagger: AccurateTagger, text: str, expected: list[str]) -> None:
    assert persons(tagger, text) == expected


texts = st.lists(st.sampled_from(PHRASES), max_size=12).map("".join)


@given(st.lists(texts, min_size=2, max_size=4), st.randoms())
@settings(max_examples=12, deadline=None)
def test_an_answer_does_not_depend_on_the_other_texts(
    tagger: AccurateTagger, many: list[str], chance: object
) -> None:
    alone = {text: tagger.tag([text])[0] for text in many}
    shuffled = sorted(many, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert tagger.tag(shuffled) == [alone[text] for text in shuffled]


@given(texts)
@settings(max_examples=25, deadline=None)
def test_mentions_are_sorted_apart_and_on_visible_text(tagger: AccurateTagger, text: str) -> None:
    (mentions,) = tagger.tag([text])
    ends = [0, *(one.end for one in mentions)]
    for one, end in zip(mentions, ends, strict=False):
        assert end <= one.start < one.end <= len(text)
        value = text[one.start : one.end]
        assert value == value.strip()
        assert one.label in LABELS
        assert 0 < one.probability <= 1


def test_far_text_does_not_change_a_window(tagger: AccurateTagger) -> None:
    block = "Ann Lee met José in Łódź and they talked for a while about the lease.\n\n"
    filler = "the rent is due and the heating has been off for a week now, again.\n" * 8
    near = tagger.tag([filler + "\n" + block])[0]
    far = tagger.tag([filler * 6 + "\n" + block])[0]
    shift = len(filler) * 5
    last = [one for one in near if one.start > len(filler)]
    moved = [(one.start + shift, one.end + shift, one.label) for one in last]
    assert [(one.start, one.end, one.label) for one in far][-len(moved) :] == moved


def test_probabilities_have_a_row_per_word(tagger: AccurateTagger) -> None:
    rows = tagger.probabilities("Ann Lee, 12 May")
    assert rows.shape == (5, OUTPUT_COUNT)
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("text", ["", " \n\t", "\x00"])
def test_texts_without_words_have_no_mentions(tagger: AccurateTagger, text: str) -> None:
    assert tagger.tag([text]) == [[]]
    assert tagger.probabilities(text).shape == (0, OUTPUT_COUNT)


def test_recall_finds_all_that_balanced_finds(tagger: AccurateTagger) -> None:
    eager = AccurateTagger.load("recall")
    for text, expected in GOLDEN:
        found = " | ".join(persons(eager, text))
        assert all(name in found for name in expected)
    assert eager.version != tagger.version


def test_lone_surrogate_is_refused_without_its_text(tagger: AccurateTagger) -> None:
    with pytest.raises(DecodeError) as caught:
        tagger.tag(["Ann \ud800 Lee"])
    assert "Ann" not in str(caught.value)


def test_unknown_point_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="balanced"):
        AccurateTagger.load("eager")


def test_no_weights_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        AccurateTagger.load(folder=tmp_path)
    assert "avow detect train --tier accurate" in caught.value.hint


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(WEIGHTS, tmp_path / "weights")
    yield tmp_path / "weights"
    shutil.rmtree(tmp_path / "weights")


@pytest.mark.parametrize("name", [NETWORK_FILE, VOCABULARY_FILE])
@pytest.mark.parametrize("change", ["absent", "shorter", "flipped"])
def test_changed_files_are_refused(copy: Path, name: str, change: str) -> None:
    content = (copy / name).read_bytes()
    if change == "absent":
        (copy / name).unlink()
    elif change == "shorter":
        (copy / name).write_bytes(content[:-1])
    else:
        (copy / name).write_bytes(content[:99] + bytes([content[99] ^ 1]) + content[100:])
    with pytest.raises(DamagedInput, match=name):
        AccurateTagger.load(folder=copy)


@pytest.mark.parametrize(
    "settings_value",
    [
        b"no json",
        b"[]",
        b"{}",
        orjson.dumps({"network": "", "vocabulary": "", "lists": "", "points": {}}),
        orjson.dumps({"network": "", "vocabulary": "", "lists": "", "points": {"balanced": [1]}}),
        orjson.dumps({"network": "", "vocabulary": "", "lists": "", "points": {"a": ["x"] * 7}}),
    ],
)
def test_wrong_settings_are_refused(settings_value: bytes) -> None:
    with pytest.raises(ConfigError):
        read_settings(settings_value)


def test_settings_of_the_package_hold() -> None:
    found = read_settings((WEIGHTS / SETTINGS_FILE).read_bytes())
    assert set(found.points) == {"balanced", "recall", "precision"}
