"""Trains spaCy pipelines, and predicts with Presidio on top of them; runs inside the peers' venv.

    python ner_peers_spacy.py train TRAIN.jsonl LANGUAGE CPU_SECONDS MODEL_DIR
    python ner_peers_spacy.py predict TEXTS.jsonl LANGUAGE MODEL_DIR OUT.jsonl
    python ner_peers_spacy.py speed TEXTS.jsonl LANGUAGE MODEL_DIR

The pipeline is tok2vec (width 96, depth 4, as in spaCy's small models) and ner, with spaCy's own
lower-casing augmenter. Presidio runs with its predefined recognisers for the language and its
spaCy recogniser mapped to the model's labels. Prints one JSON line.
"""

import importlib.metadata
import json
import random
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import SpacyRecognizer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import compounding, minibatch

tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
"""Presidio's mail recogniser would fetch a list of suffixes from the network."""

SEED = 7
LOWER_SHARE = 0.1
ENTITY_OF_LABEL = {
    "PERSON": "PERSON",
    "LOC": "LOCATION",
    "ORG": "ORGANIZATION",
    "DATE": "DATE_TIME",
    "AGE": "AGE",
    "DEM": "NRP",
}
NER = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 96,
            "depth": 4,
            "embed_size": 2000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    }
}


def read_lines(path: str) -> Iterator[dict[str, object]]:
    """Yield the records of a JSON lines file."""
    with Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def make_doc(nlp: spacy.Language, record: dict[str, object], *, lower: bool) -> Doc:
    """Return the reference document of a record: labelled, and unknown where nothing counts."""
    text = str(record["text"])
    lowered = text.lower()
    doc = nlp.make_doc(lowered if lower and len(lowered) == len(text) else text)
    ents, missing, end = [], [], -1
    for start, stop, label in sorted(record["spans"]):
        span = doc.char_span(start, stop, label=label or "X", alignment_mode="expand")
        if span is None or span.start < end:
            continue
        end = span.end
        (ents if label else missing).append(span)
    doc.set_ents(ents, missing=missing, default="outside")
    return doc


def train(path: str, language: str, seconds: float, folder: str) -> dict[str, object]:
    """Train until the CPU budget is spent and keep the model."""
    random.seed(SEED)
    spacy.util.fix_random_seed(SEED)
    nlp = spacy.blank(language)
    ner = nlp.add_pipe("ner", config=NER)
    records = list(read_lines(path))
    for label in sorted({label for record in records for *_, label in record["spans"] if label}):
        ner.add_label(label)
    sample = [
        Example(nlp.make_doc(str(record["text"])), make_doc(nlp, record, lower=False))
        for record in records[:200]
    ]
    optimizer = nlp.initialize(lambda: sample)
    begin, epochs, loss = time.process_time(), 0.0, 0.0
    sizes = compounding(8.0, 128.0, 1.002)
    while time.process_time() - begin < seconds:
        random.shuffle(records)
        losses: dict[str, float] = {}
        done = 0
        for batch in minibatch(records, size=sizes):
            docs = [make_doc(nlp, row, lower=random.random() < LOWER_SHARE) for row in batch]
            examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
            nlp.update(examples, sgd=optimizer, drop=0.2, losses=losses)
            done += len(batch)
            if time.process_time() - begin > seconds:
                break
        epochs += done / len(records)
        loss = losses["ner"]
        sys.stderr.write(
            f"epochs {epochs:.2f} loss {loss:.0f} {time.process_time() - begin:.0f}s\n"
        )
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(folder)
    return {"epochs": epochs, "cpu_seconds": time.process_time() - begin, "records": len(records)}


def make_analyzer(language: str, folder: str) -> AnalyzerEngine:
    """Return Presidio's analyzer on a trained pipeline, with its recognisers for the language."""
    nlp = spacy.load(folder)
    engine = SpacyNlpEngine(models=[{"lang_code": language, "model_name": folder}])
    engine.nlp = {language: nlp}
    engine.ner_model_configuration = NerModelConfiguration(
        model_to_presidio_entity_mapping=ENTITY_OF_LABEL,
        labels_to_ignore=[],
        low_score_entity_names=[],
    )
    registry = RecognizerRegistry(supported_languages=[language])
    registry.load_predefined_recognizers(languages=[language], nlp_engine=engine)
    registry.recognizers = [
        item for item in registry.recognizers if not isinstance(item, SpacyRecognizer)
    ]
    registry.add_recognizer(
        SpacyRecognizer(
            supported_language=language, supported_entities=sorted(set(ENTITY_OF_LABEL.values()))
        )
    )
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=[language])


def predict(path: str, language: str, folder: str, out: str) -> dict[str, object]:
    """Write the spans of every text; measures the CPU time of the analysis only."""
    analyzer = make_analyzer(language, folder)
    analyzer.analyze("Warm up, please.", language=language)
    size, seconds = 0, 0.0
    with Path(out).open("w", encoding="utf-8") as lines:
        for record in read_lines(path):
            text = str(record["text"])
            begin = time.process_time()
            found = analyzer.analyze(text, language=language) if text.strip() else []
            seconds += time.process_time() - begin
            size += len(text.encode())
            spans = sorted([item.start, item.end, item.entity_type] for item in found)
            lines.write(json.dumps({"id": record["id"], "spans": spans}) + "\n")
    recognizers = len(analyzer.registry.recognizers)
    return {"bytes": size, "cpu_seconds": seconds, "recognizers": recognizers}


def speed(path: str, language: str, folder: str) -> dict[str, object]:
    """Measure Presidio with names over a file, in CPU time."""
    analyzer = make_analyzer(language, folder)
    texts = [str(record["text"]) for record in read_lines(path)]
    analyzer.analyze(texts[0], language=language)
    begin = time.process_time()
    found = sum(len(analyzer.analyze(text, language=language)) for text in texts)
    seconds = time.process_time() - begin
    size = sum(len(text.encode()) for text in texts)
    return {"bytes": size, "cpu_seconds": seconds, "findings": found}


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    action, *rest = sys.argv[1:]
    if action == "train":
        answer = train(rest[0], rest[1], float(rest[2]), rest[3])
    elif action == "predict":
        answer = predict(*rest)
    else:
        answer = speed(*rest)
    versions = {
        name: importlib.metadata.version(name) for name in ("presidio-analyzer", "spacy", "thinc")
    }
    sys.stdout.write(json.dumps({**answer, **versions}) + "\n")
