"""Measuring what is left: draw the sample, check it, spike it, and put the figures together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from avow.detect.tokens import TokenBook
from avow.errors import ConfigError
from avow.scrub.config import ScrubConfig
from avow.scrub.proof.identity import config_digest
from avow.scrub.proof.manifest import Manifest
from avow.scrub.records import Record
from avow.scrub.risk.bound import Bound, MissRate, make_bound, miss_rate, recall_counts
from avow.scrub.risk.checker import OFF_BY_DEFAULT, SCANNED, Checker, CheckerFacts, Residual
from avow.scrub.risk.languages import guess_language
from avow.scrub.risk.rates import Rate, measure_rate
from avow.scrub.risk.sampling import DEFAULT_SAMPLE, Sample, batches, draw_sample
from avow.scrub.risk.spikes.interface import PROSE
from avow.scrub.risk.spikes.registry import MAKERS
from avow.scrub.risk.spiking import DEFAULT_SPIKES, Scrubber, SpikeCell, measure_spikes
from avow.scrub.storage.interface import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRisk:
    """What may be left of one kind.

    Attributes:
        kind: Dotted kind.
        bound: Share of records that may still hold one.
        rate: The same per million words.
        misses: Share of spikes that a scrub leaves.
    """

    kind: str
    bound: Bound
    rate: Rate
    misses: MissRate


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRisk:
    """What may be left in records of one language; recall is that of all kinds together."""

    language: str
    bound: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftByRule:
    """What the checker saw where the run was told to leave it, or of a kind that is off.

    Attributes:
        where: `skipped`, `untouched`, `kept`, `allowed` or `off`.
        kind: Dotted kind.
        records: Sampled records that hold it.
    """

    where: str
    kind: str
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCount:
    """How many tokens of a kind stand in sampled records of a language."""

    language: str
    kind: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFacts:
    """How the sample was drawn, so that everyone with the data can draw it again.

    Attributes:
        content_root: Key of the digests.
        threshold: Digests below it are in, as 17 hexadecimal digits.
        wanted: Size that was aimed at.
        records: Distinct records in the sample (n).
        population: Records in the output.
        words: Words in the sample.
        is_whole: The sample is every distinct record.
    """

    content_root: str
    threshold: str
    wanted: int
    records: int
    population: int
    words: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The measured residual risk of a data set.

    Attributes:
        sample: The sample.
        checker: The checker.
        config_digest, rules_digest: Of the run that was checked.
        overall: Share of records with something left in a scanned field.
        anywhere: The same over all fields, with what was left by rule.
        rate: Findings in scanned fields per million words.
        kinds: By kind, sorted; only kinds that were planted or seen.
        kinds_not_measured: Kinds of the catalogue without spikes and not seen.
        languages: By language, most records first.
        left_by_rule: What was seen where the run was told to leave it.
        cells: What became of the spikes.
        tokens: Tokens in the sample by language and kind.
        unscanned: Columns without text, by data file.
    """

    sample: SampleFacts
    checker: CheckerFacts
    config_digest: str
    rules_digest: str
    overall: Bound
    anywhere: Bound
    rate: Rate
    kinds: tuple[KindRisk, ...]
    kinds_not_measured: int
    languages: tuple[LanguageRisk, ...]
    left_by_rule: tuple[LeftByRule, ...]
    cells: tuple[SpikeCell, ...]
    tokens: tuple[TokenCount, ...]
    unscanned: tuple[tuple[str, str], ...]


def measure_risk(
    store: Store,
    manifest: Manifest,
    config: ScrubConfig,
    *,
    scrubber: Scrubber | None,
    checker: Checker | None = None,
    wanted: int = DEFAULT_SAMPLE,
    per_cell: int = DEFAULT_SPIKES,
) -> Risk:
    """Measure what may be left in a finished data set.

    Args:
        store: The data set.
        manifest: Its manifest.
        config: The configuration that made it.
        scrubber: Cleans spiked copies to see what survives; None leaves that unmeasured.
        checker: Looks at the sample; by default the wide rule set.
        wanted: Records to sample.
        per_cell: Spikes of each form and placing.

    Raises:
        ConfigError: The configuration is not the one that made the data set.
        InputError: A data file cannot be read.
        DetectionError: The checker could not finish.
    """
    if config_digest(config) != manifest.config_digest:
        raise ConfigError(
            "the configuration is not the one that made this data set",
            hint="Give the same --config and options as for the run.",
        )
    checker = checker or Checker(config)
    sample = draw_sample(store, manifest, config, wanted=wanted)
    records = [one.record for one in sample.records]
    residuals = [
        found
        for batch in batches(records, config.limits.batch_bytes)
        for found in checker.check(batch)
    ]
    cells = measure_spikes(
        records,
        MAKERS,
        checker=checker,
        scrubber=scrubber,
        config=config,
        seed=manifest.content_root,
        per_cell=per_cell,
    )
    figures = _Figures(records, residuals, cells, checker)
    return Risk(
        sample=_sample_facts(sample, manifest, wanted, figures.words),
        checker=checker.facts,
        config_digest=manifest.config_digest,
        rules_digest=manifest.rules_digest,
        overall=figures.bound(figures.flagged),
        anywhere=figures.bound(figures.flagged_anywhere),
        rate=measure_rate([len(one) for one in figures.counted], figures.words),
        kinds=figures.kinds(),
        kinds_not_measured=figures.kinds_not_measured,
        languages=figures.languages_bounded(),
        left_by_rule=figures.left_by_rule(),
        cells=cells,
        tokens=figures.tokens(),
        unscanned=sample.unscanned,
    )


