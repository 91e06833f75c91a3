"""Reading labelled sets: one function for training files, another for development files.

Training code calls `load_train` only, which cannot return a development file whatever it is asked
for. Nothing here keeps or copies a text.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson

from avow.detect.bench.corpora.cleaning import clean_record
from avow.detect.bench.corpora.interface import (
    Corpus,
    LabelledFile,
    LabelledSet,
    LabelledText,
    Part,
)
from avow.detect.bench.corpora.sets import find_set, labelled_sets
from avow.errors import DamagedInput, InputError, UsageError

DEFAULT_DATA = "../shared/data"
_SPLIT_BUCKETS = 1000


def train_set_names(*, shippable: bool = True) -> tuple[str, ...]:
    """Return the sets with training files.

    Args:
        shippable: Only those whose licence lets weights trained on them be the default model.
    """
    return tuple(
        row.name
        for row in labelled_sets()
        if _files_of(row, Part.TRAIN) and (row.shippable or not shippable)
    )


def dev_set_names() -> tuple[str, ...]:
    """Return the sets with development files."""
    return tuple(row.name for row in labelled_sets() if _files_of(row, Part.DEV))


def load_train(data: str | Path, names: Sequence[str]) -> list[Corpus]:
    """Read the training files of sets; never a development file.

    Args:
        data: Folder of the sets.
        names: Sets, as `train_set_names` gives them.

    Raises:
        UsageError: A set is unknown or has no training file.
        InputError: The folder or a file is absent.
        DamagedInput: A line is not a record or a span lies outside its text.
    """
    return _load(Path(data), names, Part.TRAIN)


def load_dev(data: str | Path, names: Sequence[str]) -> list[Corpus]:
    """Read the development files of sets, for choosing and reporting; see `load_train`."""
    return _load(Path(data), names, Part.DEV)


def read_corpus(row: LabelledSet, file: LabelledFile, content: bytes) -> Corpus:
    """Read one file of a set from its bytes.

    Raises:
        DamagedInput: A line is not a record or a span lies outside its text.
    """
    return Corpus(
        set=row,
        file=file,
        texts=tuple(_read_lines(row, file, content)),
        digest="sha256:" + hashlib.sha256(content).hexdigest(),
    )


def split_by_template(
    corpora: Sequence[Corpus], *, share: float, seed: int
) -> tuple[list[LabelledText], list[LabelledText]]:
    """Split synthetic texts so that no template stands on both sides, over all files together.

    Args:
        corpora: Files of one synthetic set; their template numbers mean the same templates.
        share: Share of templates to hold out, 0 to 1.
        seed: Which templates.

    Returns:
        (texts to learn from, texts held out).
    """
    kept: list[LabelledText] = []
    held_out: list[LabelledText] = []
    for text in (text for corpus in corpora for text in corpus.texts):
        digest = hashlib.sha256(f"{seed}:{text.template_id}".encode()).digest()
        bucket = int.from_bytes(digest[:8], "big") % _SPLIT_BUCKETS
        (held_out if bucket < share * _SPLIT_BUCKETS else kept).append(text)
    return kept, held_out


def _load(data: Path, names: Sequence[str], part: Part) -> list[Corpus]:
    if not data.is_dir():
        raise InputError(
            f"no folder of labelled sets at {data}",
            hint="Give the folder with --data; the sets are not part of the repository.",
        )
    corpora = []
    for name in names:
        row = find_set(name)
        listed = _files_of(row, part)
        if not listed:
            raise UsageError(f"the set {name!r} has no {part.value} file")
        corpora += [_read_file(data, row, file) for file in listed]
    return corpora


def _files_of(row: LabelledSet, part: Part) -> list[LabelledFile]:
    return [file for file in row.files if file.part is part]


def _read_file(data: Path, row: LabelledSet, file: LabelledFile) -> Corpus:
    path = data / row.name / f"{file.name}.jsonl"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror}",
            hint="Leave the set out with --sets, or complete the data folder.",
        ) from None
    return read_corpus(row, file, content)


def _read_lines(row: LabelledSet, file: LabelledFile, content: bytes) -> Iterator[LabelledText]:
    for number, line in enumerate(content.splitlines(), start=1):
        place = f"{row.name}/{file.name} line {number}"
        try:
            text = clean_record(row, orjson.loads(line))
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise DamagedInput(
                f"{place} is not a labelled record ({type(error).__name__})"
            ) from None
        if any(not 0 <= span.start < span.end <= len(text.text) for span in text.spans):
            raise DamagedInput(f"{place} has a span outside its text")
        yield text
