"""Settings: one frozen object, read once from the environment and `avow.toml`.

Precedence: environment variable `AVOW_<NAME>`, then the file named by `AVOW_CONFIG` (default
`avow.toml` in the working directory), then the default. Unknown keys are errors.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from avow.errors import ConfigError

PREFIX = "AVOW_"
CONFIG_NAME = "CONFIG"
DEFAULT_FILE = "avow.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that a machine, not a data set, decides.

    Attributes:
        locales: Declared locales (BCP 47), comma-separated in the environment.
        people: Name tagger: `off`, `fast` or `accurate`.
        cache_dir: Where compiled pattern tables are kept; empty for the user's cache directory.
        key_file: Master key for pseudonyms and keyed digests; empty for none.
        workers: Worker processes of a scrub run; 0 for one per CPU core.
    """

    locales: tuple[str, ...] = ()
    people: str = "fast"
    cache_dir: str = ""
    key_file: str = ""
    workers: int = 0


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Args:
        environment: Variables to read; the process's own by default.

    Raises:
        ConfigError: The file is not TOML, a key is unknown or a value has the wrong type.
    """
    environment = os.environ if environment is None else environment
    values = _from_file(environment)
    known = {field.name: field for field in fields(Settings)}
    for name in known:
        text = environment.get(PREFIX + name.upper())
        if text is not None:
            values[name] = _parse(name, text)
    for name in values:
        if name not in known:
            raise ConfigError(f"unknown setting {name!r}")
    return Settings(**values)


def _from_file(environment: Mapping[str, str]) -> dict[str, Any]:
    named = environment.get(PREFIX + CONFIG_NAME)
    path = Path(named or DEFAULT_FILE)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named:
            raise ConfigError(f"the settings file {named} does not exist") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read the settings file {path}: {error}") from None
    table = document.get("settings", {})
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: settings is a table")
    return {name: _checked(name, value) for name, value in table.items()}


def _parse(name: str, text: str) -> str | int | tuple[str, ...]:
    if name == "locales":
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if name == "workers":
        if not text.isdecimal():
            raise ConfigError(f"{PREFIX}{name.upper()} is a whole number")
        return int(text)
    return text


def _checked(name: str, value: Any) -> Any:  # noqa: ANN401 - TOML values are of any type
    if name == "locales":
        if not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise ConfigError("locales is a list of strings")
        return tuple(value)
    wanted = int if name == "workers" else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise ConfigError(f"the setting {name!r} is a {wanted.__name__}")
    return value
