"""The teacher's answers on open text: what the fast tagger learns from beside the labelled sets.

A soft label is the whole row of probabilities, so the student also learns where the teacher was in
doubt. Only pieces in which names may stand are labelled; the rest would teach little.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avow.detect.people.encoder.accurate import AccurateTagger
from avow.detect.people.encoder.inputs import WordInputs, read_words
from avow.detect.people.encoder.windows import cut_windows
from avow.detect.people.encoder.wordpiece import WordPieces
from avow.detect.people.features import RAISED
from avow.detect.people.gazetteers import Gazetteers, WordBit
from avow.errors import DamagedInput
from avow.text import ByteArray, IntArray, encode_text
from avow.train.tagger.open_texts import read_texts

LANGUAGE_OF = {"parlamint_es/congreso": "es"}
MOST_WORDS = 112
_FEWEST_NAMES = 2
_LISTED = (
    WordBit.FORENAME_TOP
    | WordBit.FORENAME_US
    | WordBit.FORENAME
    | WordBit.SURNAME_TOP
    | WordBit.SURNAME_US
    | WordBit.SURNAME
)
_SMALL_SOURCES = ("clinical/", "dialogue/")

SHARES = {
    "congress_record/extensions": 0.28,
    "congress_record/floor": 0.08,
    "parlamint_es/congreso": 0.14,
    "meetings/qmsum": 0.1,
    "letters/standard_ebooks": 0.12,
    "letters/beethoven": 0.02,
    "clinical/aci_bench": 0.08,
    "clinical/mts_dialog": 0.06,
    "clinical/primock57": 0.03,
    "dialogue/taskmaster4_coffee": 0.01,
    "tech_docs/peps": 0.03,
    "tech_docs/kubernetes_community": 0.05,
}
"""Share of each file of the open texts among the words to label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of an open text.

    Attributes:
        text: The text.
        source: File that it comes from.
        language: ISO 639-1 code.
    """

    text: str
    source: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftLabels:
    """The teacher's answers on some pieces.

    Attributes:
        data: UTF-8 of all pieces, one after another.
        piece_offsets: Where each piece starts in `data`, and the end; `int64[pieces + 1]`.
        word_offsets: Where the words of each piece start among the rows, and the end.
        probabilities: `float16[words, outputs]`, one row per word that `find_words` finds in the
            piece alone.
        sources, languages: Per piece.
    """

    data: ByteArray
    piece_offsets: IntArray
    word_offsets: IntArray
    probabilities: NDArray[np.float16]
    sources: NDArray[np.str_]
    languages: NDArray[np.str_]


def choose_pieces(
    folder: Path, lists: Gazetteers, vocabulary: WordPieces, *, words: int, seed: int
) -> list[Piece]:
    """Choose pieces of the open texts in which names may stand, mixed by `SHARES`.

    Args:
        folder: Folder of the open texts.
        lists: Name lists that tell where names may stand.
        vocabulary: The encoder's pieces, whose windows the stretches are.
        words: About how many words to choose.
        seed: Which pieces.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    chosen: list[Piece] = []
    for source, share in SHARES.items():
        texts = list(read_texts(folder, source))
        chance.shuffle(texts)
        wanted = words * share
        for text in texts:
            if wanted <= 0:
                break
            for piece, count in _pieces(text, source, lists, vocabulary):
                chosen.append(piece)
                wanted -= count
    chance.shuffle(chosen)
    return chosen


def _pieces(
    text: str, source: str, lists: Gazetteers, vocabulary: WordPieces
) -> Iterator[tuple[Piece, int]]:
    words = read_words(text, lists)
    language = LANGUAGE_OF.get(source, "en")
    for window in cut_windows(text, words.spans, vocabulary, max_words=MOST_WORDS):
        if source.startswith(_SMALL_SOURCES) or _may_hold_names(words, window.first, window.last):
            start, end = words.spans[window.first][0], words.spans[window.last - 1][1]
            piece = Piece(text=text[start:end], source=source, language=language)
            yield piece, window.last - window.first


def _may_hold_names(words: WordInputs, first: int, last: int) -> bool:
    flags = words.flags[first:last]
    capital = RAISED[words.cases[first:last]]
    usual = (flags & np.uint32(WordBit.USUALLY_SMALL)) != 0
    name = (flags & np.uint32(_LISTED)) != 0
    return int((capital & ~usual & name).sum()) >= _FEWEST_NAMES


def label_pieces(tagger: AccurateTagger, pieces: Sequence[Piece]) -> SoftLabels:
    """Return the teacher's answers on pieces."""
    encoded = [encode_text(piece.text) for piece in pieces]
    answers = [tagger.probabilities(piece.text).astype(np.float16) for piece in pieces]
    return SoftLabels(
        data=np.frombuffer(b"".join(encoded), dtype=np.uint8),
        piece_offsets=_offsets(len(part) for part in encoded),
        word_offsets=_offsets(len(part) for part in answers),
        probabilities=np.concatenate(answers),
        sources=np.array([piece.source for piece in pieces]),
        languages=np.array([piece.language for piece in pieces]),
    )


def _offsets(sizes: Iterable[int]) -> IntArray:
    return np.concatenate(([0], np.cumsum(np.fromiter(sizes, dtype=np.int64))))


def write_labels(labels: SoftLabels, path: Path) -> None:
    """Write soft labels to a file, under its name only when whole."""
    partial = path.with_suffix(".new")
    with partial.open("wb") as file:
        np.savez(
            file,
            data=labels.data,
            piece_offsets=labels.piece_offsets,
            word_offsets=labels.word_offsets,
            probabilities=labels.probabilities,
            sources=labels.sources,
            languages=labels.languages,
        )
    partial.replace(path)


def read_labels(path: Path) -> SoftLabels:
    """Read a file of soft labels.

    Raises:
        DamagedInput: It is none, or its parts do not fit together.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            labels = SoftLabels(**{name: arrays[name] for name in SoftLabels.__slots__})
    except (OSError, ValueError, KeyError) as error:
        raise DamagedInput(f"{path} is no file of soft labels ({type(error).__name__})") from None
    if labels.piece_offsets[-1] != len(labels.data) or labels.word_offsets[-1] != len(
        labels.probabilities
    ):
        raise DamagedInput(f"{path} breaks off")
    return labels
