"""The fast tagger: words, lists, gate, network, mentions; the default tier."""

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files

import numpy as np

from avow.detect.people.decode import WordSpans, decode
from avow.detect.people.edges import whole_names
from avow.detect.people.features import describe_words, embedding_rows
from avow.detect.people.function_words import FUNCTION_WORDS, without_function_words
from avow.detect.people.gate import open_words
from avow.detect.people.gazetteers import TABLE_FILE, Gazetteers, read_gazetteers
from avow.detect.people.interface import LABELS, Mention
from avow.detect.people.network import Network, WordInput
from avow.detect.people.operating import OperatingPoint, find_point
from avow.detect.people.words import find_words
from avow.errors import DetectionError
from avow.evidence.canonical import digest_bytes, digest_json
from avow.text import IntArray, code_point_index, encode_text

MODEL_FILE = "tagger.onnx"
BATCH_BYTES = 1 << 18
SEPARATOR = b"\n\0\n"
"""Between texts: no word crosses it, and the first word of a text has an empty line before it."""

_TITLES = re.compile(
    r"(?:(?:mrs?|ms|mx|miss|dr|prof|sra?|srta|herr|frau|mme|mlle)\b\.?\s+)*", re.IGNORECASE
)
_POSSESSIVE = ("'s", "’s")
_CLOSERS = ".)"


class FastTagger:
    """The word-level tagger that ships with the package.

    Instances are safe to share between threads. Use `FastTagger.load`.

    Attributes:
        name: `fast`.
        version: Digest of the network, the lists and the operating point.
    """

    name = "fast"

    def __init__(self, *, model: bytes, gazetteers: Gazetteers, point: OperatingPoint) -> None:
        """Put the parts together; see `FastTagger.load`."""
        self._network = Network(model)
        self._gazetteers = gazetteers
        self._weights = point.weights()
        self.version = digest_json(
            {
                "model": digest_bytes(model),
                "gazetteers": gazetteers.digest,
                "function_words": digest_json(sorted(FUNCTION_WORDS)),
                "point": point.name,
                "weights": [round(float(value), 6) for value in self._weights],
            }
        )

    @classmethod
    def load(cls, point: str = "balanced") -> "FastTagger":
        """Load the weights and lists of the package.

        Args:
            point: Operating point: `balanced`, `recall` or `precision`.

        Raises:
            UsageError: There is no such operating point.
        """
        folder = files("avow.detect.people") / "weights"
        return cls(
            model=(folder / MODEL_FILE).read_bytes(),
            gazetteers=read_gazetteers((folder / TABLE_FILE).read_bytes()),
            point=find_point(point),
        )

    def tag(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the mentions of each text, sorted and not overlapping.

        The answer for a text does not depend on the other texts of the call.

        Raises:
            DecodeError: A text has a lone surrogate.
            DetectionError: The network failed; no partial answer is returned.
        """
        encoded = [encode_text(text) for text in texts]
        found: list[list[Mention]] = []
        for first, last in _batches([len(part) for part in encoded]):
            found += self._tag_batch(texts[first:last], encoded[first:last])
        return found

    def _tag_batch(self, texts: Sequence[str], encoded: Sequence[bytes]) -> list[list[Mention]]:
        data = np.frombuffer(SEPARATOR.join(encoded), dtype=np.uint8)
        words = find_words(data)
        result: list[list[Mention]] = [[] for _ in texts]
        if not len(words):
            return result
        forms = describe_words(data, words)
        bits = self._gazetteers.bits_of(forms)
        opened = open_words(forms, bits)
        lengths = np.array([len(part) + len(SEPARATOR) for part in encoded], dtype=np.int64)
        origins = np.cumsum(lengths) - lengths
        owners = np.searchsorted(origins, words.starts, side="right") - 1
        entering = WordInput(rows=embedding_rows(forms), bits=bits, texts=owners)
        try:
            answers = self._network.answer(entering, opened)
        except RuntimeError as error:
            raise DetectionError(f"the tagger's network failed ({type(error).__name__})") from None
        spans = decode(answers, np.flatnonzero(opened), forms.gaps, self._weights)
        index = None if not len(words.high) else code_point_index(data)
        for number, mention in _mentions(
            texts, spans, (words.starts, words.ends), owners, origins, index
        ):
            result[number].append(mention)
        return [
            whole_names(text, without_function_words(text, mentions))
            for text, mentions in zip(texts, result, strict=True)
        ]


def _mentions(
    texts: Sequence[str],
    spans: WordSpans,
    edges: tuple[IntArray, IntArray],
    owners: IntArray,
    origins: IntArray,
    index: IntArray | None,
) -> Iterator[tuple[int, Mention]]:
    """Yield (text, mention) with the offsets of the text in code points."""
    starts, ends = edges[0][spans.firsts], edges[1][spans.lasts]
    numbers = owners[spans.firsts]
    base = origins[numbers]
    if index is not None:
        starts, ends, base = index[starts], index[ends], index[base]
    rows = zip(
        numbers.tolist(),
        (starts - base).tolist(),
        (ends - base).tolist(),
        spans.labels.tolist(),
        spans.probabilities.tolist(),
        strict=True,
    )
    for number, start, end, label, probability in rows:
        name = LABELS[label]
        low, high = trim(texts[number], start, end, person=name == "PERSON")
        if low < high:
            yield (
                number,
                Mention(start=low, end=high, label=name, probability=round(probability, 4)),
            )


def trim(text: str, start: int, end: int, *, person: bool) -> tuple[int, int]:
    """Return a mention without marks at its edges and, for a person, without title and 's.

    Equal ends mean that nothing is left: a person needs a letter.
    """
    if not person:
        return start, end
    end = _without_marks(text, start, end)
    if text.endswith(_POSSESSIVE, start, end):
        end = _without_marks(text, start, end - 2)
    while start < end and not text[start].isalnum():
        start += 1
    titles = _TITLES.match(text, start, end)
    if titles is not None and titles.end() < end:
        start = titles.end()
    if not any(letter.isalpha() for letter in text[start:end]):
        return start, start
    return start, end


def _without_marks(text: str, start: int, end: int) -> int:
    """Return where a mention ends without marks, save a full stop or a closing bracket."""
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in _CLOSERS):
        end -= 1
    return end


def _batches(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of texts that make a batch; a larger text stands alone."""
    first = total = 0
    for index, length in enumerate(lengths):
        if total and total + length > BATCH_BYTES:
            yield first, index
            first, total = index, 0
        total += length
    if first < len(lengths):
        yield first, len(lengths)
