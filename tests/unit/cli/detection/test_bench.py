"""`avow detect bench` from the command line to the files, on a small folder of sets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from avow.cli.main import avow

BENCH = ("detect", "bench")
FLOORS = """
[[floor]]
people = "off"
set = "hand"
label = "PERSON"
measure = "exact"
figure = "recall"
at_least = 0.99
"""


def _write(path: Path, *records: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))


def _span(text: str, value: str, src: str, **extra: object) -> dict[str, object]:
    start = text.index(value)
    return {"start": start, "end": start + len(value), "label": src, "src": src, **extra}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run of the command and the folder that it wrote to."""

    result: Result
    folder: Path


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("bench")
    court = "My name is Tobias Wren. Mr Quill lives in Norland."
    spans = [
        _span(court, "Tobias Wren", "PERSON", identifier_type="DIRECT", entity_id="e1"),
        _span(court, "Mr Quill", "PERSON", identifier_type="QUASI", entity_id="e2"),
    ]
    record = {"id": "1", "text": court, "lang": "en", "spans": spans}
    for name in ("train", "dev"):
        _write(folder / "data" / "tab" / f"{name}.jsonl", record)
    note = "tell ada: | pipes | and Vega"
    said = [
        {**_span(note, "ada", "PERSON"), "subject": "private"},
        {**_span(note, "Vega", "PERSON"), "subject": "public"},
    ]
    _write(folder / "messages.jsonl", {"id": "h", "text": note, "lang": "en", "spans": said})
    gazetteers = folder / "data" / "gazetteers"
    gazetteers.mkdir()
    for name, value in (("forenames", "Astrid"), ("surnames", "Lindqvist")):
        (gazetteers / f"{name}_by_country_cc0.csv").write_text(
            f"Country,Romanized Name\nSE,{value}\n", encoding="utf-8"
        )
    peer = folder / "peer"
    facts = {"name": "Other", "versions": {"other": "1"}, "megabytes_per_cpu_second": 0.25}
    peer.mkdir()
    (peer / "peer.json").write_bytes(orjson.dumps(facts))
    _write(peer / "tab.jsonl", {"id": "1", "spans": [[27, 32, "PERSON"]]})
    (folder / "floors.toml").write_text(FLOORS, encoding="utf-8")
    result = CliRunner().invoke(
        avow,
        [
            *BENCH,
            *("--data", str(folder / "data"), "--people", "off", "--sets", "tab,hand"),
            *("--hand", str(folder / "messages.jsonl"), "--peers", str(peer)),
            *("--json", str(folder / "out.json"), "--docs", str(folder / "page.md")),
            *("--html", str(folder / "html"), "--floors", str(folder / "floors.toml")),
        ],
        env={"COLUMNS": "200"},
    )
    return Ran(result=result, folder=folder)


def test_it_prints_the_tables(ran: Ran) -> None:
    assert ran.result.exit_code == 1, ran.result.output
    assert "below its floor: hand PERSON exact recall at least 0.990" in ran.result.output
    assert "People, places and organisations" in ran.result.output
    assert "tab/dev" in ran.result.output


def test_json_holds_every_fact_and_no_text(ran: Ran) -> None:
    content = (ran.folder / "out.json").read_text(encoding="utf-8")
    run = json.loads(content)
    assert set(run["facts"]) >= {"version", "rules_digest", "machine", "cpu_seconds", "command"}
    tab, hand = run["sets"]
    assert tab["name"] == "tab/dev"
    assert tab["digest"].startswith("sha256:")
    persons = next(
        row for row in tab["scores"] if (row["label"], row["measure"]) == ("PERSON", "exact")
    )
    assert persons["recall"]["n"] == 2
    assert persons["recall"]["low"] <= persons["recall"]["value"] <= persons["recall"]["high"]
    assert tab["masking"]["everything found"]["direct"]["value"] == 1.0
    assert hand["subjects"]["matrix"]["private > not found"] == 1
    assert "Wren" not in content


def test_the_page_names_the_peer_and_its_speed(ran: Ran) -> None:
    page = (ran.folder / "page.md").read_text(encoding="utf-8")
    assert page.startswith("# Detection quality\n")
    assert "Other (other 1)" in page
    assert "0.250 MB per CPU-second" in page
    assert "no difference shown" in page or "avow" in page
    assert "Northern Europe" in page
    for line in page.splitlines():
        if line.startswith("|"):
            assert line.endswith("|")


def test_the_error_browser_is_written_only_where_asked(ran: Ran) -> None:
    assert [path.name for path in (ran.folder / "html").iterdir()] == ["errors.html"]
    page = (ran.folder / "html" / "errors.html").read_text(encoding="utf-8")
    assert "Vega" in page


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--data", "/nowhere/at/all"), "--data"),
        (("--sets", "nope"), "Known sets"),
        (("--sets", "hand", "--hand", "/nowhere.jsonl"), "cannot read"),
    ],
)
def test_what_is_missing_is_said(
    ran: Ran, arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    default = ("--data", str(ran.folder / "data"), "--people", "off")
    result = CliRunner().invoke(avow, [*BENCH, *default, *arguments])
    assert result.exit_code != 0
    error = result.exception
    hint = getattr(error, "hint", "")
    message = getattr(error, "message", "")
    assert told in f"{result.output}{message}{hint}{capsys.readouterr().err}"
