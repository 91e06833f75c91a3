"""Duplicates in a real run: exact ones before cleaning, near ones on what cleaning left."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.errors import PolicyError
from avow.evidence.clocks import SystemClock
from avow.scrub.config import DedupConfig, DedupScope, ScrubConfig
from avow.scrub.keys import KeyRef, load_keys
from avow.scrub.optout_scan import scan_optouts
from avow.scrub.pipeline.looks import INPUT_LOOK, OUTPUT_LOOK
from avow.scrub.pipeline.lookup import read_sidecar
from avow.scrub.pipeline.setup import OptOutRef, Setup
from avow.scrub.proof.diff import diff_manifests
from avow.scrub.proof.layout import VERDICT_FOLDER
from avow.scrub.proof.verify import load_manifest, verify_dataset
from avow.scrub.report.build import build_report
from avow.scrub.report.page import render_html
from avow.scrub.storage.local import LocalStore
from avow.suppression.optout_list import sign_optouts
from avow.suppression.selectors import Selector, SelectorType, selector_digest

CONFIG = ScrubConfig(
    shard_bytes=4_000,
    dedup=DedupConfig(exact=DedupScope.DATASET, near=DedupScope.DATASET, allow_source_loss=True),
)


OFF = DedupConfig()


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


def rows(out: Path) -> dict[str, dict[str, object]]:
    """Return the record sidecar by the id that the record had in the input."""
    found = {}
    receipts = [json.loads(path.read_bytes())["body"] for path in out.glob("receipts/*.json")]
    outputs = {receipt["shard_id"]: receipt["output"] for receipt in receipts}
    for path in sorted(out.glob("records/*")):
        for row in read_sidecar(path.read_bytes(), path.name):
            found[f"{outputs[row['shard']]}#{row['ordinal']}"] = row
    return found


def by_id(out: Path, source: Path) -> Mapping[str, dict[str, object]]:
    """Return the record sidecar by record id."""
    plan = json.loads((out / "plan.json").read_bytes())["body"]
    starts = {shard["output"]: (shard["path"], shard["start"]) for shard in plan["shards"]}
    found = {}
    for place, row in rows(out).items():
        output, _, ordinal = place.rpartition("#")
        path, start = starts[output]
        lines = (source / path).read_bytes()[start:].splitlines()
        found[json.loads(lines[int(ordinal)])["id"]] = row
    return found


def output_ids(out: Path) -> list[str]:
    lines = [line for path in out.glob("data/**/*.jsonl") for line in path.read_text().splitlines()]
    return sorted(json.loads(line)["id"] for line in lines)


def with_list(setup: Setup, optouts: OptOutRef) -> Setup:
    return replace(setup, optouts=optouts)


def test_both_stages_leave_one_of_each(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    optouts = sign_list(tmp_path / "list", key, "a/one.jsonl-21")
    result = runs.scrub(with_list(runs.setup_for(corpus, out, key, CONFIG), optouts))
    assert result.exit == 0, (result.problem, result.failures)
    assert len(result.receipts) > 3
    found = by_id(out, corpus)
    gone = {name: row["reason"] for name, row in found.items() if row["outcome"] == "dropped"}
    assert gone == {
        "a/one.jsonl-21": "optout:record-id",
        "b/three.jsonl-1": "optout-copy",
        "a/two.jsonl-20": "duplicate",
        "b/three.jsonl-3": "duplicate",
        # The mirror is longer than the text it copies, so the original goes.
        "a/one.jsonl-1": "near-duplicate",
        # Letters that differ by an address alone are one after cleaning; the first stays.
        "a/two.jsonl-21": "near-duplicate",
        "b/three.jsonl-0": "near-duplicate",
    }
    assert output_ids(out) == sorted(found.keys() - gone.keys())
    counts = {name: (row["dup_exact"], row["dup_near"]) for name, row in found.items()}
    assert {name: pair for name, pair in counts.items() if pair != (0, 0)} == {
        "a/one.jsonl-0": (2, 0),
        "a/one.jsonl-20": (0, 2),
        "b/three.jsonl-2": (0, 1),
    }
    assert result.manifest.balance.dropped == {
        "duplicate": 2,
        "near-duplicate": 3,
        "optout-copy": 1,
        "optout:record-id": 1,
    }
    assert verify_dataset(LocalStore(root=out)).problems == ()


def test_manifest_and_report_tell_what_was_done(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = runs.scrub(runs.setup_for(corpus, out, key, CONFIG))
    duplicates = result.manifest.choices.duplicates
    assert [(one.source, one.exact, one.near) for one in duplicates.sources] == [
        ("a", 1, 2),
        ("b", 2, 1),
    ]
    assert sum(one.documents for one in duplicates.sources) == 48
    assert duplicates.near.clusters
    store = LocalStore(root=out)
    assert load_manifest(store) == result.manifest
    report = build_report(store, clock=SystemClock(), config=CONFIG)
    page = render_html(report)
    assert "Duplicates by source" in page
    assert "No duplicates were looked for" not in page
    plain = runs.scrub(runs.setup_for(corpus, tmp_path / "plain", key, replace(CONFIG, dedup=OFF)))
    diff = diff_manifests(plain.manifest, result.manifest)
    assert diff.settings == ("dedup.exact", "dedup.near", "dedup.threshold")
    assert diff.records["dropped duplicate"] == 3
    assert diff.records["out"] == -6
    assert plain.manifest.choices.duplicates is None
    assert not (tmp_path / "plain" / VERDICT_FOLDER).exists()


def test_only_touched_shards_are_done_twice_and_a_second_run_does_nothing(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    seen: list[str] = []

    class Watcher(runs.SilentProgress):  # type: ignore[name-defined,misc]
        def shard_done(self, receipt: object) -> None:
            seen.append(receipt.shard_id)  # type: ignore[attr-defined]

    setup = runs.setup_for(corpus, out, key, CONFIG)
    first = runs.scrub(setup, observer=Watcher())
    twice = {name for name in seen if seen.count(name) == 2}
    near = {row["shard"] for row in rows(out).values() if row["reason"] == "near-duplicate"} | {
        row["shard"] for row in rows(out).values() if row["dup_near"]
    }
    assert twice == near
    assert 0 < len(twice) < len(first.receipts)
    seen.clear()
    again = runs.scrub(setup, resume=True, observer=Watcher())
    assert (again.exit, seen) == (0, [])
    assert again.manifest.digest() == first.manifest.digest()


@pytest.mark.slow
def test_changing_the_settings_is_the_same_as_starting_anew(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    configs = [
        replace(CONFIG, dedup=replace(CONFIG.dedup, near=DedupScope.SOURCE)),
        replace(CONFIG, dedup=OFF),
        replace(CONFIG, dedup=replace(CONFIG.dedup, exact=DedupScope.NONE)),
        replace(CONFIG, dedup=replace(CONFIG.dedup, threshold=0.9)),
        replace(CONFIG, dedup=replace(CONFIG.dedup, near=DedupScope.NONE)),
        CONFIG,
    ]
    trees = []
    for number, config in enumerate(configs):
        result = runs.scrub(runs.setup_for(corpus, out, key, config), resume=number > 0)
        assert result.exit == 0
        trees.append(runs.tree(out))
        assert verify_dataset(LocalStore(root=out)).problems == ()
    for number in (1, 2, 5):
        fresh_out = tmp_path / f"fresh-{number}"
        assert runs.scrub(runs.setup_for(corpus, fresh_out, key, configs[number])).exit == 0
        assert runs.tree(fresh_out) == trees[number]


@pytest.mark.slow
def test_a_changed_input_and_a_new_list_are_the_same_as_starting_anew(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    setup = runs.setup_for(corpus, out, key, CONFIG)
    assert runs.scrub(setup).exit == 0
    path = corpus / "b" / "three.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:2] + lines[3:]))
    assert runs.scrub(setup, resume=True).exit == 0
    assert runs.scrub(replace(setup, output_url=str(tmp_path / "new"))).exit == 0
    assert runs.tree(out) == runs.tree(tmp_path / "new")
    assert "a/one.jsonl-1" in output_ids(out)
    # The list takes out the letter that stands for the others, so another one has to.
    listed = with_list(setup, sign_list(tmp_path / "list", key, "a/one.jsonl-20"))
    assert runs.scrub(listed, resume=True).exit == 0
    assert runs.scrub(replace(listed, output_url=str(tmp_path / "listed"))).exit == 0
    assert runs.tree(out) == runs.tree(tmp_path / "listed")
    assert "a/two.jsonl-21" in output_ids(out)


@pytest.mark.parametrize("exact", [DedupScope.NONE, DedupScope.SOURCE])
def test_copies_of_an_opted_out_record_go_everywhere_by_default(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path, exact: DedupScope
) -> None:
    optouts = sign_list(tmp_path / "list", key, "a/one.jsonl-21")
    config = ScrubConfig(shard_bytes=4_000, dedup=DedupConfig(exact=exact, allow_source_loss=True))
    out = tmp_path / "out"
    result = runs.scrub(with_list(runs.setup_for(corpus, out, key, config), optouts))
    within = {"duplicate": 1} if exact is DedupScope.SOURCE else {}
    assert result.manifest.balance.dropped == {
        **within,
        "optout-copy": 1,
        "optout:record-id": 1,
    }
    kept = ScrubConfig(dedup=DedupConfig(propagate_optouts=False))
    other = runs.scrub(with_list(runs.setup_for(corpus, tmp_path / "kept", key, kept), optouts))
    assert other.manifest.balance.dropped == {"optout:record-id": 1}


def test_a_newer_list_recalls_what_was_left_out_for_a_kept_copy(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert runs.scrub(runs.setup_for(corpus, out, key, CONFIG)).exit == 0

    def hits(record_id: str) -> list[tuple[str, tuple[str, ...]]]:
        listed = sign_list(tmp_path / "list", key, record_id).load()
        scan = scan_optouts(LocalStore(root=out), config=CONFIG, keys=load_keys(key), listed=listed)
        return [(hit.found_in, hit.selectors) for hit in scan.hits]

    assert hits("a/two.jsonl-20") == [("duplicate", ("record-id",))]
    assert hits("b/three.jsonl-0") == [("near-duplicate", ("record-id",))]
    assert hits("nobody") == []


def test_the_guard_stops_a_run_that_loses_a_source(
    runs: ModuleType, key: KeyRef, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    for name in ("big", "small"):
        (source / name).mkdir(parents=True)
    lines = [json.dumps({"text": f"text number {number}"}) + "\n" for number in range(300)]
    (source / "big" / "a.jsonl").write_text("".join(lines))
    (source / "small" / "b.jsonl").write_text("".join(lines[:120]))
    config = ScrubConfig(dedup=DedupConfig(exact=DedupScope.DATASET))
    with pytest.raises(PolicyError, match="120 of 120 records of source small"):
        runs.scrub(runs.setup_for(source, tmp_path / "out", key, config))
    assert not (tmp_path / "out" / "MANIFEST.json").exists()
    words = [source, tmp_path / "out", f"--key=file:{key.file}", "--workers=1"]
    words += ["--resume", "--dedup-exact=dataset"]
    refused = runs.call(*words)
    assert refused.returncode == 5
    assert "--allow-source-loss" in refused.stderr
    allowed = runs.call(*words, "--allow-source-loss")
    assert allowed.returncode == 0, allowed.stderr
    assert "300 out" in allowed.stdout


def test_a_handful_of_records_does_not_trip_the_guard(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    config = replace(CONFIG, dedup=replace(CONFIG.dedup, allow_source_loss=False))
    assert runs.scrub(runs.setup_for(corpus, tmp_path / "out", key, config)).exit == 0


def test_verify_names_changed_verdicts(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    setup = runs.setup_for(corpus, out, key, CONFIG)
    assert runs.scrub(setup).exit == 0
    before = runs.tree(out)
    store = LocalStore(root=out)
    for name in (INPUT_LOOK, OUTPUT_LOOK, f"{VERDICT_FOLDER}/input.json"):
        data = (out / name).read_bytes()
        (out / name).write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
        assert [problem.path for problem in verify_dataset(store).problems] == [name]
        # A resumed run does not trust it either.
        assert runs.scrub(setup, resume=True).exit == 0
        assert runs.tree(out) == before
    (out / VERDICT_FOLDER / "rows-left.bands").write_bytes(b"x")
    assert [problem.what for problem in verify_dataset(store).problems] == [
        "is listed by no receipt"
    ]
    for name in ("input.json", "output.verdicts"):
        (out / VERDICT_FOLDER / name).unlink()
    (out / VERDICT_FOLDER / "rows-left.bands").unlink()
    checked = verify_dataset(store)
    assert checked.problems == ()
    assert "some private files have been removed" in checked.notes
    assert runs.scrub(setup, resume=True).exit == 0
    assert runs.tree(out) == before
