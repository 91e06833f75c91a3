"""The hand-written messages: a development set of its own, labelled in the same form."""

from pathlib import Path

from avow.detect.bench.corpora.interface import Corpus, LabelledFile, LabelledSet, Part
from avow.detect.bench.corpora.load import read_corpus
from avow.errors import InputError

HAND_FILE = Path("benchmarks/hand/messages.jsonl")
"""Where the messages stand in the repository."""

_LABELS = {
    label: label
    for label in (
        *("PERSON", "LOC", "ORG", "ADDRESS", "DATE", "AGE", "DEM"),
        *("EMAIL", "PHONE", "ID", "IP", "URL", "USERNAME"),
    )
} | {"BIRTH": "DATE"}

_SET = LabelledSet(
    name="hand",
    title="Hand-written messages",
    language="en",
    locale="",
    licence="as the repository",
    original_spacing=True,
    shippable=False,
    titles_labelled=False,
    labels=_LABELS,
    files=(),
)


def load_hand(path: Path) -> list[Corpus]:
    """Read the hand-written messages; never train on them.

    Args:
        path: JSON lines with `id`, `text`, `lang`, `register` and `spans`.

    Raises:
        InputError: The file is absent.
        DamagedInput: A line is not a labelled record.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    file = LabelledFile(name="messages", part=Part.DEV, annotates=frozenset(_LABELS.values()))
    return [read_corpus(_SET, file, content)]
