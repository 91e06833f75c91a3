"""One run of the bench: every development set, the probes and the peers, scored."""

import platform
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from avow import __version__
from avow.detect.bench.corpora.hand import load_hand
from avow.detect.bench.corpora.interface import Corpus, LabelledText
from avow.detect.bench.corpora.load import dev_set_names, load_dev, load_train
from avow.detect.bench.evaluate import BARS, evaluate
from avow.detect.bench.predicted import Predicted, Predictions
from avow.detect.bench.probes import FORMS, make_log_lines, make_origin_probe
from avow.detect.bench.results import Alarms, BenchRun, PeerResult, RunFacts, SetResult
from avow.detect.bench.scores.cuts import (
    alarms_on_references,
    casing_class,
    false_alarms,
    lower_texts,
    recall_by,
)
from avow.detect.bench.scores.interface import Figure, PairedDifference, SpanScore
from avow.detect.bench.scores.intervals import f1_of, paired_bootstrap
from avow.detect.bench.scores.masking import word_frequencies
from avow.detect.bench.scores.match import OVERLAP, score_spans
from avow.detect.bench.system import DEFAULT_POINT, DetectorSystem, PeerSystem, load_peer

HAND = "hand"
BAR_SETS = ("tab", "wnut17", "btc", "uner_en", "gum", "meddocan_es")
LOWERED_SETS = ("tab", "wnut17", "btc", "uner_en", "gum")
_NAMES = frozenset(("PERSON",))
_LOG_MEGABYTES = 0.5
_QUIET_SETS = ("code_github", "uner_en", "wnut17", "ler_de", "germeval_de")
_REFERENCE_SET = "ler_de"
_REFERENCES = frozenset(("GS", "RS", "VT", "LIT", "EUN", "VS", "VO"))


def _say_nothing(_: str) -> None:
    """Be silent about progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchChoice:
    """What to run.

    Attributes:
        data: Folder of the labelled sets.
        sets: Which of them, or all development sets when empty; `hand` for the messages.
        hand: File of the hand-written messages, left out where absent.
        people: Tier of the name tagger.
        operating_point: Of the tagger.
        peers: Folders with other tools' predictions.
        command: The command line, for the report.
        cache: Folder of compiled tables, or None for the user's.
    """

    data: Path
    people: str
    sets: tuple[str, ...] = ()
    hand: Path | None = None
    operating_point: str = DEFAULT_POINT
    peers: tuple[Path, ...] = ()
    command: str = "avow detect bench"
    cache: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A corpus with what the detector said of it; kept for the error browser."""

    corpus: Corpus
    predictions: Predictions


def run_bench(
    choice: BenchChoice, tell: Callable[[str], None] = _say_nothing
) -> tuple[BenchRun, tuple[Scored, ...]]:
    """Score the detector, and the peers, on every development set.

    Args:
        choice: What to run.
        tell: Called with the name of each step before it begins.

    Returns:
        The run, and each corpus with its predictions.

    Raises:
        UsageError: A set is unknown or the tier of the tagger is not installed.
        InputError: The data folder or a file is absent.
    """
    system = DetectorSystem(
        people=choice.people, operating_point=choice.operating_point, cache=choice.cache
    )
    corpora = load_corpora(choice)
    scored = tuple(_predict_all(system, corpora, tell))
    tell("scores and intervals")
    frequencies = _frequencies(choice.data, corpora)
    results = tuple(evaluate(item.corpus, item.predictions, frequencies) for item in scored)
    pairs = [
        pair for item in scored for pair in zip(item.corpus.texts, item.predictions, strict=True)
    ]
    run = BenchRun(
        facts=_facts(choice, system),
        sets=results,
        lowered=_score_lowered(system, corpora),
        casing=recall_by(casing_class, pairs),
        origins=_score_origins(system, choice.data),
        alarms=_count_alarms(system, scored),
        peers=tuple(
            _score_peer(load_peer(folder), corpora, results, frequencies) for folder in choice.peers
        ),
    )
    return run, scored


def _predict_all(
    system: DetectorSystem, corpora: Sequence[Corpus], tell: Callable[[str], None]
) -> Iterator[Scored]:
    for corpus in corpora:
        tell(corpus.name)
        yield Scored(corpus=corpus, predictions=system.predict(corpus.texts, corpus.set))


def load_corpora(choice: BenchChoice) -> list[Corpus]:
    """Read the development files that a run asks for."""
    names = choice.sets or (*dev_set_names(), HAND)
    corpora = load_dev(choice.data, [name for name in names if name != HAND])
    if HAND in names and choice.hand is not None and (choice.hand.is_file() or choice.sets):
        corpora += load_hand(choice.hand)
    return corpora


