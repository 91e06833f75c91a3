"""Building the fast tier: name lists, student, ONNX file, receipt; one step after the other.

Each step leaves its file in the output folder, and a step whose file is there is not done again
unless its inputs changed, so an interrupted run goes on where it stopped.
"""

import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
import orjson
import torch

from avow.detect.bench.corpora.interface import Corpus
from avow.detect.bench.corpora.load import load_train, train_set_names
from avow.detect.people.fast import MODEL_FILE
from avow.detect.people.gazetteers import TABLE_FILE, Gazetteers, read_gazetteers
from avow.evidence.canonical import digest_bytes, digest_json
from avow.train.tagger.arrays import WordArrays, make_arrays
from avow.train.tagger.augment import Augmenter, Shares
from avow.train.tagger.compose import Composer
from avow.train.tagger.export import export_student
from avow.train.tagger.fit import FitSettings, fit
from avow.train.tagger.lists.gazetteer_build import build_gazetteers
from avow.train.tagger.lists.lexicon import count_words
from avow.train.tagger.names import load_pools
from avow.train.tagger.open_texts import PROSE, read_texts
from avow.train.tagger.samples import Sample, samples_of
from avow.train.tagger.soft import digest_files, label_files, soft_arrays

RECEIPT_FILE = "fast_receipt.json"
_RECEIPT_FORM = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
Progress = Callable[[str], None]
TEMPLATE_SHARES = Shares(person=0.0, place=0.0, lower=0.12)


@dataclass(frozen=True, slots=True, kw_only=True)
class FastRecipe:
    """Everything that decides the weights beside the data.

    Attributes:
        epochs: Times that the labelled sets are gone through, each time changed otherwise.
        templates: Samples of our own templates in each epoch.
        fit: Settings of the fit, its seed among them.
    """

    epochs: int = 5
    templates: int = 5000
    fit: FitSettings = field(default_factory=FitSettings)


def make_recipe(seed: int) -> FastRecipe:
    """Return the recipe of the shipped weights with a seed."""
    return FastRecipe(fit=FitSettings(seed=seed))


@dataclass(frozen=True, slots=True, kw_only=True)
class FastInputs:
    """Where things come from and go to.

    Attributes:
        data: Folder of the labelled sets and lists.
        text: Folder of the open texts.
        labels: Folder of a teacher's soft labels, or None.
        out: Folder for the results.
    """

    data: Path
    text: Path
    labels: Path | None
    out: Path


def plan_fast(inputs: FastInputs, recipe: FastRecipe) -> list[str]:
    """Return what a run would do, a line per step; reads and writes nothing large."""
    labelled = ", ".join(train_set_names())
    soft = 0 if inputs.labels is None else len(label_files(inputs.labels))
    learning = f"{recipe.epochs} epochs over {labelled}, {recipe.templates} template samples each"
    student = f"student of width {recipe.fit.width}, seed {recipe.fit.seed}"
    return [
        f"1. name lists from {inputs.data} and {inputs.text} -> {inputs.out / TABLE_FILE}",
        f"2. {learning}, {soft} files of soft labels",
        f"3. {student} -> {inputs.out / MODEL_FILE}",
        f"4. receipt -> {inputs.out / RECEIPT_FILE}",
    ]


def build_fast(inputs: FastInputs, recipe: FastRecipe, progress: Progress) -> Path:
    """Build the fast tier and return its receipt.

    Raises:
        InputError: A folder or file is absent.
        DamagedInput: A file of the data is not what it claims to be.
    """
    # Sums split over threads would round differently from run to run.
    torch.set_num_threads(1)
    inputs.out.mkdir(parents=True, exist_ok=True)
    corpora = load_train(inputs.data, train_set_names())
    table = _step(
        inputs.out / TABLE_FILE,
        lambda: _make_table(inputs, corpora),
        {"step": "lists", "data": _corpora_digest(corpora)},
        progress,
    )
    gazetteers = read_gazetteers(table)
    soft_files = [] if inputs.labels is None else label_files(inputs.labels)
    method = _method(corpora, recipe, gazetteers, soft_files)
    model = _step(
        inputs.out / MODEL_FILE,
        lambda: export_student(
            fit(
                _epochs(inputs, recipe, corpora, gazetteers, soft_files, progress),
                recipe.fit,
                progress,
            )
        ),
        method,
        progress,
    )
    receipt = {
        "method": method,
        "result": {
            "model": digest_bytes(model),
            "model_bytes": len(model),
            "lists": gazetteers.digest,
            "lists_bytes": len(table),
        },
        "machine": _machine(),
    }
    path = inputs.out / RECEIPT_FILE
    path.write_bytes(orjson.dumps(receipt, option=_RECEIPT_FORM))
    return path


