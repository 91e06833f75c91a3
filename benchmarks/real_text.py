"""Reads real, openly licensed text that lies beside the project, for figures that need it.

Names in made-up words are not names: a tagger must be measured on real text. The folder is not part
of the repository and nothing of it is copied there; without it such figures are left out.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import zstandard

FOLDER = Path(__file__).parents[2] / "shared" / "text"
SETS = (
    "congress_record/extensions",
    "meetings/qmsum",
    "letters/standard_ebooks",
    "tech_docs/peps",
    "clinical/mts_dialog",
    "congress_record/floor",
    "tech_docs/kubernetes_community",
    "dialogue/taskmaster4_coffee",
)
# Long documents are cut, so that a small sample holds something of every set.
MOST_CHARACTERS = 20_000


def read_set(path: Path) -> Iterator[str]:
    """Yield the texts of one file, long ones in parts."""
    with path.open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            text: str = json.loads(line)["text"]
            for start in range(0, len(text), MOST_CHARACTERS):
                yield text[start : start + MOST_CHARACTERS]


def read_real_texts(megabytes: float, folder: Path = FOLDER) -> list[str]:
    """Return about that many million bytes, one text of each set in turn; none without it."""
    paths = [folder / f"{name}.jsonl.zst" for name in SETS]
    turns = [read_set(path) for path in paths if path.is_file()]
    texts: list[str] = []
    size = 0
    while turns and size < megabytes * 1e6:
        drawn = [next(turn, None) for turn in turns]
        turns = [turn for turn, text in zip(turns, drawn, strict=True) if text is not None]
        texts += [text for text in drawn if text is not None]
        size += sum(len(text.encode()) for text in drawn if text is not None)
    return texts
