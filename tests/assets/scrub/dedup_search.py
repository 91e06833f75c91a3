"""Runs both stages of duplicate search over texts in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from avow.detect.rule import KindRow, Risk
from avow.detect.tokens import TokenBook
from avow.scrub.config import DedupConfig, DedupScope
from avow.scrub.dedup.exact import ExactDocument, write_exact_keys
from avow.scrub.dedup.interface import DropReason, ShardVerdicts, merge_verdicts
from avow.scrub.dedup.near.bands import choose_banding
from avow.scrub.dedup.near.buckets import find_buckets
from avow.scrub.dedup.near.keys import NearDocument, NearSettings, write_near_keys
from avow.scrub.dedup.near.shingle_store import write_shingles
from avow.scrub.dedup.near.stars import BUCKET_CAP
from avow.scrub.dedup.near.words import WordHasher
from avow.scrub.dedup.settle import ExactResult, NearResult, settle_exact, settle_near

KEY = b"k" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One shard of texts.

    Attributes:
        source: Its source.
        texts: Texts in order; the ordinal is the position.
        opted_out: Ordinals that an opt-out hits.
    """

    texts: Sequence[str]
    source: str = "web"
    opted_out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search decided."""

    shards: Sequence[Texts]
    verdicts: Sequence[ShardVerdicts]
    exact: ExactResult | None
    near: NearResult | None

    @property
    def kept(self) -> list[str]:
        """Texts that stay, sorted."""
        return sorted(
            text
            for shard, verdicts in zip(self.shards, self.verdicts, strict=True)
            for ordinal, text in enumerate(shard.texts)
            if ordinal not in verdicts.drops and ordinal not in shard.opted_out
        )

    def dropped(self, reason: DropReason) -> list[str]:
        """Return texts that go for one reason, sorted."""
        return sorted(
            shard.texts[ordinal]
            for shard, verdicts in zip(self.shards, self.verdicts, strict=True)
            for ordinal, why in verdicts.drops.items()
            if why is reason
        )


def make_hasher() -> WordHasher:
    """Return a hasher that knows three placeholders."""
    rows = [
        KindRow(name=name, title=name, token=token, risk=Risk.LOW)
        for name, token in (
            ("person.name", "PERSON"),
            ("contact.email", "EMAIL"),
            ("gov.us.ssn", "US_SSN"),
        )
    ]
    return WordHasher(TokenBook(rows))


def run_search(
    shards: Sequence[Texts],
    folder: Path,
    config: DedupConfig,
    *,
    order: Sequence[int] | None = None,
    bucket_cap: int = BUCKET_CAP,
) -> Found:
    """Run the stages that a configuration asks for; shards are processed in `order`."""
    numbers = list(order if order is not None else range(len(shards)))
    verdicts = [ShardVerdicts() for _ in shards]
    exact = _run_exact(shards, folder, config, numbers)
    if exact is not None:
        verdicts = [exact.verdicts.of_shard(number) for number in range(len(shards))]
    near = None
    if config.near is not DedupScope.NONE:
        near = _run_near(shards, folder, config, numbers, verdicts, exact, bucket_cap)
        verdicts = [
            merge_verdicts(one, near.verdicts.of_shard(number))
            for number, one in enumerate(verdicts)
        ]
    return Found(shards=shards, verdicts=verdicts, exact=exact, near=near)


def _run_exact(
    shards: Sequence[Texts], folder: Path, config: DedupConfig, numbers: Sequence[int]
) -> ExactResult | None:
    if config.exact is DedupScope.NONE:
        return None
    keys = [
        write_exact_keys(
            (
                ExactDocument(ordinal=place, text=text, opted_out=place in shards[n].opted_out)
                for place, text in enumerate(shards[n].texts)
            ),
            folder / f"{n:07d}.exact",
            shard_number=n,
            source=shards[n].source,
            scope=config.exact,
            key=KEY,
        )
        for n in numbers
    ]
    return settle_exact(keys, config=config, folder=folder)


def _run_near(
    shards: Sequence[Texts],
    folder: Path,
    config: DedupConfig,
    numbers: Sequence[int],
    verdicts: Sequence[ShardVerdicts],
    exact: ExactResult | None,
    bucket_cap: int,
) -> NearResult:
    def texts_of(number: int) -> list[NearDocument]:
        out = {*verdicts[number].drops, *shards[number].opted_out}
        return [NearDocument(n, t) for n, t in enumerate(shards[number].texts) if n not in out]

    settings = NearSettings(
        banding=choose_banding(config.threshold), scope=config.near, hasher=make_hasher()
    )
    keys = [
        write_near_keys(
            texts_of(n),
            folder,
            shard_number=n,
            source=shards[n].source,
            settings=settings,
            copies=verdicts[n].counts,
        )
        for n in numbers
    ]
    buckets = find_buckets(keys, folder=folder)
    shingles = [
        write_shingles(
            texts_of(n),
            folder,
            shard_number=n,
            wanted=buckets.wanted(n),
            hasher=settings.hasher,
        )
        for n in numbers
    ]
    return settle_near(
        buckets,
        keys,
        shingles,
        config=config,
        folder=folder,
        sources=exact.sources if exact is not None else {},
        bucket_cap=bucket_cap,
    )
