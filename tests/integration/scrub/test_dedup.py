"""Duplicates in a real run: exact ones before cleaning, near ones on what cleaning left."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.detect.tokens import TokenBook
from avow.scrub.cleaned import Outcome
from avow.scrub.cleaning.fields import PathTable
from avow.scrub.config import DedupConfig, DedupScope, ScrubConfig
from avow.scrub.dedup.documents import document_text, exact_text
from avow.scrub.dedup.exact import ExactDocument, write_exact_keys
from avow.scrub.dedup.interface import DropReason, DupCount, ShardVerdicts, merge_verdicts
from avow.scrub.dedup.near.bands import choose_banding
from avow.scrub.dedup.near.buckets import find_buckets
from avow.scrub.dedup.near.keys import NearDocument, NearSettings, write_near_keys
from avow.scrub.dedup.near.shingle_store import write_shingles
from avow.scrub.dedup.near.words import WordHasher
from avow.scrub.dedup.settle import ExactResult, settle_exact, settle_near
from avow.scrub.formats.codecs import open_decoded
from avow.scrub.formats.interface import ReadOptions
from avow.scrub.formats.registry import detect_format
from avow.scrub.keys import KeyRef, load_keys
from avow.scrub.pipeline.lookup import read_sidecar
from avow.scrub.pipeline.plan import Plan, Shard
from avow.scrub.pipeline.setup import OptOutRef, Setup, Workbench, load_detector
from avow.scrub.pipeline.shard import open_input
from avow.scrub.proof.layout import RECORDS_FOLDER
from avow.scrub.proof.verify import verify_dataset
from avow.scrub.records import Record
from avow.scrub.run import RunOptions, prepare
from avow.scrub.sidecars import sidecar_suffix
from avow.scrub.storage.local import LocalStore
from avow.suppression.optout_list import sign_optouts
from avow.suppression.selectors import Selector, SelectorType, selector_digest

CONFIG = ScrubConfig(
    shard_bytes=4_000,
    dedup=DedupConfig(exact=DedupScope.DATASET, near=DedupScope.DATASET, allow_source_loss=True),
)


def fresh(choice: random.Random, count: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return " ".join("".join(choice.choices(letters, k=7)) for _ in range(count))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return two sources with exact copies, template letters, a mirror and an opted-out text."""
    choice = random.Random(21)
    unlike = [fresh(choice, 30) for _ in range(40)]
    body, optout = fresh(choice, 25), fresh(choice, 20)
    letters = [f"{body} write to {name}@northmail.org today" for name in ("jane", "joe", "zed")]
    files = {
        "a/one.jsonl": [*unlike[:20], letters[0], optout],
        "a/two.jsonl": [*unlike[20:], unlike[0].upper(), letters[1]],
        "b/three.jsonl": [letters[2], optout, unlike[1] + " mirrored", "  " + unlike[0]],
    }
    for name, texts in files.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({"id": f"{name}-{n}", "text": text}) for n, text in enumerate(texts)]
        path.write_text("\n".join(lines) + "\n")
    return tmp_path / "in"


def sign_list(path: Path, key: KeyRef, record_id: str) -> OptOutRef:
    keys = load_keys(key)
    issuer = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    digest = selector_digest(keys.selector, SelectorType.RECORD_ID, record_id)
    row = Selector(type=SelectorType.RECORD_ID, value=digest, received="2026-01-01", request="q1")
    path.write_bytes(
        sign_optouts(
            [row],
            version=1,
            issued="2026-01-02T00:00:00+00:00",
            private_key=issuer,
            selector_key_id=keys.selector_id,
        )
    )
    public = issuer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    return OptOutRef(path=str(path), public_key=public)


