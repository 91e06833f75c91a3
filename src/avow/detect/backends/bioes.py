"""Decoding of B-I-O-E-S token labels into spans: the best path that is well-formed.

A label per token by itself gives broken spans ("I" after "O"). Viterbi decoding over the allowed
steps gives whole ones: O and the ends E, S are followed by O, B or S; B and I by I or E of the
same label.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.errors import ConfigError, DetectionError

FloatArray = npt.NDArray[np.float32]
OUTSIDE = "O"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSpan:
    """A labelled run of tokens, half-open, with the mean probability of its labels."""

    start: int
    end: int
    label: str
    score: float


class BioesDecoder:
    """Decodes rows of scores over a fixed list of labels such as `B-private_person`."""

    def __init__(self, labels: Sequence[str]) -> None:
        """Prepare the table of allowed steps.

        Raises:
            ConfigError: A label is not `O` or one of B-, I-, E-, S- and a name.
        """
        self._parts = [_split(label) for label in labels]
        self._allowed = np.array(
            [[_follows(before, after) for after in self._parts] for before in self._parts]
        )
        self._penalty = np.where(self._allowed, 0.0, -np.inf).astype(np.float32)
        self._opens = np.array([place in "OBS" for place, _ in self._parts])
        self._closes = np.array([place in "OES" for place, _ in self._parts])

    def decode(
        self, logits: FloatArray, *, starts_text: bool = True, ends_text: bool = True
    ) -> list[TokenSpan]:
        """Return the spans of the best well-formed path.

        Args:
            logits: Scores, shape [tokens, labels].
            starts_text: The first token is the first of the text; else a span may be under way.
            ends_text: The last token is the last of the text; else a span may go on.

        Raises:
            DetectionError: A score is not a number; no path through it means anything.
        """
        if not len(logits):
            return []
        if not np.isfinite(logits).all():
            raise DetectionError("a token classifier gave scores that are no numbers")
        scores = _log_softmax(logits)
        path = self._best_path(scores, starts_text=starts_text, ends_text=ends_text)
        return self._spans(path, scores)

    def _best_path(self, scores: FloatArray, *, starts_text: bool, ends_text: bool) -> list[int]:
        best = scores[0].copy()
        if starts_text:
            best[~self._opens] = -np.inf
        back = np.zeros(scores.shape, dtype=np.int64)
        for token in range(1, len(scores)):
            through = best[:, None] + self._penalty
            back[token] = through.argmax(axis=0)
            best = through.max(axis=0) + scores[token]
        if ends_text:
            best[~self._closes] = -np.inf
        path = [int(best.argmax())]
        for token in range(len(scores) - 1, 0, -1):
            path.append(int(back[token, path[-1]]))
        return path[::-1]

    def _spans(self, path: Sequence[int], scores: FloatArray) -> list[TokenSpan]:
        spans: list[TokenSpan] = []
        first = 0
        for token, state in enumerate(path):
            place, label = self._parts[state]
            if place in "BS" or (token == 0 and place in "IE"):
                first = token
            if place in "ES" or (token == len(path) - 1 and place in "BI"):
                taken = scores[np.arange(first, token + 1), path[first : token + 1]]
                score = min(float(np.exp(taken).mean()), 1.0)
                spans.append(TokenSpan(start=first, end=token + 1, label=label, score=score))
        return spans


def _split(label: str) -> tuple[str, str]:
    place, _, name = label.partition("-")
    if label != OUTSIDE and (place not in ("B", "I", "E", "S") or not name):
        raise ConfigError(f"the label {label!r} is not O and has no B-, I-, E- or S- before it")
    return place, name


def _follows(before: tuple[str, str], after: tuple[str, str]) -> bool:
    if before[0] in ("B", "I"):
        return after[0] in ("I", "E") and before[1] == after[1]
    return after[0] in ("O", "B", "S")


def _log_softmax(logits: FloatArray) -> FloatArray:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), np.float32)
