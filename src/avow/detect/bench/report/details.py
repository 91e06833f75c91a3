"""The further sections: every set and label, masking, zones, verdicts, classes of names, alarms."""

from avow.detect.bench.probes import FORMS
from avow.detect.bench.report.headline import short_name
from avow.detect.bench.report.interface import (
    NOTHING,
    Section,
    percent,
    plain_percent,
    trials,
)
from avow.detect.bench.results import BenchRun, SetResult
from avow.detect.bench.scores.interface import Figure, SpanScore
from avow.detect.bench.scores.intervals import poisson_rate
from avow.detect.bench.scores.subjects import TRUTHS, VERDICTS

_SCORE_COLUMNS = ("labelled", "precision", "recall", "F1")


def sets_section(run: BenchRun) -> Section:
    """Return every label of every set by every measure."""
    rows = [
        (item.name, score.label, score.measure, *_cells(score))
        for item in run.sets
        for score in item.scores
        if score.labelled
    ]
    return Section(
        title="Every set and label",
        text=(
            "Exact spans only where the text is original; elsewhere (rebuilt from tokens) overlap "
            "and characters. Spans without a common label are ignored on both sides and counted "
            "at the end of this page. Labels that a set does not annotate are not scored on it."
        ),
        columns=("set", "label", "measure", *_SCORE_COLUMNS),
        rows=tuple(rows),
    )


def domains_section(run: BenchRun) -> Section:
    """Return persons by genre."""
    rows = [
        (item.name, name, *_cells(score))
        for item in run.sets
        for name, score in item.domains.items()
    ]
    return Section(
        title="Persons by genre and language",
        text="Overlap, one to one.",
        columns=("set", "genre", *_SCORE_COLUMNS),
        rows=tuple(rows),
    )


def masking_section(run: BenchRun) -> Section:
    """Return entity recall and precision of masking (TAB)."""
    rows = [
        (
            item.name,
            policy,
            percent(score.direct),
            percent(score.quasi),
            percent(score.token_precision),
            percent(score.weighted_precision),
            percent(score.documents_leaking),
        )
        for item in run.sets
        for policy, score in item.masking.items()
    ]
    return Section(
        title="Masking court judgments",
        text=(
            "An entity counts as masked only if all of its mentions are. These files have one "
            "annotator per document, so the figures are not those of the paper. Weighted: each "
            "word by its information content, from word frequencies of the training judgments."
        ),
        columns=(
            *("set", "masked", "direct entities", "quasi entities", "word precision"),
            *("weighted precision", "documents with a direct entity left"),
        ),
        rows=tuple(rows),
    )


def zones_section(run: BenchRun) -> Section:
    """Return MEDDOCAN by zone: the official views, and persons."""
    rows: list[tuple[str, ...]] = []
    views = {"types": "official types, exact", "spans": "spans alone, exact"}
    for item in run.sets:
        for view, zones in item.official.items():
            rows += [
                (item.name, views[view], zone, *_cells(score)) for zone, score in zones.items()
            ]
        rows += [
            (item.name, "persons, overlap", zone, *_cells(score))
            for zone, score in item.zones.items()
        ]
    return Section(
        title="Clinical forms by zone",
        text=(
            "MEDDOCAN's official view types persons as patient or staff and parts addresses; our "
            "kinds are turned into its types by the field before a span "
            "(`scores/official.py`; perfect findings would get 99.5 on the training part, 98.3 in "
            "its narratives). Headers share a few layouts and can be learnt by heart: the "
            "narrative is the honest row."
        ),
        columns=("set", "view", "zone", *_SCORE_COLUMNS),
        rows=tuple(rows),
    )


def subjects_section(run: BenchRun) -> Section:
    """Return the confusion matrix of private and public persons."""
    rows: list[tuple[str, ...]] = []
    for item in run.sets:
        if item.subjects is None:
            continue
        matrix = item.subjects.matrix
        for truth in TRUTHS:
            counts = [matrix[truth, verdict] for verdict in VERDICTS]
            if any(counts):
                rows.append((item.name, truth, *map(str, counts), *_subject_cells(item, truth)))
    return Section(
        title="Private person or public figure",
        text=(
            "Rows: what people say of a mention. `unlinked` (GUM) means that no Wikipedia article "
            "is linked, which is no proof of a private person. Columns: the verdict. A wrong "
            "release is a private or unlinked mention judged public; a public figure masked is a "
            "found public mention that was not judged public."
        ),
        columns=("set", "truth", *VERDICTS, "wrong releases", "public figures masked"),
        rows=tuple(rows),
    )


