"""What a report says, as frozen values that survive a round trip through canonical JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from avow.errors import VerificationError
from avow.evidence.canonical import Json, digest_json
from avow.scrub.dedup.loss import DedupReport
from avow.scrub.proof.balance import Balance
from avow.scrub.proof.receipt import CountRow
from avow.scrub.proof.sealed import seal, unseal
from avow.scrub.risk.kanonymity import KAnonymity
from avow.scrub.risk.measure import Risk
from avow.scrub.typed_values import ShapeError, build_dataclass, plain

REPORT_SCHEMA = "avow-scrub-report-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """Which data set the report is about, and what made it.

    Attributes:
        content_root, receipts_root: RFC 6962 roots of the manifest.
        config_digest, rules_digest, key_id, tool: What decided.
        builds: Distinct versions of codecs and Unicode tables, as `name version`, sorted.
        processors: Distinct processor classes.
        shards: How many.
        input_bytes, text_bytes: Bytes read, and uncompressed bytes of all records.
        formats: Data files by format name.
        truncated: Shards whose input broke off.
    """

    content_root: str
    receipts_root: str
    config_digest: str
    rules_digest: str
    key_id: str
    tool: str
    builds: tuple[str, ...]
    processors: tuple[str, ...]
    shards: int
    input_bytes: int
    text_bytes: int
    formats: tuple[tuple[str, int], ...]
    truncated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceBalance:
    """Where the records of one source went."""

    source: str
    balance: Balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The part of the configuration that a reader of the report needs.

    Attributes:
        purpose, kind_of_source, scope, mode, people: As configured.
        locales: Declared locales.
        skip, untouched: Fields that were not scanned, or scanned and left.
        kind_actions, field_actions: Exceptions from the mode, as (name, action).
        has_allow_list: An allow list releases some values.
        custom_rules: Number of custom rule files.
    """

    purpose: str
    kind_of_source: str
    scope: str
    mode: str
    people: str
    locales: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    kind_actions: tuple[tuple[str, str], ...] = ()
    field_actions: tuple[tuple[str, str], ...] = ()
    has_allow_list: bool = False
    custom_rules: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutFacts:
    """Which opt-out list was applied.

    Attributes:
        digest: Of the list; empty when none was given.
        issued: When it was issued (ISO 8601).
    """

    digest: str = ""
    issued: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNotes:
    """Times and circumstances; none of it is in the digest of the report.

    Attributes:
        made: When the report was made (ISO 8601).
        finished: When the run finished.
        engine, workers: How it ran.
        place: The data set's address as it is to be typed in commands.
    """

    made: str = ""
    finished: str = ""
    engine: str = ""
    workers: int = 0
    place: str = "OUT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that the report says.

    Attributes:
        title: Name of the data set for people.
        dataset: Which data set.
        balance, sources: Where all records went, in total and by source.
        counts: Decisions by field, kind, person class, action and evidence.
        files_left_out: Input entries that were passed over, by reason.
        settings: What was configured; None when the configuration was not at hand.
        duplicates: What duplicate search did; None where it was off.
        optouts: The list.
        risk: What remains; None when it was not measured.
        kanonymity: Group sizes of columns; None when no columns were named.
        run: Notes outside the digest.
    """

    title: str
    dataset: DatasetFacts
    balance: Balance
    sources: tuple[SourceBalance, ...]
    counts: tuple[CountRow, ...]
    files_left_out: tuple[tuple[str, int], ...]
    optouts: OptOutFacts
    settings: Settings | None = None
    duplicates: DedupReport | None = None
    risk: Risk | None = None
    kanonymity: KAnonymity | None = None
    run: ReportNotes = field(default_factory=ReportNotes)

    def body(self) -> Mapping[str, Json]:
        """Return what the digest covers, as JSON."""
        values = cast("dict[str, Json]", plain(self))
        del values["run"]
        values["schema"] = REPORT_SCHEMA
        return values

    def digest(self) -> str:
        """Return `sha256:<hex>` of the body; equal for equal data and settings."""
        return digest_json(self.body())


def write_json(report: Report) -> bytes:
    """Return the bytes of the JSON report: canonical, with the digests of its parts inside."""
    return seal(report.body(), cast("Mapping[str, Json]", plain(report.run)))


def read_json(data: bytes, name: str = "report.json") -> Report:
    """Return the report that a file holds.

    Raises:
        VerificationError: The file was changed, or is of another version.
    """
    sealed = unseal(data, name)
    body = dict(sealed.body)
    if body.pop("schema", None) != REPORT_SCHEMA:
        raise VerificationError(f"{name} is not a report of this version")
    try:
        return build_dataclass(Report, {**body, "run": sealed.run})
    except ShapeError as error:
        raise VerificationError(f"{name} does not hold: {error}") from None
