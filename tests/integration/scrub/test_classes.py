"""k-anonymity in a real run: coarser columns, small classes left out, counted again by verify."""

import csv
import json
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from avow.errors import PolicyError
from avow.scrub.config import DedupConfig, DedupScope, QuasiConfig, ScrubConfig
from avow.scrub.keys import KeyRef, load_keys
from avow.scrub.proof.manifest import write_manifest
from avow.scrub.proof.verify import verify_dataset
from avow.scrub.risk.kanonymity import measure_kanonymity, recount_classes
from avow.scrub.storage.local import LocalStore

QUASI = QuasiConfig(columns=("zip", "age", "sex"), k=4, subject="person", allow_source_loss=True)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return CSV and JSONL rows whose people share post codes, ages and sexes."""
    dice = random.Random(8)
    rows = [
        {
            "person": f"p{dice.randrange(90)}",
            "zip": f"10{dice.randrange(3)}{dice.randrange(10)}{dice.randrange(10)}",
            "age": str(dice.choice((23, 27, 31, 38, 44, 81))),
            "sex": dice.choice("fm"),
            "note": f"came on day {number}",
        }
        for number in range(240)
    ]
    source = tmp_path / "in"
    (source / "tables").mkdir(parents=True)
    (source / "lines").mkdir()
    with (source / "tables" / "a.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows[:120])
    lines = "".join(json.dumps(row) + "\n" for row in rows[120:])
    (source / "lines" / "b.jsonl").write_text(lines)
    return source


def read_rows(out: Path) -> list[dict[str, str]]:
    with (out / "tables/a.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    return rows + [json.loads(line) for line in (out / "lines/b.jsonl").read_text().splitlines()]


def people_by_class(rows: list[dict[str, str]]) -> Mapping[tuple[str, ...], set[str]]:
    """Count by brute force."""
    found = defaultdict(set)
    for row in rows:
        found[row["zip"], row["age"], row["sex"]].add(row["person"])
    return found


def coarse(row: dict[str, str]) -> dict[str, str]:
    decade = int(row["age"]) // 10 * 10
    return {**row, "zip": row["zip"][:3], "age": f"{decade}-{decade + 9}"}


@pytest.mark.parametrize("action", ["generalise", "suppress"])
def test_every_class_that_is_left_has_k_people(
    runs: ModuleType, table: Path, key: KeyRef, tmp_path: Path, action: str
) -> None:
    quasi = replace(QUASI, action=action, k=4 if action == "generalise" else 2)
    config = ScrubConfig(people="off", shard_bytes=2_000, quasi=quasi)
    out = tmp_path / "out"
    result = runs.scrub(runs.setup_for(table, out, key, config))
    assert result.exit == 0, (result.problem, result.failures)
    before = read_rows(table)
    if action == "generalise":
        before = [coarse(row) for row in before]
    classes = people_by_class(before)
    small = {name for name, people in classes.items() if len(people) < quasi.k}
    assert 0 < len(small) < len(classes)
    after = read_rows_of(out)
    assert sorted(map(str, after)) == sorted(
        str(row) for row in before if (row["zip"], row["age"], row["sex"]) not in small
    )
    balance = result.manifest.balance
    left_out = len(before) - len(after)
    assert balance.dropped == {"small-class": left_out}
    rule = result.manifest.choices.classes
    assert rule is not None
    assert (rule.action, rule.records_left_out) == (action, left_out)
    store = LocalStore(root=out)
    count = recount_classes(store, result.manifest, rule)
    assert (count.classes_below, count.records) == (0, len(after))
    measured = measure_kanonymity(store, result.manifest, config, key=load_keys(key).audit)
    assert measured.as_it_stands == count
    actions = {row.action for row in result.manifest.counts}
    assert actions == ({"generalise"} if action == "generalise" else set())
    again = runs.scrub(runs.setup_for(out / "data", tmp_path / "twice", key, config))
    assert again.manifest.balance.dropped == {}
    assert read_rows_of(tmp_path / "twice") == after


def read_rows_of(out: Path) -> list[dict[str, str]]:
    """Return the rows of an output, whose line files may be split."""
    rows: list[dict[str, str]] = []
    for path in sorted(out.glob("data/**/*.csv")):
        with path.open(newline="") as stream:
            rows += list(csv.DictReader(stream))
    for path in sorted(out.glob("data/**/*.jsonl")):
        rows += [json.loads(line) for line in path.read_text().splitlines()]
    return rows


@pytest.mark.slow
def test_workers_and_resuming_change_nothing(
    runs: ModuleType, table: Path, key: KeyRef, tmp_path: Path
) -> None:
    dedup = DedupConfig(exact=DedupScope.SOURCE, near=DedupScope.DATASET, allow_source_loss=True)
    config = ScrubConfig(
        people="off", shard_bytes=2_000, dedup=dedup, quasi=replace(QUASI, action="generalise")
    )
    setup = runs.setup_for(table, tmp_path / "one", key, config)
    assert runs.scrub(setup).exit == 0
    assert runs.scrub(replace(setup, output_url=str(tmp_path / "two")), workers=2).exit == 0
    assert runs.tree(tmp_path / "one") == runs.tree(tmp_path / "two")
    reports = replace(config, quasi=replace(QUASI, action="report"))
    changed = runs.setup_for(table, tmp_path / "one", key, reports)
    assert runs.scrub(changed, resume=True).manifest.choices.classes is None
    assert runs.scrub(setup, resume=True).exit == 0
    assert runs.tree(tmp_path / "one") == runs.tree(tmp_path / "two")


def test_the_guard_stops_a_run_that_loses_too_much(
    runs: ModuleType, table: Path, key: KeyRef, tmp_path: Path
) -> None:
    quasi = replace(QUASI, action="suppress", k=50, allow_source_loss=False)
    setup = runs.setup_for(table, tmp_path / "out", key, ScrubConfig(people="off", quasi=quasi))
    with pytest.raises(PolicyError, match="120 of 120 records of source lines"):
        runs.scrub(setup)
    assert not (tmp_path / "out/MANIFEST.json").exists()


def test_verify_counts_the_classes_again(
    runs: ModuleType, table: Path, key: KeyRef, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    quasi = replace(QUASI, action="suppress", k=2)
    manifest = runs.scrub(
        runs.setup_for(table, out, key, ScrubConfig(people="off", quasi=quasi))
    ).manifest
    holds = runs.call("verify", out)
    assert holds.returncode == 0, holds.stderr
    assert "every class of zip, age, sex has at least 2 members" in holds.stderr
    rule = replace(manifest.choices.classes, k=9)
    promised = replace(manifest, choices=replace(manifest.choices, classes=rule))
    (out / "MANIFEST.json").write_bytes(write_manifest(promised))
    assert verify_dataset(LocalStore(root=out)).problems == ()
    broken = runs.call("verify", out)
    assert broken.returncode == 4
    assert "promises classes of 9" in broken.stderr
