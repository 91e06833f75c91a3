"""Which second opinions are asked for: names on the command line, or a TOML file.

[[opinion]]
backend = "presidio"               # presidio, privacy-filter or gliner2
mode = "union"                     # union, confirm or audit
recognizers = ["EmailRecognizer"]  # presidio only
min_score = 0.4                    # presidio, privacy-filter

[[opinion]]
backend = "gliner2"
mode = "audit"
weights = "/models/gliner2-pii"    # a folder; nothing is downloaded
threshold = 0.5                    # gliner2 only
rate = 0.01                        # audit only: share of texts
kinds = { email = "contact.email" }  # other labels or kinds than the packaged ones
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from avow.detect.backends.gliner2 import KINDS as GLINER2_KINDS
from avow.detect.backends.gliner2 import Gliner2Opinion
from avow.detect.backends.presidio import PresidioOpinion
from avow.detect.backends.privacy_filter import KINDS as PRIVACY_FILTER_KINDS
from avow.detect.backends.privacy_filter import PrivacyFilterOpinion
from avow.detect.backends.seconded import Mode, Second
from avow.detect.interface import SecondOpinion
from avow.errors import ConfigError

FILE_SUFFIX = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionChoice:
    """One `[[opinion]]` of a file; see the head of this module."""

    backend: str
    mode: str = Mode.UNION.value
    weights: str = ""
    recognizers: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    min_score: float = -1.0
    threshold: float = 0.5
    rate: float = 0.01
    seed: str = "avow"


def _presidio(choice: OpinionChoice) -> SecondOpinion:
    score = choice.min_score if choice.min_score >= 0 else 0.4
    return PresidioOpinion(choice.recognizers, min_score=score)


def _privacy_filter(choice: OpinionChoice) -> SecondOpinion:
    return PrivacyFilterOpinion(
        choice.weights,
        kinds=choice.kinds or PRIVACY_FILTER_KINDS,
        min_score=max(choice.min_score, 0.0),
    )


def _gliner2(choice: OpinionChoice) -> SecondOpinion:
    return Gliner2Opinion(
        choice.weights, kinds=choice.kinds or GLINER2_KINDS, threshold=choice.threshold
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """A second opinion that can be named, and the keys of its own."""

    name: str
    build: Callable[[OpinionChoice], SecondOpinion]
    keys: frozenset[str]


BACKENDS = (
    Backend(name="presidio", build=_presidio, keys=frozenset({"recognizers", "min_score"})),
    Backend(
        name="privacy-filter",
        build=_privacy_filter,
        keys=frozenset({"weights", "kinds", "min_score"}),
    ),
    Backend(name="gliner2", build=_gliner2, keys=frozenset({"weights", "kinds", "threshold"})),
)
COMMON_KEYS = frozenset({"backend", "mode"})
AUDIT_KEYS = frozenset({"rate", "seed"})


def load_seconds(
    named: Sequence[str], mode: str = Mode.UNION.value, rate: float = 0.01
) -> list[Second]:
    """Load the second opinions that are asked for.

    Args:
        named: Each `NAME`, `NAME=FOLDER` (folder of weights) or `FILE.toml`.
        mode: Mode of those that are named without a file.
        rate: Share of texts that they read in an audit.

    Raises:
        ConfigError: A name, key or value is unknown or wrong.
        MissingExtra: A library is not installed.
    """
    choices: list[OpinionChoice] = []
    for name in named:
        if name.endswith(FILE_SUFFIX):
            choices += read_choices(Path(name))
        else:
            backend, _, weights = name.partition("=")
            choices.append(OpinionChoice(backend=backend, mode=mode, weights=weights, rate=rate))
    return [_load_second(choice) for choice in choices]


def read_choices(path: Path) -> list[OpinionChoice]:
    """Read the `[[opinion]]` tables of a file.

    Raises:
        ConfigError: The file cannot be read, or a key or value is wrong.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read the second opinions of {path}: {error}") from None
    entries = document.get("opinion")
    if set(document) != {"opinion"} or not isinstance(entries, list):
        raise ConfigError(f"{path} holds tables [[opinion]] and nothing else")
    return [_choice(path, entry) for entry in entries]


def _choice(path: Path, entry: Any) -> OpinionChoice:  # noqa: ANN401 - TOML values are of any type
    if not isinstance(entry, dict) or "backend" not in entry:
        raise ConfigError(f"{path}: an opinion names its backend")
    backend = _backend(str(entry["backend"]))
    allowed = COMMON_KEYS | backend.keys
    if entry.get("mode") == Mode.AUDIT:
        allowed |= AUDIT_KEYS
    for key in entry:
        if key not in allowed:
            raise ConfigError(f"{path}: {backend.name} has no key {key!r} in this mode")
    values = {key: _value(path, key, value) for key, value in entry.items()}
    return OpinionChoice(**values)


def _value(path: Path, key: str, value: Any) -> Any:  # noqa: ANN401 - TOML values are of any type
    wanted = {item.name: item.type for item in fields(OpinionChoice)}[key]
    if key == "recognizers":
        right = isinstance(value, list) and all(isinstance(item, str) for item in value)
        value = tuple(value) if right else value
    elif key == "kinds":
        right = isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    elif wanted is float:
        right = isinstance(value, float | int) and not isinstance(value, bool) and 0 <= value <= 1
    else:
        right = isinstance(value, str)
    if not right:
        raise ConfigError(f"{path}: the value of {key!r} is wrong")
    return value


def _load_second(choice: OpinionChoice) -> Second:
    modes = [mode.value for mode in Mode]
    if choice.mode not in modes:
        raise ConfigError(f"a mode is one of {', '.join(modes)}, not {choice.mode!r}")
    backend = _backend(choice.backend)
    if choice.weights and "weights" not in backend.keys:
        raise ConfigError(f"{backend.name} has no weights")
    return Second(
        opinion=backend.build(choice),
        mode=Mode(choice.mode),
        rate=choice.rate,
        seed=choice.seed,
    )


def _backend(name: str) -> Backend:
    for backend in BACKENDS:
        if backend.name == name:
            return backend
    known = ", ".join(backend.name for backend in BACKENDS)
    raise ConfigError(f"a second opinion is one of {known}, not {name!r}")
