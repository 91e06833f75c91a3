"""A small report made by hand, and one made from a real run with canaries in it."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from avow.detect.detector import Detector
from avow.evidence.clocks import FixedClock
from avow.scrub.clean import Cleaner
from avow.scrub.config import FieldConfig, QuasiConfig, ScrubConfig
from avow.scrub.keys import KeyRef, load_keys, write_key_file
from avow.scrub.pipeline.setup import Setup
from avow.scrub.progress import PlainProgress
from avow.scrub.proof.balance import Balance
from avow.scrub.proof.receipt import CountRow
from avow.scrub.report.build import build_report, publish_report
from avow.scrub.report.model import DatasetFacts, OptOutFacts, Report, SourceBalance
from avow.scrub.risk.kanonymity import measure_kanonymity
from avow.scrub.risk.measure import measure_risk
from avow.scrub.run import RunOptions, run_scrub
from avow.scrub.storage.interface import Store
from avow.scrub.storage.registry import open_store

CLOCK = FixedClock(time=datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
DIGEST = "sha256:" + "ab" * 32


@pytest.fixture
def small_report() -> Report:
    balance = Balance(
        records_in=12_411,
        kept=9_000,
        changed=3_408,
        quarantined={"bad-json": 3},
    )
    return Report(
        title="Letters",
        dataset=DatasetFacts(
            content_root=DIGEST,
            receipts_root=DIGEST,
            config_digest=DIGEST,
            rules_digest=DIGEST,
            key_id="0011",
            tool="0.1.0",
            builds=("zstd 1.5",),
            processors=("x86_64",),
            shards=2,
            input_bytes=10,
            text_bytes=20,
            formats=(("jsonl", 2),),
        ),
        balance=balance,
        sources=(SourceBalance(source="post", balance=balance),),
        counts=(CountRow("text", "contact.email", "", "redact", "pattern", 7),),
        files_left_out=(),
        optouts=OptOutFacts(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RealRun:
    """A published report of a real run, and the values that must not be in it."""

    store: Store
    config: ScrubConfig
    report: Report
    canaries: tuple[str, ...]


def _rows(canaries: Callable[[str], str]) -> list[dict[str, object]]:
    return [
        {
            "id": f"rec-{number}",
            "text": f"The letter was sent for you and this is it: {canaries(f'mail{number}')} or "
            f"IBAN {'DE89 3704 0044 0532 0130 00'}.",
            canaries(f"key{number}"): "a value under a key",
            "url": f"https://somewhere-else.net/?m={canaries(f'url{number}')}",
            "note": canaries(f"skipped{number}"),
            "zip": f"803{number:02d}",
            "who": f"person-{number}",
        }
        for number in range(30)
    ]


@pytest.fixture(scope="session")
def real_run(tmp_path_factory: pytest.TempPathFactory) -> RealRun:
    root: Path = tmp_path_factory.mktemp("report")
    made: list[str] = ["DE89 3704 0044 0532 0130 00", "80301", "person-1"]

    def canary(word: str) -> str:
        made.append(f"canary-{word}@somewhere-else.net")
        return made[-1]

    folder = root / "in" / canary("folder")
    folder.mkdir(parents=True)
    lines = [orjson.dumps(row) for row in _rows(canary)]
    lines.append(b'{"broken": "' + canary("broken").encode() + b'"')
    (folder / f"{canary('file')}.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    table = f"{canary('header')},city\n{canary('cell')},Oslo\n"
    (root / "in" / "table.csv").write_text(table, encoding="utf-8")
    write_key_file(root / "key")
    config = ScrubConfig(
        fields=FieldConfig(skip=("note",)),
        quasi=QuasiConfig(columns=("zip",), subject="who", k=3),
        max_bad_share=0.5,
    )
    setup = Setup(
        input_url=str(root / "in"),
        output_url=str(root / "out"),
        config=config,
        key=KeyRef(file=str(root / "key")),
    )
    observer = PlainProgress(stream=io.StringIO())
    result = run_scrub(setup, RunOptions(), clock=CLOCK, observer=observer)
    assert result.manifest is not None, result
    store = open_store(str(root / "out"))
    keys = load_keys(setup.key)
    cleaner = Cleaner(config=config, detector=Detector.load(), keys=keys, optouts=None)
    risk = measure_risk(store, result.manifest, config, scrubber=cleaner, per_cell=2)
    groups = measure_kanonymity(store, result.manifest, config, key=keys.audit)
    report = build_report(store, clock=CLOCK, config=config, risk=risk, kanonymity=groups)
    publish_report(store, report)
    return RealRun(store=store, config=config, report=report, canaries=tuple(made))
