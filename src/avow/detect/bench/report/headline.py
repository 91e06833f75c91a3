"""The first sections: what was run, the bars, and other tools on the same files."""

from collections.abc import Mapping, Sequence

from avow.detect.bench.report.interface import NOTHING, Section, percent, plain_percent
from avow.detect.bench.results import BenchRun, PeerResult, SetResult
from avow.detect.bench.scores.interface import Figure, SpanScore
from avow.detect.bench.scores.intervals import bootstrap_mean, f1_of

BAR_SETS = ("tab", "uner_en", "gum", "wnut17", "btc", "meddocan_es")
"""The sets that the project's bars are set on."""

_SHOWN = (*BAR_SETS, "hand")
_LABELS = ("PERSON", "LOC", "ORG")
_HOW_COMPARED = (
    "Difference in person F1 by overlap, documents resampled together. No order is claimed where "
    "the interval holds zero."
)


def set_name(result: SetResult) -> str:
    """Return the folder name of a result's set."""
    return result.name.partition("/")[0]


def facts_section(run: BenchRun) -> Section:
    """Return what was run, with everything that changes the figures."""
    facts = run.facts
    speed = facts.megabytes / facts.cpu_seconds if facts.cpu_seconds else 0.0
    rows = (
        ("version", facts.version),
        ("name tagger", facts.people),
        ("tagger digest", facts.tagger or "no tagger"),
        ("operating point", facts.operating_point),
        ("rules", facts.rules_digest),
        ("machine", facts.machine),
        ("scanned", f"{facts.megabytes:.2f} MB in {facts.cpu_seconds:.1f} CPU-seconds"),
        ("speed on these texts", f"{speed:.1f} MB per CPU-second, one thread, loading excluded"),
        ("command", f"`{facts.command}`"),
    )
    return Section(title="What was run", columns=("fact", "value"), rows=rows)


def bars_section(run: BenchRun) -> Section:
    """Return persons, places and organisations on the six sets of the bars, with the peers."""
    rows = _bar_rows("avow", run.sets)
    for peer in run.peers:
        rows += _bar_rows(short_name(peer), peer.sets)
    return Section(
        title="People, places and organisations",
        text=(
            "Overlap, one to one, titles and a possessive s stripped on both sides. Places include "
            "addresses. Handles and role words alone are not scored; a prediction on a span "
            "without a common label (a product, a film) is a false alarm here. 95 % intervals by "
            "document bootstrap. The mean is the plain mean of the six sets, "
            "without the hand-written messages."
        ),
        columns=(
            "set",
            "tool",
            "persons",
            "precision",
            "recall",
            "person F1",
            "place F1",
            "org F1",
        ),
        rows=tuple(sorted(rows, key=_bar_order)),
    )


def mean_of(sets: Sequence[SetResult], label: str) -> Figure | None:
    """Return the mean F1 of a label over the six sets, or None unless all are there."""
    bars = [item.bars.get(label) for item in sets if set_name(item) in BAR_SETS]
    counts = [score.counts for score in bars if score is not None]
    return bootstrap_mean(counts, f1_of) if len(counts) == len(BAR_SETS) else None


def lowered_section(run: BenchRun) -> Section:
    """Return persons on the English sets in lower case."""
    counts = [score.counts for score in run.lowered.values()]
    rows = [_score_row(name, score) for name, score in run.lowered.items()]
    if len(counts) > 1:
        rows.append(("mean", NOTHING, NOTHING, NOTHING, percent(bootstrap_mean(counts, f1_of))))
    return Section(
        title="English in lower case",
        text="The English sets with every letter lowered; persons by overlap, as above.",
        columns=("set", "persons", "precision", "recall", "F1"),
        rows=tuple(rows),
    )


def peers_section(run: BenchRun) -> Section:
    """Return paired differences with other tools."""
    rows = [
        (
            name,
            short_name(peer),
            f"{100 * item.difference:+.1f} ({100 * item.low:+.1f} to {100 * item.high:+.1f})",
            _verdict(item.low, item.high),
        )
        for peer in run.peers
        for name, item in peer.differences.items()
    ]
    told = [_HOW_COMPARED]
    for peer in run.peers:
        told.append(f"{peer.name}. {peer.note}".rstrip())
        if peer.speed:
            told.append(
                f"It ran at {peer.speed:.3f} MB per CPU-second on the corpus of "
                "`benchmarks/corpus.py`."
            )
    return Section(
        title="Other tools on the same files",
        text="\n\n".join(told),
        columns=("set", "against", "difference in points", "reads"),
        rows=tuple(rows),
    )


def short_name(peer: PeerResult) -> str:
    """Return a tool's name without its versions."""
    return peer.name.partition(" (")[0]


def _verdict(low: float, high: float) -> str:
    if low > 0:
        return "avow better"
    return "avow worse" if high < 0 else "no difference shown"


def _bar_rows(tool: str, sets: Sequence[SetResult]) -> list[tuple[str, ...]]:
    rows = [
        (
            item.name,
            tool,
            f"{item.bars['PERSON'].labelled:,}",
            plain_percent(item.bars["PERSON"].precision),
            plain_percent(item.bars["PERSON"].recall),
            *(percent(_f1(item.bars, label)) for label in _LABELS),
        )
        for item in sets
        if set_name(item) in _SHOWN
    ]
    means = [percent(mean_of(sets, label)) for label in _LABELS]
    if means[0] != NOTHING:
        rows.append(("mean", tool, NOTHING, NOTHING, NOTHING, *means))
    return rows


def _f1(bars: Mapping[str, SpanScore], label: str) -> Figure | None:
    score = bars.get(label)
    return None if score is None else score.f1


def _bar_order(row: tuple[str, ...]) -> tuple[int, str]:
    name = row[0].partition("/")[0]
    place = _SHOWN.index(name) if name in _SHOWN else len(_SHOWN)
    return place, "" if row[1] == "avow" else row[1]


def _score_row(name: str, score: SpanScore) -> tuple[str, ...]:
    return (
        name,
        f"{score.labelled:,}",
        plain_percent(score.precision),
        plain_percent(score.recall),
        percent(score.f1),
    )
