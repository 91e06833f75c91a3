"""From labelled sets to the files of the accurate tier: train, export, digests and receipt."""

import platform
from dataclasses import asdict
from pathlib import Path

import onnxruntime
import orjson
import torch

from avow.detect.bench.corpora.load import load_train, train_set_names
from avow.detect.people.encoder.accurate import NETWORK_FILE, SETTINGS_FILE, VOCABULARY_FILE
from avow.detect.people.gazetteers import load_gazetteers
from avow.detect.people.interface import LABELS
from avow.evidence.canonical import digest_bytes
from avow.train.tagger.teacher.export import export_teacher
from avow.train.tagger.teacher.net import EncoderTagger, published_files
from avow.train.tagger.teacher.training import (
    Progress,
    Recipe,
    has_bfloat16,
    read_vocabulary,
    train_network,
)

RECEIPT_FILE = "receipt.json"

POINTS = {
    "balanced": dict.fromkeys(LABELS, 1.0),
    "recall": {**dict.fromkeys(LABELS, 1.0), "PERSON": 8.0, "ADDRESS": 4.0},
    "precision": {**dict.fromkeys(LABELS, 1.0), "PERSON": 0.4},
}
"""Operating points, chosen on the development sets: factors on the probability of each label."""


def train_teacher(
    data: Path,
    out: Path,
    *,
    seed: int = 0,
    recipe: Recipe | None = None,
    progress: Progress = print,
    start: EncoderTagger | None = None,
) -> Path:
    """Build the accurate tier from the labelled sets; a run that was stopped goes on.

    Args:
        data: Folder of the labelled sets.
        out: Gets the checkpoint while training runs, then the files that `AccurateTagger.load`
            reads and a receipt.
        seed: Decides everything that is left to chance.
        recipe: How to train.
        progress: Gets a line now and then.
        start: The network to train, or None for the published encoder.

    Returns:
        `out`.

    Raises:
        MissingExtra: The published encoder is not installed.
        InputError: Data are absent.
        DamagedInput: `out` holds a checkpoint of another recipe or seed.
    """
    recipe = recipe or Recipe()
    net = train_network(data, out, seed=seed, recipe=recipe, progress=progress, start=start)
    write_tier(net, out)
    corpora = load_train(data, train_set_names())
    weights, _ = published_files()
    receipt = {
        "seed": seed,
        "recipe": asdict(recipe),
        "data": {corpus.name: corpus.digest for corpus in corpora},
        "encoder": digest_bytes(weights.read_bytes()),
        "lists": load_gazetteers().digest,
        "network": digest_bytes((out / NETWORK_FILE).read_bytes()),
        "torch": str(torch.__version__),
        "onnxruntime": str(onnxruntime.__version__),
        "machine": platform.machine(),
        "bfloat16": has_bfloat16(),
    }
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS
    (out / RECEIPT_FILE).write_bytes(orjson.dumps(receipt, option=options))
    progress(f"wrote the accurate tier to {out}")
    return out


def write_tier(net: EncoderTagger, out: Path) -> None:
    """Write the files of the accurate tier for a trained network.

    Args:
        net: The network, in evaluation mode.
        out: Where to write `encoder.onnx`, `vocabulary.txt` and `settings.json`.
    """
    out.mkdir(parents=True, exist_ok=True)
    export_teacher(net, out / NETWORK_FILE)
    vocabulary = "\n".join(read_vocabulary()) + "\n"
    (out / VOCABULARY_FILE).write_text(vocabulary, encoding="utf-8", newline="\n")
    settings = {
        "network": digest_bytes((out / NETWORK_FILE).read_bytes()),
        "vocabulary": digest_bytes((out / VOCABULARY_FILE).read_bytes()),
        "lists": load_gazetteers().digest,
        "points": {name: [row[label] for label in LABELS] for name, row in POINTS.items()},
    }
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS
    (out / SETTINGS_FILE).write_bytes(orjson.dumps(settings, option=options))