def exact_documents(shard: Shard, bench: Workbench) -> Iterator[ExactDocument]:
    """Read the input of a shard; what stays out for another reason takes no part."""
    table = PathTable(bench.config.fields)
    with open_input(shard, bench) as (_, reader):
        for item in reader:
            if not isinstance(item, Record) or item.is_header:
                continue
            (answer,) = bench.cleaner.clean([item])
            if answer.outcome in (Outcome.KEPT, Outcome.CHANGED) or answer.optout_hits:
                yield ExactDocument(
                    ordinal=item.ordinal,
                    text=exact_text(item, table),
                    opted_out=answer.outcome is Outcome.DROPPED,
                )


def near_documents(shard: Shard, bench: Workbench) -> Iterator[NearDocument]:
    """Read the output of a shard; the record sidecar knows the ordinals."""
    name = f"{RECORDS_FOLDER}/{shard.shard_id}{sidecar_suffix()}"
    rows = read_sidecar(bench.target.read_bytes(name), name)
    ordinals = iter(sorted(row["ordinal"] for row in rows if row["outcome"] in ("kept", "changed")))
    table = PathTable(bench.config.fields)
    format_, codec = detect_format(shard.output)
    options = ReadOptions(limits=bench.config.limits, fields=bench.config.fields)
    with bench.target.open_read(shard.output) as raw:
        for item in format_.open_reader(open_decoded(raw, codec), options=options):
            if isinstance(item, Record) and not item.is_header:
                yield NearDocument(next(ordinals), document_text(item, table))


def exact_stage(plan: Plan, bench: Workbench, folder: Path, order: Sequence[int]) -> ExactResult:
    keys = [
        write_exact_keys(
            exact_documents(plan.shards[number], bench),
            folder / f"{number:07d}.exact",
            shard_number=number,
            source=plan.shards[number].source,
            scope=bench.config.dedup.exact,
            key=bench.keys.audit,
        )
        for number in order
    ]
    return settle_exact(keys, config=bench.config.dedup, folder=folder)


def near_stage(
    plan: Plan, bench: Workbench, folder: Path, exact: ExactResult, order: Sequence[int]
) -> Mapping[int, ShardVerdicts]:
    dedup = bench.config.dedup
    hasher = WordHasher(TokenBook(load_detector(bench.config).kinds))
    settings = NearSettings(
        banding=choose_banding(dedup.threshold), scope=dedup.near, hasher=hasher
    )
    keys = [
        write_near_keys(
            near_documents(plan.shards[number], bench),
            folder,
            shard_number=number,
            source=plan.shards[number].source,
            settings=settings,
            copies=exact.verdicts.of_shard(number).counts,
        )
        for number in order
    ]
    buckets = find_buckets(keys, folder=folder)
    shingles = [
        write_shingles(
            near_documents(plan.shards[number], bench),
            folder,
            shard_number=number,
            wanted=buckets.wanted(number),
            hasher=hasher,
        )
        for number in order
        if len(buckets.wanted(number))
    ]
    near = settle_near(buckets, keys, shingles, config=dedup, folder=folder, sources=exact.sources)
    return {
        number: merge_verdicts(exact.verdicts.of_shard(number), near.verdicts.of_shard(number))
        for number in order
    }


def run_both(
    runs: ModuleType, setup: Setup, folder: Path, *, reverse: bool = False
) -> tuple[Plan, Mapping[int, ShardVerdicts]]:
    """Run with exact verdicts, search near duplicates in the output, run again with both."""
    folder.mkdir()
    prepared = prepare(setup, RunOptions())
    plan, bench = prepared.plan, prepared.bench
    order = list(range(len(plan.shards)))[:: -1 if reverse else 1]
    exact = exact_stage(plan, bench, folder, order)
    leave_out = {
        shard.shard_id: sorted(exact.verdicts.of_shard(number).drops)
        for number, shard in enumerate(plan.shards)
    }
    assert runs.scrub(setup, leave_out=leave_out).exit == 0
    verdicts = near_stage(plan, bench, folder, exact, order)
    leave_out = {
        shard.shard_id: sorted(verdicts[number].drops) for number, shard in enumerate(plan.shards)
    }
    again = runs.scrub(setup, resume=True, leave_out=leave_out)
    assert again.exit == 0, again.problem
    return plan, verdicts


