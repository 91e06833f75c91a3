"""Differences between two data sets, by their manifests: counts and digests, never values."""

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from avow.evidence.canonical import Json
from avow.scrub.proof.balance import Balance
from avow.scrub.proof.manifest import Choices, Manifest

KeyT = TypeVar("KeyT", str, tuple[str, str])

SETTINGS = ("config_digest", "rules_digest", "key_id", "tool")


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestDiff:
    """What differs from the first data set to the second.

    Attributes:
        same_content: Both hold the same records under the same names.
        settings: Names of settings that differ.
        optouts: Digests of the two opt-out lists when they differ, else empty.
        shards_added, shards_removed, shards_changed: Output paths, sorted.
        records: Change of each figure of the balance that changed.
        decisions: Change of the number of decisions by (kind, action), where not zero.
    """

    same_content: bool
    settings: tuple[str, ...]
    optouts: tuple[str, ...]
    shards_added: tuple[str, ...]
    shards_removed: tuple[str, ...]
    shards_changed: tuple[str, ...]
    records: Mapping[str, int]
    decisions: Mapping[tuple[str, str], int]

    def as_json(self) -> dict[str, Json]:
        """Return the difference as JSON."""
        return {
            "same_content": self.same_content,
            "settings": list(self.settings),
            "optouts": list(self.optouts),
            "shards_added": list(self.shards_added),
            "shards_removed": list(self.shards_removed),
            "shards_changed": list(self.shards_changed),
            "records": dict(self.records),
            "decisions": [[kind, action, by] for (kind, action), by in self.decisions.items()],
        }


def diff_manifests(first: Manifest, second: Manifest) -> ManifestDiff:
    """Return what differs from one data set to another."""
    one = {entry.output: entry.content_digest for entry in first.shards}
    two = {entry.output: entry.content_digest for entry in second.shards}
    lists = (first.optouts.digest, second.optouts.digest)
    settings = [name for name in SETTINGS if getattr(first, name) != getattr(second, name)]
    settings += _choice_settings(first.choices, second.choices)
    return ManifestDiff(
        same_content=first.content_root == second.content_root,
        settings=tuple(settings),
        optouts=lists if lists[0] != lists[1] else (),
        shards_added=tuple(sorted(two.keys() - one.keys())),
        shards_removed=tuple(sorted(one.keys() - two.keys())),
        shards_changed=tuple(
            sorted(path for path in one.keys() & two.keys() if one[path] != two[path])
        ),
        records=_changes(_figures(first.balance), _figures(second.balance)),
        decisions=_changes(_decisions(first), _decisions(second)),
    )


def _choice_settings(first: Choices, second: Choices) -> list[str]:
    """Return the names of differing settings of duplicate search and k-anonymity."""
    rules = [
        dataclasses.replace(choices.classes, records_left_out=0) if choices.classes else None
        for choices in (first, second)
    ]
    found = [choices.duplicates for choices in (first, second)]
    pairs: dict[str, list[object]] = {
        "dedup.exact": [one.exact_scope if one else "none" for one in found],
        "dedup.near": [one.near_scope if one else "none" for one in found],
        "dedup.threshold": [one.near.threshold if one and one.near else None for one in found],
        "quasi": list(rules),
    }
    return [name for name, (old, new) in pairs.items() if old != new]


def _figures(balance: Balance) -> Counter[str]:
    figures = Counter({"in": balance.records_in, "out": balance.records_out})
    figures["changed"] = balance.changed
    figures.update({f"dropped {reason}": count for reason, count in balance.dropped.items()})
    figures.update({f"quarantined {why}": count for why, count in balance.quarantined.items()})
    return figures


def _decisions(manifest: Manifest) -> Counter[tuple[str, str]]:
    total: Counter[tuple[str, str]] = Counter()
    for row in manifest.counts:
        total[row.kind, row.action] += row.times
    return total


def _changes(one: Counter[KeyT], two: Counter[KeyT]) -> dict[KeyT, int]:
    changes = {key: two[key] - one[key] for key in one.keys() | two.keys()}
    return {key: changes[key] for key in sorted(changes) if changes[key]}
