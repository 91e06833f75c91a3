"""The hand-written messages: marks become offsets, and the set keeps its promises."""

import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks" / "hand"
EXAMPLE_HOST = re.compile(r"(?:\.example|@example\.(?:com|net|org))$")
# Ranges that regulators set aside for fiction, by digits (ACMA, ARCEP, BNetzA, NANPA, Ofcom).
FICTION = re.compile(
    r"(?:1?\d{3}55501\d\d|0491570156|025550\d{4}|063998\d{4}|03023125\d{3}|"
    r"07700900\d{3}|01134960\d{3}|02079460\d{3})"
)


def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hand_build", FOLDER / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["hand_build"] = module
    spec.loader.exec_module(module)
    return module


builder = load_builder()


@pytest.fixture(scope="module")
def records() -> list[dict]:
    lines = (FOLDER / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    ("marked", "text", "spans"),
    [
        ("hi [[PERSON:private|Ana]]'s", "hi Ana's", [("PERSON", "Ana")]),
        ("😀 [[LOC|Łódź]]", "😀 Łódź", [("LOC", "Łódź")]),
        ("[[[DATE|1/2/2025]]]", "[1/2/2025]", [("DATE", "1/2/2025")]),
        ("[[ID|1]][[ID|2]]", "12", [("ID", "1"), ("ID", "2")]),
        ("nothing here", "nothing here", []),
    ],
)
def test_marks_become_code_point_offsets(marked: str, text: str, spans: list) -> None:
    plain, labels = builder.read_marks("h001", marked)
    assert plain == text
    assert [(item.label, plain[item.start : item.end]) for item in labels] == spans


@pytest.mark.parametrize(
    "marked",
    [
        "[[PERSON|Ana]]",
        "[[PERSON:secret|Ana]]",
        "[[LOC:private|Rome]]",
        "[[NAME|Ana]]",
        "[[PERSON:private|Mr Lee]]",
        "[[PERSON:private|Lee's]]",
        "[[LOC| Rome]]",
        "[[LOC|]]",
        "[[LOC|Rome",
        "[[ORG|[[LOC|Rome]] Bank]]",
    ],
)
def test_a_wrong_mark_is_refused(marked: str) -> None:
    with pytest.raises(ValueError, match="h001"):
        builder.read_marks("h001", marked)


@pytest.mark.parametrize(
    "source",
    [
        "=== h002 en-US chat\nhi\n",
        "=== h001 en-US shouting\nhi\n",
        "=== h001 english chat\nhi\n",
        "=== h001 en-US chat\nhi\n\n=== h002 en-US sms\nhi\n",
    ],
)
def test_a_wrong_head_or_a_doubled_text_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"h00|head|twice"):
        builder.read_messages(source)


def test_the_records_are_those_of_the_source(records: list[dict]) -> None:
    messages = builder.read_messages((FOLDER / "messages.txt").read_text(encoding="utf-8"))
    assert [json.loads(message.as_json()) for message in messages] == records


def test_the_set_has_the_promised_make_up(records: list[dict]) -> None:
    languages = Counter(record["lang"] for record in records)
    without = sum(all(span["label"] != "PERSON" for span in record["spans"]) for record in records)
    assert len(records) == 300
    assert languages["en"] >= 170
    assert languages["es"] >= 40
    assert min(languages[code] for code in ("de", "fr")) >= 25
    assert min(languages[code] for code in ("pt", "it", "nl")) >= 10
    assert without == 60
    assert {record["register"] for record in records} == set(builder.REGISTERS)


def test_spans_are_in_order_apart_and_without_outer_spaces(records: list[dict]) -> None:
    for record in records:
        last = 0
        for span in record["spans"]:
            value = record["text"][span["start"] : span["end"]]
            assert last <= span["start"] < span["end"], record["id"]
            assert value == value.strip(), record["id"]
            last = span["end"]


def test_nobody_can_be_called_or_written_to(records: list[dict]) -> None:
    for record in records:
        for span in record["spans"]:
            value = record["text"][span["start"] : span["end"]]
            if span["label"] == "EMAIL":
                assert EXAMPLE_HOST.search(value), record["id"]
            if span["label"] == "PHONE":
                assert FICTION.fullmatch(re.sub(r"\D", "", value)), record["id"]


def test_the_readme_prints_the_counts(records: list[dict]) -> None:
    messages = builder.read_messages((FOLDER / "messages.txt").read_text(encoding="utf-8"))
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert len(messages) == len(records)
    assert builder.count_messages(messages) in readme