def _step(
    target: Path, make: Callable[[], bytes], method: dict[str, object], progress: Progress
) -> bytes:
    """Make a file unless it was made from the same inputs; it gets its name when whole."""
    stamp = target.with_suffix(target.suffix + ".stamp")
    digest = digest_bytes(orjson.dumps(method, option=orjson.OPT_SORT_KEYS))
    if target.is_file() and stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        progress(f"{target.name}: made before from the same inputs")
        return target.read_bytes()
    content = make()
    partial = target.with_suffix(".new")
    partial.write_bytes(content)
    partial.replace(target)
    stamp.write_text(digest, encoding="ascii")
    progress(f"{target.name}: {len(content):,} bytes, {digest_bytes(content)[:19]}")
    return content


def _make_table(inputs: FastInputs, corpora: Sequence[Corpus]) -> bytes:
    lexicon = count_words(_all_texts(inputs.text, corpora))
    return build_gazetteers(inputs.data, lexicon)


def _all_texts(folder: Path, corpora: Sequence[Corpus]) -> Iterator[str]:
    for name in PROSE:
        yield from read_texts(folder, name)
    for corpus in corpora:
        for text in corpus.texts:
            yield text.text


def _epochs(
    inputs: FastInputs,
    recipe: FastRecipe,
    corpora: Sequence[Corpus],
    gazetteers: Gazetteers,
    soft_files: Sequence[Path],
    progress: Progress,
) -> list[list[WordArrays]]:
    """Return the arrays of every epoch: changed gold, templates, and a share of soft labels."""
    pools = load_pools(inputs.data)
    gold = list(samples_of(corpora))
    softs = [*soft_arrays(soft_files, gazetteers, lower=False)]
    lowers = [*soft_arrays(soft_files, gazetteers, lower=True)]
    epochs: list[list[WordArrays]] = []
    for number in range(recipe.epochs):
        seed = 1000 * recipe.fit.seed + number
        samples: list[Sample] = [*Augmenter(pools, seed).change(gold)]
        made = Composer(pools, seed).samples(recipe.templates)
        samples += Augmenter(pools, seed + 500, TEMPLATE_SHARES).change(made)
        epoch = [make_arrays(samples, gazetteers)]
        # Cased and lower-cased copies take turns, so that each word is met in both forms.
        epoch += [(softs, lowers)[(at + number) % 2][at] for at in range(len(softs))]
        epochs.append(epoch)
    words = sum(len(arrays.rows) for epoch in epochs for arrays in epoch)
    progress(f"{words:,} words to learn from in {recipe.epochs} epochs")
    return epochs


def _method(
    corpora: Sequence[Corpus],
    recipe: FastRecipe,
    gazetteers: Gazetteers,
    soft_files: Sequence[Path],
) -> dict[str, object]:
    return {
        "step": "student",
        "recipe": asdict(recipe),
        "data": {corpus.name: corpus.digest for corpus in corpora},
        "lists": gazetteers.digest,
        "soft_labels": {"files": len(soft_files), "digest": digest_files(soft_files)},
        "code": code_digest(),
    }


def _corpora_digest(corpora: Sequence[Corpus]) -> str:
    return digest_json({corpus.name: corpus.digest for corpus in corpora})


def code_digest() -> str:
    """Return a digest of all code and templates that decide the weights."""
    folder = Path(__file__).parent
    people = Path(str(files("avow.detect.people")))
    paths = [
        *folder.glob("*.py"),
        *(folder / "lists").glob("*.py"),
        *(folder / "templates").iterdir(),
        *people.glob("*.py"),
    ]
    parts = [f"{path.name}:{digest_bytes(path.read_bytes())}" for path in sorted(paths)]
    return digest_bytes("\n".join(parts).encode())


def _machine() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "processor": platform.machine(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "onnxruntime": onnxruntime.__version__,
        "cpu": torch.backends.cpu.get_cpu_capability(),
    }
