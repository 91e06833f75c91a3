"""A folder with the weights of a model: named explicitly, complete, without code, digested.

No name of a model hub is ever resolved: what is not a folder on this machine is an error.
"""

import hashlib
import json
from pathlib import Path

from avow.errors import ConfigError

WEIGHTS = "model.safetensors"
CHUNK_BYTES = 1 << 20
CODE_SUFFIXES = (".py", ".bin", ".pt", ".pth", ".pkl", ".ckpt")
"""Files that hold programs or pickled objects, which loading could run."""
SHARDS = "model.safetensors.index.json"


def open_model_folder(weights: str | Path, *, backend: str) -> Path:
    """Return the folder of a model after looking into it.

    Raises:
        ConfigError: No folder is named, it does not exist, has no safetensors weights, or holds
            code or pickled weights that loading might run.
    """
    if not str(weights):
        raise ConfigError(
            f"{backend} needs the folder of its weights; nothing is downloaded",
            hint=f"Fetch the weights yourself and pass --second {backend}=FOLDER.",
        )
    folder = Path(weights)
    if not folder.is_dir():
        raise ConfigError(
            f"{backend}: the folder of weights {folder} does not exist; nothing is downloaded",
            hint="Name a folder on this machine, not the name of a model on a hub.",
        )
    if not ((folder / WEIGHTS).is_file() or (folder / SHARDS).is_file()):
        raise ConfigError(f"{backend}: {folder} has no {WEIGHTS}")
    for path in sorted(folder.rglob("*")):
        if path.suffix in CODE_SUFFIXES or (path.name == "config.json" and _runs_code(path)):
            raise ConfigError(
                f"{backend}: {path} could run code when it is loaded",
                hint="Keep only safetensors weights, the configuration and the tokenizer.",
            )
    return folder


def _runs_code(path: Path) -> bool:
    try:
        return "auto_map" in json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} is not readable JSON") from error


def folder_digest(folder: Path) -> str:
    """Return the digest of all files of a folder and their names, as `sha256:<hex>`."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = hashlib.sha256()
            with path.open("rb") as file:
                while chunk := file.read(CHUNK_BYTES):
                    content.update(chunk)
            total.update(f"{path.relative_to(folder).as_posix()}\0{content.hexdigest()}\n".encode())
    return f"sha256:{total.hexdigest()}"


def short_digest(*parts: str) -> str:
    """Return the first twelve hexadecimal digits of a digest over settings, for a version."""
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()[:12]