def casing_section(run: BenchRun) -> Section:
    """Return recall of persons by how a name is written."""
    return Section(
        title="How names are written",
        text="Recall of persons, any overlap, all sets together; Wilson intervals.",
        columns=("name is written", "names", "recall"),
        rows=tuple((name, f"{figure.n:,}", percent(figure)) for name, figure in run.casing.items()),
    )


def origins_section(run: BenchRun) -> Section:
    """Return recall of persons by where a name comes from."""
    return Section(
        title="Where names come from",
        text=(
            "Recall of persons, any overlap, Wilson intervals: frequent names of each country "
            "(country-labelled gazetteers) in eight made-up English sentences, so only the name "
            "differs. The tagger's lists and training hold many of these names: read the "
            "differences between rows, not the height."
        ),
        columns=("region", *FORMS),
        rows=tuple(
            (region, *(_with_trials(forms.get(form)) for form in FORMS))
            for region, forms in run.origins.items()
        ),
    )


def alarms_section(run: BenchRun) -> Section:
    """Return false alarms per megabyte, the peers' after ours."""
    tools = [("avow", run.alarms), *((short_name(peer), peer.alarms) for peer in run.peers)]
    rows = []
    for tool, alarms in tools:
        for item in alarms:
            if item.megabytes > 0:
                rate, low, high = poisson_rate(item.alarms, item.megabytes)
                per = f"{rate:.1f} ({low:.1f}–{high:.1f})"
                count = (f"{item.megabytes:.2f}", str(item.alarms), per)
                rows.append((item.text, tool, item.counted, *count))
    return Section(
        title="False alarms",
        text="On text where people labelled nothing; Poisson intervals (Byar).",
        columns=("text", "tool", "counted", "MB", "alarms", "per MB"),
        rows=tuple(rows),
    )


def risk_section(run: BenchRun) -> Section:
    """Return what stays readable after masking."""
    rows = [
        (
            item.name,
            trials(item.risk.documents_leaking),
            percent(item.risk.documents_leaking),
            f"{item.risk.misses_per_million_words:,.0f}",
        )
        for item in run.sets
        if item.risk.documents_leaking is not None
    ]
    return Section(
        title="What is left",
        text=(
            "Documents that hold a direct identifier (TAB: labelled DIRECT; elsewhere names, "
            "addresses, numbers, mail and phone where the set labels them), and the share of them "
            "with at least one left when all findings but names judged public are masked. Misses: "
            "persons not wholly masked. Names that people call public do not count."
        ),
        columns=("set", "documents", "with one left", "missed persons per million words"),
        rows=tuple(rows),
    )


def data_section(run: BenchRun) -> Section:
    """Return the files with their digests and what in them did not count."""
    rows = [
        (
            item.name,
            item.language,
            f"{item.texts:,}",
            ", ".join(f"{count} {reason}" for reason, count in item.not_counted.items()) or "0",
            item.digest.removeprefix("sha256:")[:16],
        )
        for item in run.sets
    ]
    return Section(
        title="The files",
        text=(
            "All are development files: choices were made on them. Not counted: labelled spans "
            "without a common label (unmapped), handles, role words and titles alone, common "
            "nouns. Digest: first 16 digits of SHA-256."
        ),
        columns=("file", "language", "texts", "not counted", "digest"),
        rows=tuple(rows),
    )


def _cells(score: SpanScore) -> tuple[str, ...]:
    return (
        f"{score.labelled:,}",
        plain_percent(score.precision),
        plain_percent(score.recall) if score.f1 else percent(score.recall),
        percent(score.f1),
    )


def _subject_cells(item: SetResult, truth: str) -> tuple[str, str]:
    if item.subjects is None:
        return NOTHING, NOTHING
    releases = (
        percent(item.subjects.wrong_releases) if truth in ("private", "unlinked") else NOTHING
    )
    masked = percent(item.subjects.public_masked) if truth == "public" else NOTHING
    return releases, masked


def _with_trials(figure: Figure | None) -> str:
    return NOTHING if figure is None else f"{percent(figure)} of {figure.n}"
