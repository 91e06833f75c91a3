"""The accurate tagger: an encoder for whoever has the time, 30 times slower than the fast one."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from avow.detect.people.decode import decode
from avow.detect.people.encoder.inputs import WordInputs, read_words
from avow.detect.people.encoder.network import EncoderNetwork
from avow.detect.people.encoder.windows import cut_windows
from avow.detect.people.encoder.wordpiece import WordPieces
from avow.detect.people.fast import trim
from avow.detect.people.gazetteers import Gazetteers, load_gazetteers
from avow.detect.people.interface import LABELS, Mention
from avow.detect.people.scheme import OUTPUT_COUNT
from avow.errors import ConfigError, DamagedInput, UsageError
from avow.evidence.canonical import digest_bytes, digest_json

NETWORK_FILE = "encoder.onnx"
VOCABULARY_FILE = "vocabulary.txt"
SETTINGS_FILE = "settings.json"
COMMAND = "avow detect train --tier accurate"

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What stands beside the weights.

    Attributes:
        network, vocabulary: Digests of the two files.
        lists: Digest of the name lists that the network was trained with.
        points: For each operating point a factor per label of `LABELS`.
    """

    network: str
    vocabulary: str
    lists: str
    points: dict[str, tuple[float, ...]]


class AccurateTagger:
    """Tags people with a six-layer encoder in 8 bits, on one thread.

    Args:
        network: The network.
        vocabulary: Its pieces.
        lists: Name lists of the feature bits.
        factors: Factor per label; above 1 finds more of it.
        version: Digest of everything that changes an answer.
    """

    name = "accurate"

    def __init__(
        self,
        *,
        network: EncoderNetwork,
        vocabulary: WordPieces,
        lists: Gazetteers,
        factors: Sequence[float],
        version: str,
    ) -> None:
        self.version = version
        self._network = network
        self._vocabulary = vocabulary
        self._lists = lists
        self._factors = np.asarray(factors, dtype=np.float32)

    @classmethod
    def load(cls, point: str = "balanced", *, folder: Path | None = None) -> "AccurateTagger":
        """Load the tagger from the weights of the package, or from a folder.

        Args:
            point: Operating point: `balanced`, `recall` or `precision`.
            folder: Folder with the three files; the package's own where None.

        Raises:
            UsageError: There are no weights, or the operating point is unknown.
            ConfigError: The settings beside the weights cannot be read.
            DamagedInput: A file does not have the digest that the settings give.
        """
        place = folder or Path(str(files("avow.detect.people.encoder") / "weights"))
        if not (place / SETTINGS_FILE).is_file():
            raise UsageError(
                "the accurate tagger has no weights here",
                hint=f"Build them with `{COMMAND}`, or use --people fast.",
            )
        settings = read_settings((place / SETTINGS_FILE).read_bytes())
        if point not in settings.points:
            names = ", ".join(settings.points)
            raise UsageError(f"operating point is one of {names}, not {point!r}")
        network = _verified(place / NETWORK_FILE, settings.network)
        vocabulary = _verified(place / VOCABULARY_FILE, settings.vocabulary)
        lists = load_gazetteers()
        factors = settings.points[point]
        return cls(
            network=EncoderNetwork(network),
            vocabulary=WordPieces(vocabulary.decode("utf-8").splitlines()),
            lists=lists,
            factors=factors,
            version=digest_json(
                [settings.network, settings.vocabulary, lists.digest, list(factors)]
            ),
        )

    def tag(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the mentions of each text, sorted and not overlapping.

        Each window of a text is a run of its own, so the other texts cannot matter.

        Raises:
            DecodeError: A text has a lone surrogate.
        """
        return [self._tag(text) for text in texts]

    def probabilities(self, text: str) -> FloatArray:
        """Return the probabilities of a text's words, `float32[words, OUTPUT_COUNT]`."""
        return self._run(text, read_words(text, self._lists))

    def _run(self, text: str, words: WordInputs) -> FloatArray:
        answers = [
            self._network.run(window, words.bits(window.first, window.last))
            for window in cut_windows(text, words.spans, self._vocabulary)
        ]
        return np.concatenate(answers) if answers else np.zeros((0, OUTPUT_COUNT), np.float32)

    def _tag(self, text: str) -> list[Mention]:
        words = read_words(text, self._lists)
        if not words.spans:
            return []
        answers = self._run(text, words)
        found = decode(answers, np.arange(len(answers)), words.gaps, self._factors)
        rows = zip(
            found.firsts.tolist(),
            found.lasts.tolist(),
            found.labels.tolist(),
            found.probabilities.tolist(),
            strict=True,
        )
        mentions = []
        for first, last, number, probability in rows:
            label = LABELS[number]
            start, end = words.spans[first][0], words.spans[last][1]
            start, end = trim(text, start, end, person=label == "PERSON")
            if start < end:
                mentions.append(
                    Mention(start=start, end=end, label=label, probability=min(probability, 1.0))
                )
        return mentions


def read_settings(content: bytes) -> Settings:
    """Read the settings beside the weights.

    Raises:
        ConfigError: They are not of this form.
    """
    try:
        raw = orjson.loads(content)
        points = {str(name): tuple(map(float, row)) for name, row in raw["points"].items()}
        settings = Settings(
            network=str(raw["network"]),
            vocabulary=str(raw["vocabulary"]),
            lists=str(raw["lists"]),
            points=points,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"the settings of the accurate tagger cannot be read ({type(error).__name__})",
            hint=f"Build the weights again with `{COMMAND}`.",
        ) from None
    if not points or any(len(row) != len(LABELS) for row in points.values()):
        raise ConfigError("an operating point needs one factor per label")
    return settings


def _verified(path: Path, digest: str) -> bytes:
    content = path.read_bytes() if path.is_file() else b""
    if digest_bytes(content) != digest:
        raise DamagedInput(
            f"{path.name} of the accurate tagger is absent or not the file that was built",
            hint=f"Install the package again, or build the weights with `{COMMAND}`.",
        )
    return content
