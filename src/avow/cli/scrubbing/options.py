"""Options that several scrub commands share, and the set-up that they make."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from avow.cli.scrubbing.keys import find_key
from avow.errors import ConfigError
from avow.policy.actions import Mode
from avow.scrub.config import DedupConfig, DedupScope, QuasiConfig, Scope, ScrubConfig
from avow.scrub.load_config import (
    OUTPUT_CODECS,
    QUASI_ACTIONS,
    LoadedConfig,
    check_config,
    load_config,
)
from avow.scrub.pipeline.setup import OptOutRef, Setup

CommandT = TypeVar("CommandT", bound=Callable[..., Any])

BYTES_PER_MEGABYTE = 1_000_000
DEDUP_SCOPES = click.Choice([str(scope) for scope in DedupScope])

SETUP_OPTIONS = (
    click.option("--config", "config_file", type=click.Path(path_type=Path), help="TOML file."),
    click.option("--key", metavar="REF", help="Master key: file:PATH or env:NAME."),
    click.option("--optouts", type=click.Path(), help="Signed opt-out list."),
    click.option("--optouts-key", metavar="HEX", help="Ed25519 public key of the list's issuer."),
    click.option("--scope", type=click.Choice([str(scope) for scope in Scope])),
    click.option("--mode", type=click.Choice([str(mode) for mode in Mode])),
    click.option(
        "--people",
        type=click.Choice(["off", "fast", "accurate"]),
        help="Name tagger; fast by default.",
    ),
    click.option("--locale", "locales", multiple=True, help="Declared locale; may be repeated."),
    click.option("--codec", type=click.Choice(OUTPUT_CODECS), help="Codec of output files."),
    click.option("--max-bad", type=float, help="Highest share of bad records, 0 to 1."),
    click.option("--shard-mb", type=float, help="Wanted size of a shard in MB."),
    click.option("--keep-raw", is_flag=True, help="Keep the bytes of bad records, unscrubbed."),
    click.option("--allow-truncated", is_flag=True, help="Keep the whole part of a cut file."),
    click.option("--dedup-exact", type=DEDUP_SCOPES, help="Remove exact copies within this."),
    click.option("--dedup-near", type=DEDUP_SCOPES, help="Remove near copies within this."),
    click.option("--allow-source-loss", is_flag=True, help="Let a source lose any share of it."),
    click.option("--quasi", metavar="COLUMN,…", help="Quasi-identifier columns (k-anonymity)."),
    click.option("--k", type=click.IntRange(1), help="People per class; default: 10."),
    click.option("--subject", metavar="COLUMN", help="Column that names the person, for --quasi."),
    click.option(
        "--quasi-action",
        type=click.Choice(QUASI_ACTIONS),
        help="Count small classes, make values coarser, or leave records out; default: report.",
    ),
)


def setup_options(command: CommandT) -> CommandT:
    """Add the options that decide a set-up; the command receives them as keyword arguments."""
    for option in reversed(SETUP_OPTIONS):
        command = option(command)
    return command


def make_setup(source: str, target: str, options: dict[str, Any]) -> Setup:
    """Return the set-up that the configuration file and the options give; options win.

    Args:
        source: Address of the input.
        target: Address of the output.
        options: What `setup_options` passed.

    Raises:
        ConfigError: A value is not possible.
    """
    file: Path | None = options["config_file"]
    loaded = load_config(file) if file else LoadedConfig()
    config = _override(loaded.config, options)
    check_config(config)
    return Setup(
        input_url=source,
        output_url=target,
        config=config,
        key=find_key(options["key"], loaded.key),
        optouts=_optouts(loaded, options),
    )


def _override(config: ScrubConfig, options: dict[str, Any]) -> ScrubConfig:
    changes: dict[str, Any] = {
        "scope": Scope(options["scope"]) if options["scope"] else None,
        "people": options["people"],
        "locales": options["locales"] or None,
        "output_codec": options["codec"],
        "max_bad_share": options["max_bad"],
        "shard_bytes": None
        if options["shard_mb"] is None
        else int(options["shard_mb"] * BYTES_PER_MEGABYTE),
        "keep_raw_quarantine": options["keep_raw"] or None,
        "allow_truncated": options["allow_truncated"] or None,
        "actions": dataclasses.replace(config.actions, mode=Mode(options["mode"]))
        if options["mode"]
        else None,
        "dedup": _override_dedup(config.dedup, options),
        "quasi": _override_quasi(config.quasi, options),
    }
    given = {name: value for name, value in changes.items() if value is not None}
    return dataclasses.replace(config, **given)


def _override_dedup(dedup: DedupConfig, options: dict[str, Any]) -> DedupConfig:
    exact, near = options.get("dedup_exact"), options.get("dedup_near")
    return dataclasses.replace(
        dedup,
        exact=DedupScope(exact) if exact else dedup.exact,
        near=DedupScope(near) if near else dedup.near,
        allow_source_loss=options.get("allow_source_loss") or dedup.allow_source_loss,
    )


def _override_quasi(quasi: QuasiConfig, options: dict[str, Any]) -> QuasiConfig:
    columns = [name.strip() for name in (options.get("quasi") or "").split(",")]
    return dataclasses.replace(
        quasi,
        columns=tuple(name for name in columns if name) or quasi.columns,
        k=options.get("k") or quasi.k,
        subject=options.get("subject") or quasi.subject,
        action=options.get("quasi_action") or quasi.action,
        allow_source_loss=options.get("allow_source_loss") or quasi.allow_source_loss,
    )


def _optouts(loaded: LoadedConfig, options: dict[str, Any]) -> OptOutRef | None:
    path = options["optouts"] or loaded.optouts.list
    if not path:
        return None
    public_key = options["optouts_key"] or loaded.optouts.public_key
    if not public_key:
        raise ConfigError(
            "an opt-out list needs its issuer's public key",
            hint="Give --optouts-key HEX, or public_key in the table [optouts].",
        )
    return OptOutRef(path=str(Path(path).absolute()), public_key=public_key)
