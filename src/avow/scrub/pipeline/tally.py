"""The tally of one shard: where its records went, what was decided, which fields occur."""

import hashlib
from collections import Counter
from collections.abc import Iterable

from avow.evidence.canonical import digest_json
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.cleaning.fields import covers, names_field
from avow.scrub.config import FieldConfig, ScrubConfig
from avow.scrub.proof.balance import Balance
from avow.scrub.proof.receipt import CountRow
from avow.scrub.records import BadRecord, DroppedRecord, Record

# Objects whose keys are data would make a row per key.
MAX_COUNT_ROWS = 10_000
OTHER_FIELDS = "(other fields)"


def configured_fields(config: ScrubConfig) -> tuple[str, ...]:
    """Return the field paths that a configuration names itself, sorted, without the defaults.

    A named field that never occurs is an error, since a misspelt one would stay unscrubbed.
    """
    fields, usual = config.fields, FieldConfig()
    named = {*fields.text, *fields.skip, *fields.untouched, *config.actions.fields}
    named.update(config.quasi.columns)
    named.update(_own(fields.author, usual.author))
    named.update(_own(fields.url, usual.url))
    single = (
        (fields.record_id, usual.record_id),
        (fields.group, ""),
        (fields.eligible, usual.eligible),
        (fields.purposes, usual.purposes),
        (config.quasi.subject, ""),
    )
    named.update(value for value, default in single if value != default)
    return tuple(sorted(named - {""}))


def _own(values: Iterable[str], defaults: Iterable[str]) -> set[str]:
    return set(values) - set(defaults)


class Tally:
    """Counts while a shard is processed; its results depend on the records only.

    Args:
        config: Names the fields to look for.
    """

    def __init__(self, config: ScrubConfig) -> None:
        self._wanted = set(configured_fields(config))
        self._seen: set[str] = set()
        self._paths: set[str] = set()
        self._in = self._kept = self._changed = 0
        self._dropped: Counter[str] = Counter()
        self._quarantined: Counter[str] = Counter()
        self._counts: Counter[tuple[str, str, str, str, str]] = Counter()
        self._hits: set[str] = set()
        self._content = hashlib.sha256()
        self.text_bytes = 0

    def count_record(self, record: Record, cleaned: CleanedRecord) -> None:
        """Count one record and the decisions in it."""
        self._count_decisions(cleaned)
        self._hits.update(cleaned.optout_hits)
        self.text_bytes += record.size
        if record.is_header:
            return
        self._in += 1
        if cleaned.outcome is Outcome.KEPT:
            self._kept += 1
        elif cleaned.outcome is Outcome.CHANGED:
            self._changed += 1
        elif cleaned.outcome is Outcome.DROPPED:
            self._dropped[str(cleaned.reason)] += 1
        else:
            self._quarantined[str(cleaned.reason)] += 1

    def count_unread(self, item: BadRecord | DroppedRecord) -> None:
        """Count a record that the format could not read or leaves out by rule."""
        self._in += 1
        self.text_bytes += item.size
        counter = self._quarantined if isinstance(item, BadRecord) else self._dropped
        counter[str(item.reason)] += 1

    def add_content(self, lines: bytes) -> None:
        """Add the canonical bytes of a written record to the content digest."""
        self._content.update(lines)

    def note_fields(self, records: Iterable[Record]) -> None:
        """Note which of the wanted fields occur."""
        if not self._wanted:
            return
        paths: set[str] = set()
        for record in records:
            paths.update(leaf.path for leaf in record.leaves)
            paths.update(record.scalars)
        for path in paths - self._paths:
            self._seen.update(
                entry for entry in self._wanted if covers(entry, path) or names_field(entry, path)
            )
        self._paths = paths
        self._wanted -= self._seen

    @property
    def balance(self) -> Balance:
        """Where the records went."""
        return Balance(
            records_in=self._in,
            kept=self._kept,
            changed=self._changed,
            dropped=dict(sorted(self._dropped.items())),
            quarantined=dict(sorted(self._quarantined.items())),
        )

    @property
    def counts(self) -> tuple[CountRow, ...]:
        """Decisions, sorted."""
        return tuple(CountRow(*key, self._counts[key]) for key in sorted(self._counts))

    @property
    def fields_seen(self) -> tuple[str, ...]:
        """Wanted fields that occurred, sorted."""
        return tuple(sorted(self._seen))

    @property
    def content_digest(self) -> str:
        """SHA-256 over the canonical records of the output."""
        return "sha256:" + self._content.hexdigest()

    @property
    def optout_digest(self) -> str:
        """Digest of the sorted selectors that hit; empty when none did."""
        return digest_json(sorted(self._hits)) if self._hits else ""

    def _count_decisions(self, cleaned: CleanedRecord) -> None:
        for one in cleaned.decisions:
            key = (one.path, one.kind, one.subject, str(one.action), one.evidence)
            if key not in self._counts and len(self._counts) >= MAX_COUNT_ROWS:
                key = (OTHER_FIELDS, *key[1:])
            self._counts[key] += 1
