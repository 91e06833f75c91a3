"""A copy on a stream: stopped however it is dressed and cut; other text leaves."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.verbatim.build import build_index
from avow.verbatim.index_file import VerbatimIndex
from avow.verbatim.stream import RUN_WORDS, VerbatimState, VerbatimStream, exempt_texts

VOCABULARY = [
    f"{head}{tail}"
    for head in ("al", "be", "co", "du", "er")
    for tail in ("man", "ter", "ling", "dor", "sha", "vik", "pon", "rest")
]
SOURCE = random.Random(7)
CORPUS = [" ".join(SOURCE.choices(VOCABULARY, k=200)) for _ in range(30)]
OTHER = " ".join(random.Random(8).choices(VOCABULARY, k=3000))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> VerbatimIndex:
    return build_index(CORPUS, tmp_path_factory.mktemp("v") / "i", corpus="c")


def run(stream: VerbatimStream, pieces: list[str]) -> tuple[VerbatimState, str]:
    """Return the last state and what has left on the way."""
    text, left = "", 0
    state = VerbatimState(safe_cut=0)
    for piece in pieces:
        text += piece
        state = stream.feed(piece)
        assert state.safe_cut >= left
        left = state.safe_cut
        if state.stopped:
            return state, text[:left]
    state = stream.close()
    return state, text[: state.safe_cut]


def excerpt(rng: random.Random, words: int) -> str:
    text = rng.choice(CORPUS).split()
    at = rng.randrange(len(text) - words)
    return " ".join(text[at : at + words])


DRESSES = {
    "plain": lambda text: text,
    "capitals": str.upper,
    "punctuation": lambda text: text.replace(" ", ", -- "),
    "lines": lambda text: text.replace(" ", "\n"),
    "accents": lambda text: text.replace("e", "é").replace("a", "a\u0301"),
    "full width": lambda text: "".join(chr(ord(x) + 0xFEE0) if x != " " else x for x in text),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_verbatim_is_stopped_in_every_dress(dress: str, index: VerbatimIndex) -> None:
    for seed in range(25):
        rng = random.Random(seed)
        copy = DRESSES[dress](excerpt(rng, RUN_WORDS))
        preface = "Of course, here it is: "
        state, left = run(VerbatimStream(index), list(preface + copy + " and so on"))
        assert state.stopped
        leaked = left[len(preface) :].split(" ") if dress == "plain" else []
        assert len(leaked) <= index.facts.gram_words + index.facts.step - 1


@given(st.integers(0, 10**6), st.data())
def test_every_chunking_gives_the_same(seed: int, data: st.DataObject) -> None:
    rng = random.Random(seed)
    text = f"{OTHER[:200]} {excerpt(rng, rng.randrange(5, 60))} {OTHER[200:300]}"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    index = shared_index()
    whole, _ = run(VerbatimStream(index), [text])
    cut, left = run(VerbatimStream(index), pieces)
    letters, _ = run(VerbatimStream(index), list(text))
    assert (whole.stopped, whole.run_start) == (cut.stopped, cut.run_start)
    assert (whole.stopped, whole.run_start) == (letters.stopped, letters.run_start)
    assert left == text[: cut.safe_cut]


_INDEX: list[VerbatimIndex] = []


def shared_index() -> VerbatimIndex:
    if not _INDEX:
        import tempfile  # noqa: PLC0415

        _INDEX.append(build_index(CORPUS, Path(tempfile.mkdtemp()) / "i", corpus="c"))
    return _INDEX[0]


def test_text_that_is_not_indexed_leaves_whole(index: VerbatimIndex) -> None:
    state, left = run(VerbatimStream(index), [OTHER])
    assert not state.stopped
    assert left == OTHER
    live = VerbatimStream(index)
    held = [len(OTHER[:at]) - live.feed(OTHER[at - 1 : at]).safe_cut for at in range(1, 2000)]
    assert max(held) < 200
    assert sum(held) / len(held) < 12


def test_short_quotations_leave(index: VerbatimIndex) -> None:
    quotation = excerpt(random.Random(3), 12)
    text = f"As it says, {quotation}, which is all I know about that, honestly."
    state, left = run(VerbatimStream(index), list(text))
    assert not state.stopped
    assert left == text


def test_the_requests_own_text_is_no_copy(index: VerbatimIndex) -> None:
    mine = excerpt(random.Random(4), 80)
    assert run(VerbatimStream(index), [mine])[0].stopped
    request = f"Please correct: {mine.upper()}"
    exempt = exempt_texts(index, [request])
    assert exempt.grams
    assert not run(VerbatimStream(index, exempt), [mine])[0].stopped
    other = excerpt(random.Random(5), 80)
    assert run(VerbatimStream(index, exempt), [other])[0].stopped


def test_nothing_is_taken_after_a_stop(index: VerbatimIndex) -> None:
    stream = VerbatimStream(index)
    state = stream.feed(excerpt(random.Random(6), 60))
    assert state.stopped
    assert stream.feed("more and more") == state == stream.close()


def test_few_long_words_are_a_copy_by_their_letters(tmp_path: Path) -> None:
    words = [f"{'x' * 30}{number}" for number in range(40)]
    index = build_index([" ".join(words)], tmp_path / "i", corpus="c")
    state, _ = run(VerbatimStream(index), [" ".join(words[4:20])])
    assert state.stopped
    state, _ = run(VerbatimStream(index, run_characters=10**6), [" ".join(words[4:20])])
    assert not state.stopped
