"""Private or public: the confusion matrix, wrong releases, and public figures masked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from avow.detect.bench.corpora.interface import LabelledText
from avow.detect.bench.predicted import Predicted, Predictions
from avow.detect.bench.scores.interface import Figure
from avow.detect.bench.scores.intervals import wilson

TRUTHS = ("private", "unlinked", "unknown", "fictional", "public")
VERDICTS = ("private", "unknown", "public", "not found")
_PRIVATE = ("private", "unlinked")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectScore:
    """How persons of known standing were judged.

    Attributes:
        matrix: Mentions by (what people say, verdict); `not found` where nothing overlaps.
        wrong_releases: Share of private and unlinked mentions that were judged public.
        public_masked: Share of found public mentions that were not judged public: what the
            verdict fails to give back; 1 for a detector without the distinction.
    """

    matrix: Counter[tuple[str, str]]
    wrong_releases: Figure | None
    public_masked: Figure | None


def score_subjects(texts: Sequence[LabelledText], predictions: Predictions) -> SubjectScore | None:
    """Judge the verdicts on all mentions that say whom they mean.

    Returns:
        None where no mention says so.
    """
    matrix: Counter[tuple[str, str]] = Counter()
    for text, predicted in zip(texts, predictions, strict=True):
        persons = [item for item in predicted if item.label == "PERSON"]
        for span in text.spans:
            if span.label == "PERSON" and span.subject and not span.ignored:
                verdict = _verdict(span.core_start, span.core_end, persons)
                matrix[span.subject, verdict] += 1
    if not matrix:
        return None
    private = sum(n for (truth, _), n in matrix.items() if truth in _PRIVATE)
    released = sum(matrix[truth, "public"] for truth in _PRIVATE)
    found = sum(matrix["public", verdict] for verdict in VERDICTS[:3])
    return SubjectScore(
        matrix=matrix,
        wrong_releases=wilson(released, private),
        public_masked=wilson(found - matrix["public", "public"], found),
    )


def _verdict(start: int, end: int, persons: Iterable[Predicted]) -> str:
    """Return the most cautious verdict of the predictions on a mention."""
    given = {item.subject for item in persons if item.core_start < end and start < item.core_end}
    if not given:
        return "not found"
    if "private" in given:
        return "private"
    return "public" if given == {"public"} else "unknown"