def output_ids(out: Path) -> list[str]:
    lines = [line for path in out.glob("data/**/*.jsonl") for line in path.read_text().splitlines()]
    return sorted(json.loads(line)["id"] for line in lines)


def dropped_ids(
    plan: Plan, verdicts: Mapping[int, ShardVerdicts], source: Path
) -> dict[str, DropReason]:
    found = {}
    for number, shard in enumerate(plan.shards):
        data = (source / shard.path).read_bytes()[shard.start : shard.end]
        ids = [json.loads(line)["id"] for line in data.splitlines()]
        found.update({ids[ordinal]: why for ordinal, why in verdicts[number].drops.items()})
    return found


def test_both_stages_leave_one_of_each(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    optouts = sign_list(tmp_path / "list", key, "a/one.jsonl-21")
    setup = replace(runs.setup_for(corpus, tmp_path / "out", key, CONFIG), optouts=optouts)
    plan, verdicts = run_both(runs, setup, tmp_path / "work")
    assert len(plan.shards) > 3
    gone = dropped_ids(plan, verdicts, corpus)
    assert {gone.pop("a/two.jsonl-20"), gone.pop("b/three.jsonl-3")} == {DropReason.EXACT}
    assert gone.pop("b/three.jsonl-1") is DropReason.OPTOUT_COPY
    # The mirror is longer than the text it copies, so the original goes.
    assert gone.pop("a/one.jsonl-1") is DropReason.NEAR
    # Letters that differ by an address alone are one after cleaning; equal texts keep the first.
    assert gone == {"a/two.jsonl-21": DropReason.NEAR, "b/three.jsonl-0": DropReason.NEAR}
    kept = output_ids(tmp_path / "out")
    assert len(kept) == 48 - 6 - 1
    assert {"a/one.jsonl-20", "b/three.jsonl-2"} <= set(kept)
    assert verify_dataset(LocalStore(root=tmp_path / "out")).problems == ()
    counts = sorted(count for one in verdicts.values() for count in one.counts.values())
    assert counts == [DupCount(0, 1), DupCount(0, 2), DupCount(2, 0)]


def test_the_order_of_work_changes_nothing(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    setups = [runs.setup_for(corpus, tmp_path / name, key, CONFIG) for name in ("one", "two")]
    _, first = run_both(runs, setups[0], tmp_path / "work-one")
    _, second = run_both(runs, setups[1], tmp_path / "work-two", reverse=True)
    assert {n: one.digest for n, one in first.items()} == {
        n: one.digest for n, one in second.items()
    }
    assert runs.tree(tmp_path / "one") == runs.tree(tmp_path / "two")


def test_the_near_stage_redoes_only_the_shards_it_touches(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    setup = runs.setup_for(corpus, tmp_path / "out", key, CONFIG)
    prepared = prepare(setup, RunOptions())
    folder = tmp_path / "work"
    folder.mkdir()
    order = range(len(prepared.plan.shards))
    exact = exact_stage(prepared.plan, prepared.bench, folder, order)
    drops = [exact.verdicts.of_shard(number).drops for number in order]
    ids = [shard.shard_id for shard in prepared.plan.shards]
    runs.scrub(setup, leave_out=dict(zip(ids, map(sorted, drops), strict=True)))
    receipts = tmp_path / "out" / "receipts"
    before = {path.stem: path.stat().st_mtime_ns for path in receipts.iterdir()}
    verdicts = near_stage(prepared.plan, prepared.bench, folder, exact, order)
    touched = {ids[n] for n in order if verdicts[n].drops != drops[n]}
    final = {ids[n]: sorted(verdicts[n].drops) for n in order}
    assert runs.scrub(setup, resume=True, leave_out=final).exit == 0
    after = {path.stem: path.stat().st_mtime_ns for path in receipts.iterdir()}
    assert {name for name in after if after[name] != before[name]} == touched
    assert 0 < len(touched) < len(ids)
