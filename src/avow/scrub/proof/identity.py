"""What besides the input decides the bytes of a run: its configuration, its keys, its build."""

import dataclasses
import importlib.metadata
import platform
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from avow import __version__
from avow.evidence.canonical import Json, digest_json
from avow.scrub.config import ScrubConfig
from avow.scrub.formats.codecs import codec_versions
from avow.suppression.normalise import NORMALISER_VERSION

# These decide which shards there are, whether a run passes, or are digested by themselves (rules
# and allow lists in the rule-set digest, keys by their id, duplicates and small classes in the
# verdicts of each shard).
OUTSIDE_CONFIG_DIGEST = frozenset(
    {
        "shard_bytes",
        "max_bad_share",
        "allow_truncated",
        "rules",
        "allow",
        "key_id",
        "quasi",
        "dedup",
    }
)

CPU_INFO = Path("/proc/cpuinfo")
# Widest first: kernels of name taggers differ between these classes, rules do not.
X86_CLASSES = (
    ("avx512-vnni", "avx512_vnni"),
    ("avx512", "avx512bw"),
    ("avx2", "avx2"),
    ("sse4.2", "sse4_2"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """The versions that can change a byte of the output.

    Attributes:
        tool: Version of Avow.
        normaliser: Version of the normalisers shared with the opt-out form.
        unidata: Version of the Unicode tables of this Python.
        codecs: Versions of the compression libraries, and of pyarrow where it is used.
        cpu: Class of processor (`x86_64/avx2` …).
    """

    tool: str
    normaliser: str
    unidata: str
    codecs: Mapping[str, str]
    cpu: str


def describe_build() -> Build:
    """Return the build that runs now."""
    return Build(
        tool=__version__,
        normaliser=str(NORMALISER_VERSION),
        unidata=unicodedata.unidata_version,
        codecs=dict(sorted({**codec_versions(), **_arrow_version()}.items())),
        cpu=describe_cpu(),
    )


def _arrow_version() -> dict[str, str]:
    """Return the version of pyarrow, which decides the bytes of Parquet, where there is one."""
    try:
        return {"pyarrow": importlib.metadata.version("pyarrow")}
    except importlib.metadata.PackageNotFoundError:
        return {}


def describe_cpu() -> str:
    """Return the class of this processor, as machine name and widest vector unit."""
    machine = platform.machine()
    if machine != "x86_64" or not CPU_INFO.exists():
        return machine
    for line in CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("flags"):
            flags = set(line.split(":", 1)[1].split())
            for name, flag in X86_CLASSES:
                if flag in flags:
                    return f"{machine}/{name}"
            break
    return machine


def config_digest(config: ScrubConfig) -> str:
    """Return the digest of everything in a configuration that can change a byte of a shard."""
    settings = {
        field.name: _plain(getattr(config, field.name))
        for field in dataclasses.fields(config)
        if field.name not in OUTSIDE_CONFIG_DIGEST
    }
    if config.quasi.action == "generalise":
        settings["coarse_columns"] = list(config.quasi.columns)
    return digest_json(settings)


def _plain(value: object) -> Json:
    """Return a setting as JSON; tables become sorted pairs because paths may hold any letter."""
    if isinstance(value, Enum):
        return str(value.value)
    if dataclasses.is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return [[str(key), _plain(item)] for key, item in sorted(value.items())]
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a setting of type {type(value).__name__} has no canonical form")
