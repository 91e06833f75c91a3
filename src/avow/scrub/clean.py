"""The cleaner: records in, one answer per record out; it fails closed and never lets text through.

All strings of a batch go to the detector in one call. Changed strings go back to it until nothing
changes, at most `Limits.max_passes` times; a record that still changes is put in quarantine.
"""

from collections.abc import Mapping, Sequence

from avow.detect.finding import Finding
from avow.detect.tokens import TOKEN_WIDTHS, TokenBook
from avow.errors import ConfigError, DecodeError, DetectionError, PolicyError, TooManyCandidates
from avow.policy.eligibility import Eligibility, judge_eligibility
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.cleaning.answer import KEPT, answer, quarantined
from avow.scrub.cleaning.fields import PathTable, record_content, record_values
from avow.scrub.cleaning.interface import Finder
from avow.scrub.cleaning.paths import SafePaths
from avow.scrub.cleaning.replacer import ScopeSettings
from avow.scrub.cleaning.work import RecordWork, Tools
from avow.scrub.config import Scope, ScrubConfig
from avow.scrub.keys import ScrubKeys
from avow.scrub.records import QuarantineReason, Record
from avow.suppression.index import OptOutIndex

CONVERSATIONS = "conversations"
TRAIN = "train"
CLEAN_KEYS_MAX = 65536

_FoundByLeaf = dict[int, Sequence[Finding]]


