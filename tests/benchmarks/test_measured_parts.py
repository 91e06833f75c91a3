"""The parts that figures measure: corpora on disk, two kinds only, slow input, steps."""

import json
import sys
from pathlib import Path

import pytest
import zstandard
from adversarial import CASES
from detect_speed import read_texts
from kinds import count_kinds
from message_latency import TOKENS, make_messages, measure_here
from real_text import MOST_CHARACTERS, SETS, read_real_texts
from run_all import run_step
from scrub_jobs import write_corpus
from scrub_two_kinds import main as scrub_two_kinds

from avow.detect.detector import Detector


@pytest.fixture(scope="module")
def everything() -> Detector:
    return Detector.load(locales=("en-US",))


@pytest.mark.parametrize("megabytes", [0.05, 0.2])
def test_a_corpus_has_its_size_and_unique_ids(tmp_path: Path, megabytes: float) -> None:
    size = write_corpus(tmp_path / "in", megabytes)
    lines = (tmp_path / "in" / "corpus.jsonl").read_bytes().splitlines()
    assert size >= megabytes * 1e6
    assert len({json.loads(line)["id"] for line in lines}) == len(lines)


def test_texts_are_read_up_to_a_size(tmp_path: Path) -> None:
    write_corpus(tmp_path / "in", 0.2)
    texts = read_texts(tmp_path / "in" / "corpus.jsonl", 0.05)
    assert 50_000 < sum(len(text.encode()) for text in texts) < 200_000


def test_two_kinds_are_removed_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    text = "write to jo@fooling-mail.com from 11.22.33.44, card 4539 1488 0343 6467"
    (tmp_path / "in" / "a.jsonl").write_text(json.dumps({"id": "1", "text": text}) + "\n")
    key = tmp_path / "key"
    key.write_text("0f" * 32 + "\n")
    key.chmod(0o600)
    assert scrub_two_kinds(str(tmp_path / "in"), str(tmp_path / "out"), str(key)) == 0
    [cleaned] = (tmp_path / "out").rglob("a.jsonl")
    kept = json.loads(cleaned.read_text())["text"]
    assert "jo@fooling-mail.com" not in kept
    assert "11.22.33.44" not in kept
    assert "4539 1488 0343 6467" in kept


@pytest.mark.parametrize("name", list(CASES))
def test_slow_input_has_its_size_and_can_be_searched(name: str, everything: Detector) -> None:
    text = CASES[name](3000)
    assert 3000 <= len(text.encode()) < 60_000
    everything.find(text)


@pytest.mark.parametrize(
    ("code", "limit_seconds", "good"),
    [
        ("pass", 30, True),
        ("raise SystemExit(2)", 30, False),
        ("import time; time.sleep(60)", 0.3, False),
    ],
)
def test_a_step_that_fails_or_hangs_is_told_apart(
    code: str, limit_seconds: float, good: bool
) -> None:
    assert run_step("step", [sys.executable, "-c", code], limit_seconds) is good


def write_set(folder: Path, name: str, texts: list[str]) -> None:
    path = folder / f"{name}.jsonl.zst"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    path.write_bytes(zstandard.compress(lines.encode()))


def test_real_texts_come_from_each_set_in_turn_and_long_ones_are_cut(tmp_path: Path) -> None:
    write_set(tmp_path, SETS[0], ["a" * (MOST_CHARACTERS + 5), "short"])
    write_set(tmp_path, SETS[2], ["b"])
    texts = read_real_texts(1, tmp_path)
    assert texts == ["a" * MOST_CHARACTERS, "b", "aaaaa", "short"]


def test_real_texts_stop_at_the_wanted_size(tmp_path: Path) -> None:
    write_set(tmp_path, SETS[0], ["x" * 1000] * 50)
    assert sum(map(len, read_real_texts(0.01, tmp_path))) == 10_000


def test_without_the_folder_there_is_no_real_text(tmp_path: Path) -> None:
    assert read_real_texts(1, tmp_path / "absent") == []


def test_coverage_counts_what_is_reported_and_no_look_alikes(everything: Detector) -> None:
    two = ("contact.email", "network.ipv4")
    assert count_kinds(Detector.load(only=two), two) == 2
    assert 110 <= count_kinds(everything) < len({rule.kind for rule in everything.rules})


def test_messages_are_short_and_some_hold_an_identifier() -> None:
    messages = make_messages(40)
    assert len(messages) == 40
    assert all(len(message.split()) <= TOKENS for message in messages)
    assert any(any(map(str.isdigit, message)) for message in messages)
    assert sum(any(map(str.isdigit, message)) for message in messages) < 40


def test_one_message_is_timed_in_every_way() -> None:
    row = measure_here("off", 20)
    assert set(row) == {
        "median_ms",
        "slow_ms",
        "median_cpu_ms",
        "load_cpu_seconds",
        "loaded_megabytes",
    }
    assert all(value > 0 for value in row.values())
