"""Presidio with spaCy pipelines trained on the same files as Avow: predictions and speed.

    nice -n 15 python benchmarks/ner_peers.py [--data ../shared/data] [--work out/ner-peers]

Exports the training files (labels and what does not count, as `avow.detect.bench` reads them),
trains one pipeline for English and one for Spanish in the peers' environment, lets Presidio predict
every development file, and writes the predictions where `avow detect bench --peers FOLDER` scores
them with the same code. One thread, CPU time.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus import write_jsonl
from peers import peers_python

from avow.detect.bench.corpora.hand import HAND_FILE, load_hand
from avow.detect.bench.corpora.interface import Corpus, LabelledText
from avow.detect.bench.corpora.load import (
    DEFAULT_DATA,
    dev_set_names,
    load_dev,
    load_train,
    train_set_names,
)

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "ner_peers.json"
PEER = "presidio-spacy"
CPU_SECONDS = {"en": 1080, "es": 300}
LABELS = {"en": ("PERSON", "LOC", "ORG"), "es": ("PERSON", "LOC", "ORG", "DATE", "AGE", "DEM")}
AS_LABEL = {"ADDRESS": "LOC"}
FIRST = ("tab", "uner_en", "gum", "wnut17", "btc", "meddocan_es")
"""Sets to predict before the others, so that a run that is cut short has the bars' sets."""

CHUNK = 1500
SPEED_MEGABYTES = 0.3


def training_records(texts: Iterable[LabelledText], language: str) -> Iterator[dict[str, object]]:
    """Yield the paragraphs of texts with the labels to learn; an empty label means unknown."""
    for text in texts:
        spans = []
        for span in text.spans:
            label = AS_LABEL.get(span.label, span.label)
            if span.ignored:
                spans.append((span.start, span.end, ""))
            elif label in LABELS[language]:
                spans.append((span.core_start, span.core_end, label))
        for start, end in chunks(text.text):
            inside = [
                (a - start, b - start, label) for a, b, label in spans if start <= a < b <= end
            ]
            yield {"text": text.text[start:end], "spans": inside}


def chunks(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text at line ends into parts of about `CHUNK` characters."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + CHUNK)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def run_peer(python: Path, *arguments: str) -> dict[str, object]:
    """Run one step in the peers' environment on one thread and return its answer."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
    command = [str(python), str(HERE / "ner_peers_spacy.py"), *arguments]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **threads}
    )
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def write_lines(path: Path, records: Iterable[dict[str, object]]) -> None:
    """Write records as JSON lines."""
    with path.open("w", encoding="utf-8") as lines:
        for record in records:
            lines.write(json.dumps(record) + "\n")


def train_all(python: Path, data: Path, work: Path) -> dict[str, dict[str, float]]:
    """Train a pipeline per language, unless its folder is there already."""
    done: dict[str, dict[str, float]] = {}
    for language, seconds in CPU_SECONDS.items():
        model, report = work / f"model-{language}", work / f"model-{language}.json"
        if not report.is_file():
            corpora = load_train(data, train_set_names())
            texts = [
                text
                for corpus in corpora
                if corpus.set.language == language
                for text in corpus.texts
            ]
            write_lines(work / "train.jsonl", training_records(texts, language))
            answer = run_peer(
                python, "train", str(work / "train.jsonl"), language, str(seconds), str(model)
            )
            report.write_text(json.dumps(answer))
        done[language] = json.loads(report.read_text())
    return done


def predict_all(python: Path, corpora: Iterable[Corpus], work: Path) -> dict[str, object]:
    """Predict every corpus with the pipeline of its language."""
    done: dict[str, object] = {}
    (work / PEER).mkdir(exist_ok=True)
    for corpus in corpora:
        language = corpus.set.language
        texts = work / "texts.jsonl"
        write_lines(texts, ({"id": text.id, "text": text.text} for text in corpus.texts))
        out = work / PEER / f"{corpus.set.name}.jsonl"
        done[corpus.set.name] = run_peer(
            python, "predict", str(texts), language, str(work / f"model-{language}"), str(out)
        )
        texts.unlink()
    return done


def measure_speed(python: Path, work: Path) -> dict[str, object]:
    """Measure the English pipeline on the corpus of the speed benchmark."""
    corpus = work / "speed.jsonl"
    write_jsonl(corpus, SPEED_MEGABYTES, 7)
    answer = run_peer(python, "speed", str(corpus), "en", str(work / "model-en"))
    corpus.unlink()
    return answer


def note_of(trained: dict[str, dict[str, float]]) -> str:
    """Return in words what the peer is."""
    parts = [
        f"{language}: {facts['epochs']:.1f} passes in {facts['cpu_seconds'] / 60:.0f} CPU-minutes"
        for language, facts in trained.items()
    ]
    return (
        "Presidio's predefined recognisers, and as its spaCy model a tok2vec (width 96, depth 4) "
        "and ner trained from nothing on the training files that may ship, with spaCy's usual "
        f"settings and a tenth in lower case ({'; '.join(parts)}). Not one of spaCy's own models, "
        "which learn from other text. Sets in other languages are left out; hand-written messages "
        "in other languages go through the English pipeline."
    )


def main() -> None:
    """Train, predict, measure, and write what was done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(DEFAULT_DATA))
    parser.add_argument("--work", type=Path, default=Path("out/ner-peers"))
    arguments = parser.parse_args()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    python = peers_python()
    if python is None:
        raise SystemExit("the peers' environment cannot be made; see benchmarks/peers.txt")
    trained = train_all(python, arguments.data, work)
    names = [name for name in dev_set_names() if name not in FIRST]
    corpora = [
        corpus
        for corpus in load_dev(arguments.data, [*FIRST, *names])
        if corpus.set.language in CPU_SECONDS
    ]
    if HAND_FILE.is_file():
        corpora += load_hand(HAND_FILE)
    predicted = predict_all(python, corpora, work)
    speed = measure_speed(python, work)
    versions = {name: speed[name] for name in ("presidio-analyzer", "spacy", "thinc")}
    peer = {
        "name": "Presidio with spaCy tok2vec+ner",
        "note": note_of(trained),
        "versions": versions,
        "trained": trained,
        "predicted": predicted,
        "speed": speed,
        "megabytes_per_cpu_second": float(str(speed["bytes"]))
        / 1e6
        / float(str(speed["cpu_seconds"])),
    }
    (work / PEER / "peer.json").write_text(json.dumps(peer, indent=1) + "\n")
    RESULTS.write_text(json.dumps(peer, indent=1) + "\n")
    sys.stdout.write(json.dumps(peer, indent=1) + "\n")


if __name__ == "__main__":
    main()