class Cleaner:
    """Cleans records; the answer for a record depends on that record alone.

    Args:
        config: The run's configuration.
        detector: Finds what is personal.
        keys: Derived keys; may be absent in scope `record`.
        optouts: Index of the opt-out list, or None where there is none.

    Raises:
        ConfigError: A key is missing or the token width is not one of 10 and 13.
        PolicyError: Scope `dataset` is asked for purpose `train` and policy does not allow it.
    """

    def __init__(
        self,
        *,
        config: ScrubConfig,
        detector: Finder,
        keys: ScrubKeys | None,
        optouts: OptOutIndex | None = None,
    ) -> None:
        _check(config, keys)
        self._config = config
        self._detector = detector
        self._optouts = optouts
        self._table = PathTable(config.fields, config.actions.fields)
        keyed = keys if config.scope is not Scope.RECORD else None
        tokens = TokenBook(detector.kinds)
        self._tools = Tools(
            policy=config.actions,
            tokens=tokens,
            paths=SafePaths(detector, tokens),
            table=self._table,
            settings=ScopeSettings(
                scope=config.scope,
                key=keyed.pseudonym if keyed is not None else b"",
                width=config.token_width,
            ),
            audit_key=keyed.audit if keyed is not None else b"",
            optouts=optouts,
        )
        self._clean_keys: set[tuple[str, str]] = set()

    @property
    def paths_seen(self) -> frozenset[str]:
        """Configured paths (skip, untouched, actions) that have occurred so far."""
        return frozenset(self._table.seen)

    def clean(self, records: Sequence[Record]) -> list[CleanedRecord]:
        """Return one answer per record, in order.

        When the detector cannot finish a batch, each record is tried alone, so that only the
        culprit goes to quarantine.
        """
        try:
            return self._clean_batch(records)
        except (DetectionError, DecodeError) as error:
            if len(records) == 1:
                return [CleanedRecord(outcome=Outcome.QUARANTINED, reason=_reason_of(error))]
        return [self.clean([record])[0] for record in records]

    def _clean_batch(self, records: Sequence[Record]) -> list[CleanedRecord]:
        answers: list[CleanedRecord] = [KEPT] * len(records)
        open_records: list[int] = []
        for index, record in enumerate(records):
            verdict = self.judge(record)
            if verdict is None:
                open_records.append(index)
            else:
                answers[index] = verdict
        work = self._look_first(records, open_records)
        self._look_again(work, answers)
        return answers

    def judge(self, record: Record) -> CleanedRecord | None:
        """Return the answer for a record that is out before its text is scanned, else None.

        That is a record without eligibility for the purpose, or one that an opt-out takes out.
        """
        if record.is_header:
            return None
        if self._config.kind_of_source == CONVERSATIONS:
            fields = self._config.fields
            verdict = judge_eligibility(
                labels=record_values(record, fields.eligible),
                purposes=record_values(record, fields.purposes),
                purpose=self._config.purpose,
            )
            if verdict is Eligibility.MISSING:
                return CleanedRecord(
                    outcome=Outcome.QUARANTINED, reason=QuarantineReason.NOT_ELIGIBLE_LABEL
                )
            if verdict is not Eligibility.ELIGIBLE:
                return CleanedRecord(outcome=Outcome.DROPPED, reason=verdict)
        if self._optouts is not None:
            hits = self._record_hits(record, self._optouts)
            if hits:
                reason = f"optout:{hits[0].partition(':')[0]}"
                return CleanedRecord(outcome=Outcome.DROPPED, reason=reason, optout_hits=hits)
        return None

    def _record_hits(self, record: Record, optouts: OptOutIndex) -> tuple[str, ...]:
        """Return the hits of selectors that address whole records, sorted."""
        hits: set[str] = set()
        if optouts.has_urls or optouts.has_authors:
            for leaf in record.leaves:
                use = self._table.use(leaf.path)
                if leaf.is_key:
                    continue
                if use.is_url and optouts.has_urls:
                    hits.add(optouts.url_hit(leaf.text))
                if use.is_author:
                    hits.add(optouts.author_hit(leaf.text))
        if optouts.has_record_ids:
            for value in record_values(record, self._config.fields.record_id):
                hits.add(optouts.record_id_hit(value))
        if optouts.has_content:
            hits.add(optouts.content_hit(record_content(record, self._table)))
        hits.discard("")
        return tuple(sorted(hits))

    def _look_first(
        self, records: Sequence[Record], open_records: Sequence[int]
    ) -> dict[int, RecordWork]:
        """Scan every string once and return the work on records that have something to decide."""
        texts: list[str] = []
        hints: list[str] = []
        places: list[tuple[int, int]] = []
        use_of = self._table.use
        clean_keys = self._clean_keys
        for index in open_records:
            for number, (path, text, is_key) in enumerate(records[index].leaves):
                if not text or (is_key and (path, text) in clean_keys):
                    continue
                use = use_of(path)
                if use.skip:
                    continue
                texts.append(text)
                hints.append(use.hint)
                places.append((index, number))
        found: dict[int, _FoundByLeaf] = {}
        for findings, text, (index, number) in zip(
            self._detector.find_many(texts, hints), texts, places, strict=True
        ):
            if findings or self._needs_work(text):
                found.setdefault(index, {})[number] = findings
            elif records[index].leaves[number].is_key:
                self._remember_clean_key(records[index], number)
        return {index: self._start(records[index], leaves) for index, leaves in found.items()}

    def _needs_work(self, text: str) -> bool:
        """Tell whether a text without findings holds a token or a listed name."""
        if "[" in text and self._tools.tokens.find(text):
            return True
        if self._optouts is None or not self._optouts.has_names:
            return False
        return any(True for _ in self._optouts.names_in(text))

    def _remember_clean_key(self, record: Record, number: int) -> None:
        if len(self._clean_keys) >= CLEAN_KEYS_MAX:
            self._clean_keys.clear()
        leaf = record.leaves[number]
        self._clean_keys.add((leaf.path, leaf.text))

    def _start(self, record: Record, found: Mapping[int, Sequence[Finding]]) -> RecordWork:
        group = ""
        if self._config.scope is Scope.GROUP and not record.is_header:
            group = next(iter(record_values(record, self._config.fields.group)), "")
        work = RecordWork(record, self._tools, group)
        work.take(found, 0)
        return work

    def _look_again(self, work: dict[int, RecordWork], answers: list[CleanedRecord]) -> None:
        """Scan changed strings until nothing changes, and fill in the answers."""
        pending: Mapping[int, Sequence[int]] = {
            index: one.again for index, one in work.items() if one.again
        }
        passes = 0
        while pending and passes < self._config.limits.max_passes:
            passes += 1
            pending = self._pass(work, pending, passes)
        self._tools.paths.learn(
            one.record.leaves[leaf].path for one in work.values() for leaf in one.leaves
        )
        for index, one in work.items():
            answers[index] = (
                quarantined(one, QuarantineReason.UNSTABLE) if index in pending else answer(one)
            )

    def _pass(
        self, work: Mapping[int, RecordWork], pending: Mapping[int, Sequence[int]], number: int
    ) -> Mapping[int, Sequence[int]]:
        places = [(index, leaf) for index, leaves in pending.items() for leaf in leaves]
        texts = [work[index].text(leaf) for index, leaf in places]
        hints = [work[index].hint(leaf) for index, leaf in places]
        found: dict[int, _FoundByLeaf] = {}
        for findings, (index, leaf) in zip(
            self._detector.find_many(texts, hints), places, strict=True
        ):
            if findings:
                found.setdefault(index, {})[leaf] = findings
        again = {index: work[index].take(leaves, number) for index, leaves in found.items()}
        return {index: leaves for index, leaves in again.items() if leaves}


def _check(config: ScrubConfig, keys: ScrubKeys | None) -> None:
    if config.token_width not in TOKEN_WIDTHS:
        raise ConfigError("token_width is 10 or 13")
    if config.scope is not Scope.RECORD and keys is None:
        raise ConfigError(
            f"scope {config.scope} needs a key",
            hint="Name a key file with key = file:PATH, or use scope record.",
        )
    if config.scope is Scope.GROUP and not config.fields.group:
        raise ConfigError("scope group needs the path of the group id (fields.group)")
    if (
        config.scope is Scope.DATASET
        and config.purpose == TRAIN
        and not config.actions.allow_linkage
    ):
        raise PolicyError(
            "scope dataset links a person's records, which purpose train does not allow",
            hint="Use scope record, or set actions.allow_linkage after a decision on record.",
        )


def _reason_of(error: DetectionError | DecodeError) -> QuarantineReason:
    if isinstance(error, TooManyCandidates):
        return QuarantineReason.TOO_MANY_CANDIDATES
    if isinstance(error, DecodeError):
        return QuarantineReason.LONE_SURROGATE
    return QuarantineReason.DETECTOR_ERROR
