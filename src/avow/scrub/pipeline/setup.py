"""The set-up of a run as workers receive it, and the workbench that a worker opens from it once."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from avow.detect.detector import Detector
from avow.detect.engine.locales import declared_countries
from avow.detect.tokens import TokenBook
from avow.errors import ConfigError
from avow.scrub.clean import Cleaner
from avow.scrub.cleaning.interface import RecordCleaner
from avow.scrub.config import ScrubConfig
from avow.scrub.dedup.near.words import WordHasher
from avow.scrub.keys import KeyRef, ScrubKeys, load_keys
from avow.scrub.pipeline.lookup import ListLookup
from avow.scrub.proof.identity import Build, config_digest, describe_build
from avow.scrub.proof.manifest import ListPin
from avow.scrub.risk.coarse_cleaner import CoarseCleaner
from avow.scrub.storage.interface import Store
from avow.scrub.storage.registry import open_store
from avow.suppression.index import OptOutIndex
from avow.suppression.optout_list import OptOutList, load_optouts

# Suffixes of data files look like top-level domains, and underscores join words.
_NOISE = re.compile(r"\.(?:jsonl|ndjson|csv|tsv|txt|parquet|warc|wet|gz|gzip|zst|zstd)\b|[_+]")


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutRef:
    """Where the opt-out list is and whose signature it must carry.

    Attributes:
        path: The list.
        public_key: Raw Ed25519 public key of the issuer, hexadecimal.
    """

    path: str
    public_key: str

    def load(self) -> OptOutList:
        """Read and verify the list.

        Raises:
            ConfigError: The public key is not 32 bytes in hexadecimal.
            VerificationError: The list was changed or is signed by another key.
        """
        try:
            key = bytes.fromhex(self.public_key)
        except ValueError:
            raise ConfigError("the issuer's public key is not hexadecimal") from None
        return load_optouts(Path(self.path), public_key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Everything a worker needs, as plain values and references; never the bytes of a key.

    Attributes:
        input_url, output_url: Places.
        config: The configuration.
        key: Reference to the master key.
        optouts: The opt-out list, or None.
    """

    input_url: str
    output_url: str
    config: ScrubConfig
    key: KeyRef
    optouts: OptOutRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """The tools of one worker, opened once and used for every shard.

    Attributes:
        source, target: Places.
        config: The configuration.
        cleaner: Cleans records.
        keys: Derived keys.
        config_digest, rules_digest: Go into every receipt.
        build: Versions, for every receipt.
        optouts: Which list is applied.
        lookup: Finds its selectors in record sidecars.
        hasher: Splits scrubbed texts for near-duplicate search.
    """

    source: Store
    target: Store
    config: ScrubConfig
    cleaner: RecordCleaner
    keys: ScrubKeys
    config_digest: str
    rules_digest: str
    build: Build
    optouts: ListPin
    lookup: ListLookup
    hasher: WordHasher

    @property
    def key_id(self) -> str:
        """Ids of the data set's and the project's keys, for receipts."""
        return f"{self.keys.key_id}.{self.keys.selector_id}"


def load_detector(config: ScrubConfig) -> Detector:
    """Return the detector that a configuration asks for."""
    return Detector.load(
        locales=config.locales, people=config.people, rules=config.rules, allow=config.allow
    )


def open_workbench(setup: Setup, detector: Detector | None = None) -> Workbench:
    """Open the places, load the keys, the list and the rules.

    Raises:
        ConfigError: A key is missing, or is not the one that the configuration names.
        VerificationError: The opt-out list does not hold.
    """
    config = setup.config
    keys = load_keys(setup.key)
    if config.key_id and keys.key_id != config.key_id:
        raise ConfigError("the key is not the one that key_id names")
    detector = detector or load_detector(config)
    listed = setup.optouts.load() if setup.optouts is not None else None
    index = open_optouts(listed, keys, config) if listed is not None else None
    cleaner: RecordCleaner = Cleaner(config=config, detector=detector, keys=keys, optouts=index)
    if config.quasi.action == "generalise":
        cleaner = CoarseCleaner(cleaner, config.quasi.columns)
    return Workbench(
        source=open_store(setup.input_url),
        target=open_store(setup.output_url),
        config=config,
        cleaner=cleaner,
        keys=keys,
        config_digest=config_digest(config),
        rules_digest=detector.rules_digest,
        build=describe_build(),
        optouts=_pin_of(listed),
        lookup=ListLookup(listed, keys),
        hasher=WordHasher(TokenBook(detector.kinds)),
    )


def open_optouts(listed: OptOutList, keys: ScrubKeys, config: ScrubConfig) -> OptOutIndex:
    """Return the look-up of a list; numbers without a country code are tried in the locales.

    Raises:
        VerificationError: The list was digested under another project's key.
    """
    regions = sorted(declared_countries(config.locales))
    return OptOutIndex(
        listed,
        selector_key=keys.selector,
        selector_key_id=keys.selector_id,
        regions=regions,
    )


def _pin_of(listed: OptOutList | None) -> ListPin:
    if listed is None:
        return ListPin()
    return ListPin(digest=listed.digest, issued=listed.issued)


class DetectorScreen:
    """Looks for personal information in paths with the detector of the run.

    Args:
        detector: The detector.
        keys: Their audit key makes the ids of flagged paths unguessable.
    """

    def __init__(self, detector: Detector, keys: ScrubKeys) -> None:
        self._detector = detector
        self.secret = keys.audit
        self._known: dict[str, bool] = {}

    def is_flagged(self, name: str) -> bool:
        """Tell whether a path, or a part of one, must not be shown or written."""
        if name not in self._known:
            self._known[name] = self._look(name)
        return self._known[name]

    def _look(self, name: str) -> bool:
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            return True
        plain = unquote(name)
        parts = [plain, *PurePosixPath(plain).parts]
        views = dict.fromkeys([*parts, *(_NOISE.sub(" ", part).strip() for part in parts)])
        found = self._detector.find_many([view for view in views if view])
        return any(
            not finding.reserved and not finding.suppressed_by
            for findings in found
            for finding in findings
        )