def _sample_facts(
    sample: Sample, manifest: Manifest, wanted: int, words: Sequence[int]
) -> SampleFacts:
    return SampleFacts(
        content_root=manifest.content_root,
        threshold=f"{sample.threshold:017x}",
        wanted=wanted,
        records=len(sample.records),
        population=sample.population,
        words=sum(words),
        is_whole=sample.is_whole,
    )


class _Figures:
    """Everything that is counted over the sampled records."""

    def __init__(
        self,
        records: Sequence[Record],
        residuals: Sequence[Sequence[Residual]],
        cells: Sequence[SpikeCell],
        checker: Checker,
    ) -> None:
        self._records = records
        self._residuals = residuals
        self._cells = cells
        self._kinds = checker.detector.kinds
        self.counted = [[one for one in found if one.where == SCANNED] for found in residuals]
        self.flagged = [bool(found) for found in self.counted]
        self.flagged_anywhere = [
            any(one.where != OFF_BY_DEFAULT for one in found) for found in residuals
        ]
        self.words = [
            sum(len(leaf.text.split()) for leaf in record.leaves if not leaf.is_key)
            for record in records
        ]
        self._languages = [
            guess_language("\n".join(leaf.text for leaf in record.leaves if not leaf.is_key))
            for record in records
        ]
        self._seen = {one.kind for found in self.counted for one in found}
        self._planted = {cell.kind for cell in cells}

    def bound(self, flags: Sequence[bool], kind: str = "") -> Bound:
        cells = [cell for cell in self._cells if not kind or cell.kind == kind]
        planted, found = recall_counts(cells)
        return make_bound(hits=sum(flags), records=len(flags), planted=planted, found=found)

    def kinds(self) -> tuple[KindRisk, ...]:
        rows = []
        for kind in sorted(self._seen | self._planted):
            times = [sum(one.kind == kind for one in found) for found in self.counted]
            cells = [cell for cell in self._cells if cell.kind == kind and cell.placing != PROSE]
            rows.append(
                KindRisk(
                    kind=kind,
                    bound=self.bound([bool(count) for count in times], kind),
                    rate=measure_rate(times, self.words),
                    misses=miss_rate(cells),
                )
            )
        return tuple(rows)

    @property
    def kinds_not_measured(self) -> int:
        counted = {row.name for row in self._kinds if row.role in ("personal", "secret")}
        return len(counted - self._seen - self._planted)

    def languages_bounded(self) -> tuple[LanguageRisk, ...]:
        sizes = Counter(self._languages)
        return tuple(
            LanguageRisk(
                language=language,
                bound=self.bound(
                    [
                        flag
                        for flag, spoken in zip(self.flagged, self._languages, strict=True)
                        if spoken == language
                    ]
                ),
            )
            for language, _ in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))
        )

    def left_by_rule(self) -> tuple[LeftByRule, ...]:
        counts: Counter[tuple[str, str]] = Counter()
        for found in self._residuals:
            counts.update({(one.where, one.kind) for one in found if one.where != SCANNED})
        return tuple(
            LeftByRule(where=where, kind=kind, records=counts[where, kind])
            for where, kind in sorted(counts)
        )

    def tokens(self) -> tuple[TokenCount, ...]:
        book = TokenBook(self._kinds)
        counts: Counter[tuple[str, str]] = Counter()
        for record, language in zip(self._records, self._languages, strict=True):
            for leaf in record.leaves:
                for token in book.find(leaf.text):
                    counts[language, book.kind_of(token.name) or "private"] += 1
        return tuple(
            TokenCount(language=language, kind=kind, times=counts[language, kind])
            for language, kind in sorted(counts)
        )
