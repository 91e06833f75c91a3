"""Runs one peer's detector over a JSONL file and prints CPU seconds, bytes and findings as JSON.

Runs inside the peers' own environment (`benchmarks/peers.txt`); imports and loading are outside the
measured time. Each peer runs with the settings that its documentation gives for this use.
"""

import atexit
import contextlib
import importlib.metadata
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Count = Callable[[str], int]


def presidio_patterns() -> tuple[Count, str]:
    """Presidio's pattern recognisers with a blank spaCy pipeline: no names."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

    class BlankEngine(NlpEngine):
        """A tokenizer and nothing else, so that only patterns are measured."""

        def __init__(self) -> None:
            self.nlp = spacy.blank("en")
            self.nlp.max_length = 10_000_000

        def load(self) -> None:
            """Nothing to load."""

        def is_loaded(self) -> bool:
            """Always."""
            return True

        def process_text(self, text: str, language: str) -> NlpArtifacts:
            """Tokenize."""
            doc = self.nlp(text)
            return NlpArtifacts(
                entities=[],
                tokens=doc,
                tokens_indices=[token.idx for token in doc],
                lemmas=[token.text for token in doc],
                nlp_engine=self,
                language=language,
            )

        def process_batch(self, texts, language, **_):  # noqa: ANN001, ANN003
            """Tokenize one by one."""
            return ((text, self.process_text(text, language)) for text in texts)

        def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002
            """No stop words."""
            return False

        def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002
            """No punctuation."""
            return False

        def get_supported_entities(self) -> list[str]:
            """None."""
            return []

        def get_supported_languages(self) -> list[str]:
            """English."""
            return ["en"]

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    registry.recognizers = [
        item for item in registry.recognizers if type(item).__name__ != "SpacyRecognizer"
    ]
    engine = AnalyzerEngine(registry=registry, nlp_engine=BlankEngine(), supported_languages=["en"])
    kinds = len({entity for item in registry.recognizers for entity in item.supported_entities})
    return (lambda text: len(engine.analyze(text, language="en"))), f"{kinds} kinds, no names"


def scrubadub() -> tuple[Count, str]:
    """Scrubadub with its default detectors, which hold no names."""
    import scrubadub as library

    scrubber = library.Scrubber()
    kinds = len(scrubber._detectors)
    return (lambda text: sum(1 for _ in scrubber.iter_filth(text))), f"{kinds} detectors, no names"


def datafog() -> tuple[Count, str]:
    """DataFog's regular-expression engine."""
    from datafog.processing.text_processing.regex_annotator import RegexAnnotator

    annotator = RegexAnnotator()
    return (
        lambda text: sum(len(found) for found in annotator.annotate(text).values())
    ), f"{len(annotator.LABELS)} kinds"


def datatrove() -> tuple[Count, str]:
    """Datatrove's PIIFormatter: e-mail addresses and public IPv4 addresses."""
    from datatrove.pipeline.formatters import PIIFormatter

    formatter = PIIFormatter()
    return (lambda text: int(formatter.format(text) != text)), "2 kinds"


def detect_secrets() -> tuple[Count, str]:
    """detect-secrets with its default plug-ins, line by line as its own command does."""
    from detect_secrets.core.scan import scan_line
    from detect_secrets.settings import default_settings

    settings = contextlib.ExitStack()
    plugins = settings.enter_context(default_settings()).plugins

    def count(text: str) -> int:
        return sum(len(list(scan_line(line))) for line in text.splitlines())

    atexit.register(settings.close)
    return count, f"{len(plugins)} plug-ins"


PEERS = {
    "presidio-analyzer": presidio_patterns,
    "scrubadub": scrubadub,
    "datafog": datafog,
    "datatrove": datatrove,
    "detect-secrets": detect_secrets,
}


def run(name: str, path: Path, megabytes: float) -> dict[str, object]:
    """Measure one peer over the first `megabytes` of a corpus."""
    count, coverage = PEERS[name]()
    texts, size = [], 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            texts.append(json.loads(line)["text"])
            size += len(texts[-1].encode())
            if size > megabytes * 1e6:
                break
    count(texts[0])
    begin = time.process_time()
    found = sum(count(text) for text in texts)
    seconds = time.process_time() - begin
    return {
        "tool": name,
        "version": importlib.metadata.version(name),
        "coverage": coverage,
        "bytes": size,
        "cpu_seconds": seconds,
        "megabytes_per_cpu_second": size / 1e6 / seconds,
        "findings": found,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))) + "\n")
