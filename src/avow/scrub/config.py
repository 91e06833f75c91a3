"""The configuration of a run: frozen values with a digest; how they are read is `load_config`'s."""

from dataclasses import dataclass, field
from enum import StrEnum

from avow.policy.actions import ActionPolicy
from avow.scrub.records import Limits


class Scope(StrEnum):
    """Within what one person keeps one pseudonym, and outside of which nothing links."""

    RECORD = "record"
    GROUP = "group"
    DATASET = "dataset"


class DedupScope(StrEnum):
    """Within what duplicates are removed."""

    NONE = "none"
    SOURCE = "source"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupConfig:
    """Duplicate removal; every near candidate is verified by exact Jaccard similarity.

    Both searches are off by default, so that each record of the input is in the output unless
    somebody decides otherwise; copies of opted-out records go in any case.

    Attributes:
        exact, near: Within what exact and near duplicates are removed.
        threshold: Jaccard similarity from which two records are near duplicates, 0.3 to 1.
        max_source_loss: A run is refused that would remove more than this share of one source.
        min_source_records: Sources with fewer records are not judged by that limit.
        allow_source_loss: Lifts the limit.
        propagate_optouts: Exact copies of a record that is opted out by its id, author, address
            or content are removed too, in the whole data set.
    """

    exact: DedupScope = DedupScope.NONE
    near: DedupScope = DedupScope.NONE
    threshold: float = 0.8
    max_source_loss: float = 0.2
    min_source_records: int = 100
    allow_source_loss: bool = False
    propagate_optouts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QuasiConfig:
    """Quasi-identifier columns for k-anonymity.

    Attributes:
        columns: Paths of the quasi-identifiers.
        k: People (or records, without a subject) that every class should have.
        subject: Path of the column that names the person.
        action: `report` counts classes; `generalise` makes values coarser, then leaves out the
            records of classes that are still below k; `suppress` leaves out the records of all
            classes below k and keeps values as they are.
        max_source_loss, min_source_records, allow_source_loss: As for duplicates.
    """

    columns: tuple[str, ...] = ()
    k: int = 10
    subject: str = ""
    action: str = "report"
    max_source_loss: float = 0.2
    min_source_records: int = 100
    allow_source_loss: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldConfig:
    """Which strings are scanned and how fields are used.

    Attributes:
        text: Paths whose text is the document (for dedup and counts); empty means `text`,
            `content` and `messages[].content` where they occur.
        skip: Paths that are neither scanned nor changed; listed in the report as a blind spot.
        untouched: Paths that are scanned and reported but left as they stand.
        record_id, author, url: Paths used for opt-outs.
        group: Path of the conversation or thread id for scope `group`.
        eligible, purposes: Paths of the eligibility label and of the purpose (or list of
            purposes) that every record of a `conversations` source must carry.
    """

    text: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    record_id: str = "id"
    author: tuple[str, ...] = ("author", "user", "username")
    url: tuple[str, ...] = ("url", "source_url", "warc-target-uri")
    group: str = ""
    eligible: str = "eligible"
    purposes: str = "purpose"

    @property
    def scalar_paths(self) -> tuple[str, ...]:
        """Paths at which numbers and booleans matter, each once."""
        named = (self.record_id, self.group, self.eligible, self.purposes)
        return tuple(path for path in dict.fromkeys((*named, *self.author, *self.url)) if path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrubConfig:
    """Everything that may influence a byte of the output, except input, keys and build.

    Attributes:
        purpose: What the data set is for; `train` refuses linkage across records.
        kind_of_source: `documents`, or `conversations`, which must carry eligibility per record.
        locales: Declared locales (BCP 47), besides those that each document's language adds.
        people: `off`, `fast` or `accurate` (name tagger).
        rules: Paths of custom rule files; their digest enters the configuration digest.
        token_width: Characters of a keyed token: 10, or 13 above 10^7 subjects.
        output_codec: `keep` the codec of each input file, or `none`, `gzip` or `zstd` for all
            formats that do not compress by themselves.
        key_id: Which master key derives pseudonyms and digests; never the key itself.
        max_bad_share: Above this share of bad records a run fails (exit 3).
    """

    purpose: str = "train"
    kind_of_source: str = "documents"
    fields: FieldConfig = field(default_factory=FieldConfig)
    actions: ActionPolicy = field(default_factory=ActionPolicy)
    scope: Scope = Scope.RECORD
    dedup: DedupConfig = field(default_factory=DedupConfig)
    quasi: QuasiConfig = field(default_factory=QuasiConfig)
    limits: Limits = field(default_factory=Limits)
    locales: tuple[str, ...] = ()
    people: str = "fast"
    rules: tuple[str, ...] = ()
    allow: str = ""
    token_width: int = 10
    output_codec: str = "keep"
    key_id: str = ""
    shard_bytes: int = 128 * 1024 * 1024
    max_bad_share: float = 0.001
    allow_truncated: bool = False
    keep_raw_quarantine: bool = False
    keep_warc_requests: bool = False