def _frequencies(data: Path, corpora: Sequence[Corpus]) -> dict[str, int] | None:
    if not any(corpus.set.name == "tab" for corpus in corpora):
        return None
    return word_frequencies(text for corpus in load_train(data, ["tab"]) for text in corpus.texts)


def _facts(choice: BenchChoice, system: DetectorSystem) -> RunFacts:
    detector = system.detector("")
    return RunFacts(
        version=__version__,
        rules_digest=detector.rules_digest,
        people=choice.people,
        tagger=system.tagger_version,
        operating_point=choice.operating_point,
        command=choice.command,
        machine=f"{_processor()}, Python {platform.python_version()}",
        cpu_seconds=system.cpu_seconds,
        megabytes=system.bytes_read / 1e6,
    )


def _processor() -> str:
    """Return the processor's name where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _score_lowered(system: DetectorSystem, corpora: Sequence[Corpus]) -> dict[str, SpanScore]:
    scores = {}
    for corpus in corpora:
        if corpus.set.name in LOWERED_SETS:
            small = replace(corpus, texts=tuple(lower_texts(corpus.texts)))
            predictions = system.predict(small.texts, small.set)
            scores[corpus.set.name] = score_spans(BARS["PERSON"], small, predictions, OVERLAP)
    return scores


def _score_origins(system: DetectorSystem, data: Path) -> dict[str, dict[str, Figure]]:
    """Return the recall of each form of name for each region, largest region first."""
    probe = make_origin_probe(data)
    predictions = system.predict(probe.texts)
    sizes = Counter(probe.regions)
    regions: dict[str, dict[str, Figure]] = {region: {} for region, _ in sizes.most_common()}
    region_of = dict(zip((text.id for text in probe.texts), probe.regions, strict=True))
    for form in FORMS:
        pairs = [
            (probe.texts[index], predictions[index])
            for index, other in enumerate(probe.forms)
            if other == form
        ]
        for region, figure in recall_by(lambda text, _: region_of[text.id], pairs).items():
            regions[region][form] = figure
    return regions


def _count_alarms(system: DetectorSystem, scored: Sequence[Scored]) -> tuple[Alarms, ...]:
    logs = [_plain_text(number, text) for number, text in enumerate(make_log_lines(_LOG_MEGABYTES))]
    found = [[item for item in row if item.by_default] for row in system.predict(logs)]
    rows = [_alarms("invented log lines", "what is on by default", false_alarms(logs, found, None))]
    for item in scored:
        rows += _set_alarms(item.corpus, item.predictions)
    return tuple(rows)


def _set_alarms(corpus: Corpus, predictions: Predictions) -> list[Alarms]:
    """Return false alarms on the parts of a set where nothing is to be found."""
    rows = []
    if corpus.set.name in _QUIET_SETS:
        name = f"{corpus.set.title}: texts without a labelled span"
        rows.append(_alarms(name, "names", false_alarms(corpus.texts, predictions, _NAMES)))
    if corpus.set.name == _REFERENCE_SET:
        counts = alarms_on_references(corpus.texts, predictions, _REFERENCES)
        name = f"{corpus.set.title}: legal references"
        rows.append(_alarms(name, "names and numbers", counts))
    return rows


def _alarms(text: str, counted: str, counts: tuple[int, int]) -> Alarms:
    return Alarms(text=text, counted=counted, alarms=counts[0], megabytes=counts[1] / 1e6)


def _plain_text(number: int, text: str) -> LabelledText:
    return LabelledText(id=str(number), text=text, language="", domain="log", spans=())


def _score_peer(
    peer: PeerSystem,
    corpora: Sequence[Corpus],
    ours: Sequence[SetResult],
    frequencies: dict[str, int] | None,
) -> PeerResult:
    results: list[SetResult] = []
    alarms: list[Alarms] = []
    differences: dict[str, PairedDifference] = {}
    for corpus, own in zip(corpora, ours, strict=True):
        predictions: list[list[Predicted]] | None = peer.predict_set(corpus.set.name, corpus.texts)
        if predictions is None:
            continue
        result = evaluate(corpus, predictions, frequencies)
        results.append(result)
        alarms += _set_alarms(corpus, predictions)
        if "PERSON" in own.bars and own.bars["PERSON"].labelled:
            difference = paired_bootstrap(
                own.bars["PERSON"].counts, result.bars["PERSON"].counts, f1_of
            )
            if difference is not None:
                differences[own.name] = difference
    return PeerResult(
        name=peer.name,
        sets=tuple(results),
        differences=differences,
        alarms=tuple(alarms),
        speed=peer.speed,
        note=peer.note,
    )
