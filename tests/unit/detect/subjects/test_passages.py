"""Rule h: hand-written passages in four languages, and the confusion matrix over them."""

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from avow.detect.detector import Detector
from avow.detect.subjects.gather import Fact
from avow.detect.subjects.judge import judge

Reader = Callable[[str], Any]
LANGUAGES = ("en", "es", "de", "fr")
# The matrix of 2026-11-25: (truth, verdict) by language. Fewer releases of public figures, or more
# of private people, have to be explained. The one that is released is called an actor by the text.
MATRIX = {
    "en": {
        ("public", "public"): 29,
        ("public", "masked"): 5,
        ("private", "public"): 1,
        ("private", "masked"): 71,
    },
    "es": {("public", "public"): 11, ("private", "masked"): 15},
    "de": {("public", "public"): 11, ("private", "masked"): 15},
    "fr": {("public", "public"): 10, ("public", "masked"): 1, ("private", "masked"): 14},
}


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load(only=("contact", "gov", "time.birth", "financial"))


def _passages(language: str) -> list[dict[str, str]]:
    path = Path(__file__).parent / f"passages_{language}.toml"
    passages: list[dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))["passage"]
    return passages


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_confusion_matrix(read_marked: Reader, detector: Detector, language: str) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for passage in _passages(language):
        found = read_marked(passage["text"])
        facts = [
            Fact(start=one.start, end=one.end, kind=one.kind)
            for one in detector.find(found.text)
            if one.kind != "person.name" and not one.reserved
        ]
        judged = judge(found.text, found.persons, facts)
        for truth, one in zip(found.truths, judged, strict=True):
            counts[truth, "public" if one.verdict == "public" else "masked"] += 1
    assert dict(counts) == MATRIX[language]


def test_the_set_is_balanced() -> None:
    registers = Counter(one["register"] for language in LANGUAGES for one in _passages(language))
    assert registers.total() == 141
    assert len(registers) >= 15
