"""Reads the one TOML file of a run; an unknown key is an error, never silence."""

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from avow.errors import ConfigError
from avow.scrub.config import DedupConfig, DedupScope, FieldConfig, QuasiConfig, ScrubConfig
from avow.scrub.dedup.near.bands import choose_banding
from avow.scrub.keys import KeyRef
from avow.scrub.typed_values import ShapeError, build_dataclass

PURPOSES_OF_SOURCES = ("documents", "conversations")
PEOPLE_TIERS = ("off", "fast", "accurate")
OUTPUT_CODECS = ("keep", "none", "gzip", "zstd")
REPORT = "report"
QUASI_ACTIONS = (REPORT, "generalise", "suppress")
TOKEN_WIDTHS = (10, 13)
RUN_TABLES = ("keys", "optouts")


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutTable:
    """The `[optouts]` table: which list, and whose signature it must carry.

    Attributes:
        list: Path of the list.
        public_key: Raw Ed25519 public key of the issuer, hexadecimal.
    """

    list: str = ""
    public_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedConfig:
    """What a configuration file says.

    Attributes:
        config: What decides the output.
        key: Where the master key is, or None.
        optouts: Which opt-out list is applied.
    """

    config: ScrubConfig = field(default_factory=ScrubConfig)
    key: KeyRef | None = None
    optouts: OptOutTable = field(default_factory=OptOutTable)


def load_config(path: Path) -> LoadedConfig:
    """Read a configuration file; paths in it are relative to its folder.

    Raises:
        ConfigError: It cannot be read, is not TOML, has an unknown key, a wrong type or an
            impossible value.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the configuration: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path.name} is not TOML: {error}") from None
    return parse_config(document, folder=path.absolute().parent)


def parse_config(document: Mapping[str, object], *, folder: Path) -> LoadedConfig:
    """Return the configuration that a parsed TOML document holds.

    Args:
        document: The document.
        folder: What relative paths in it are relative to.

    Raises:
        ConfigError: See `load_config`.
    """
    settings = {key: value for key, value in document.items() if key not in RUN_TABLES}
    try:
        config = build_dataclass(ScrubConfig, settings)
        optouts = build_dataclass(OptOutTable, document.get("optouts", {}), "optouts")
        key = _key_ref(document, folder)
    except ShapeError as error:
        raise ConfigError(
            str(error),
            hint=f"Did you mean {error.nearest}?" if error.nearest else "",
        ) from None
    config = dataclasses.replace(
        config,
        rules=tuple(_beside(folder, name) for name in config.rules),
        allow=_beside(folder, config.allow) if config.allow else "",
    )
    if optouts.list:
        optouts = dataclasses.replace(optouts, list=_beside(folder, optouts.list))
    check_config(config)
    return LoadedConfig(config=config, key=key, optouts=optouts)


def check_config(config: ScrubConfig) -> None:
    """Check what types cannot say.

    Raises:
        ConfigError: A value is impossible.
    """
    _check_choice("kind_of_source", config.kind_of_source, PURPOSES_OF_SOURCES)
    _check_choice("people", config.people, PEOPLE_TIERS)
    _check_choice("output_codec", config.output_codec, OUTPUT_CODECS)
    _check_choice("quasi.action", config.quasi.action, QUASI_ACTIONS)
    if config.token_width not in TOKEN_WIDTHS:
        raise ConfigError("token_width is 10 or 13")
    _check_share("max_bad_share", config.max_bad_share)
    _check_dedup(config.dedup)
    _check_quasi(config.quasi)
    _check_fields(config.fields)
    counts = {
        "shard_bytes": config.shard_bytes,
        "limits.max_record_bytes": config.limits.max_record_bytes,
        "limits.max_passes": config.limits.max_passes,
        "limits.batch_bytes": config.limits.batch_bytes,
    }
    for name, value in counts.items():
        if value < 1:
            raise ConfigError(f"{name} is at least 1")


def _key_ref(document: Mapping[str, object], folder: Path) -> KeyRef | None:
    if "keys" not in document:
        return None
    ref = build_dataclass(KeyRef, document["keys"], "keys")
    return dataclasses.replace(ref, file=_beside(folder, ref.file)) if ref.file else ref


def _beside(folder: Path, name: str) -> str:
    return str(folder / Path(name).expanduser())


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ConfigError(f"{name} is one of {', '.join(choices)}")


def _check_share(name: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise ConfigError(f"{name} is a share between 0 and 1")


def _check_dedup(dedup: DedupConfig) -> None:
    _check_share("dedup.max_source_loss", dedup.max_source_loss)
    if not 0.0 < dedup.threshold <= 1.0:
        raise ConfigError("dedup.threshold is above 0 and at most 1")
    if dedup.min_source_records < 0:
        raise ConfigError("dedup.min_source_records is at least 0")
    if dedup.near is not DedupScope.NONE:
        choose_banding(dedup.threshold)


def _check_quasi(quasi: QuasiConfig) -> None:
    if quasi.k < 1:
        raise ConfigError("quasi.k is at least 1")
    if quasi.subject and not quasi.columns:
        raise ConfigError("quasi.subject has no use without quasi.columns")
    if quasi.action != REPORT and not quasi.columns:
        raise ConfigError(f"quasi.action {quasi.action} has no use without quasi.columns")
    _check_share("quasi.max_source_loss", quasi.max_source_loss)
    if quasi.min_source_records < 0:
        raise ConfigError("quasi.min_source_records is at least 0")


def _check_fields(fields: FieldConfig) -> None:
    both = sorted(set(fields.skip) & set(fields.untouched))
    if both:
        raise ConfigError(f"the field {both[0]!r} is both skip and untouched")
