"""The openly licensed texts beside the project (`../shared/text`), read one after the other."""

import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import orjson

from avow.errors import DamagedInput, InputError, MissingExtra

try:
    import zstandard
except ImportError:  # pragma: no cover - the extra scrub brings it
    zstandard = None  # type: ignore[assignment]

PROSE = (
    "congress_record/extensions",
    "congress_record/floor",
    "parlamint_es/congreso",
    "meetings/qmsum",
    "letters/standard_ebooks",
    "letters/beethoven",
    "clinical/aci_bench",
    "clinical/mts_dialog",
    "clinical/primock57",
    "dialogue/taskmaster4_coffee",
    "tech_docs/peps",
    "tech_docs/kubernetes_community",
)
"""Files with running text whose licences allow training: see `MANIFEST.json` there."""


def read_texts(folder: Path, name: str) -> Iterator[str]:
    """Yield the texts of one file.

    Args:
        folder: Folder of the open texts.
        name: File without `.jsonl.zst`, one of `PROSE`.

    Raises:
        MissingExtra: zstandard is not installed.
        InputError: The file is absent.
        DamagedInput: It breaks off or a line is no record.
    """
    if zstandard is None:
        raise MissingExtra.of("scrub", "reading the open texts")
    path = folder / f"{name}.jsonl.zst"
    try:
        with path.open("rb") as file:
            reader = zstandard.ZstdDecompressor().stream_reader(file)
            for line in io.BufferedReader(reader, 1 << 20):
                yield str(orjson.loads(line)["text"])
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    except (zstandard.ZstdError, zlib.error, orjson.JSONDecodeError, KeyError):
        raise DamagedInput(f"{path} is not a file of records") from None
