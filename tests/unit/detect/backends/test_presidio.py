"""Presidio as a second opinion, with the real presidio-analyzer; sockets are closed."""

import socket
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from presidio_analyzer import Pattern, PatternRecognizer, predefined_recognizers

from avow.cli.detect import detect
from avow.detect.backends.presidio import PresidioOpinion, make_strict
from avow.detect.backends.presidio_table import PRESIDIO_ROWS
from avow.detect.backends.seconded import Second, load_seconded
from avow.detect.detector import Detector
from avow.errors import ConfigError, DetectionError


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail on any attempt to open a connection: the suffix list must not be fetched."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a second opinion opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def presidio() -> PresidioOpinion:
    return PresidioOpinion()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Write to <<anna.muster@firma.de>> today.", "EMAIL_ADDRESS"),
        ("Call <<+1 415-555-2671>> today.", "PHONE_NUMBER"),
        ("Card <<4111 1111 1111 1111>> was charged.", "CREDIT_CARD"),
        ("Pay to <<DE89 3704 0044 0532 0130 00>>", "IBAN_CODE"),
        ("SSN <<536-90-4399>>", "US_SSN"),
        ("from <<203.0.113.77>> at noon", "IP_ADDRESS"),
        ("from <<2001:470:1f0b::1>> at noon", "IP_ADDRESS:6"),
        ("NI number <<AB123456C>>", "UK_NINO"),
        ("Müller 😀 <<anna@firma.de>>", "EMAIL_ADDRESS"),
    ],
)
def test_it_finds_what_its_recognisers_know(
    presidio: PresidioOpinion, text: str, label: str
) -> None:
    start, end = text.index("<<"), text.index(">>") - 2
    text = text.replace("<<", "").replace(">>", "")
    (spans,) = presidio.find([text])
    assert (start, end, label) in [(one.start, one.end, one.label) for one in spans]
    assert label in presidio.kinds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nothing personal in here.",
        "anna at firma dot de",
        "anna@firma.nosuchsuffix is no address",
        "Card 4111 1111 1111 1112 fails its check digit.",
        "Order 123456789 of 2026-10-02",  # nine digits are nobody's bank account
        "999.1.1.1",
    ],
)
def test_it_is_quiet_where_nothing_is(presidio: PresidioOpinion, text: str) -> None:
    assert presidio.find([text]) == [[]]


def test_answers_do_not_depend_on_the_batch(presidio: PresidioOpinion) -> None:
    texts = ["anna@firma.de", "", "SSN 536-90-4399", "anna@firma.de"]
    assert presidio.find(texts) == [presidio.find([text])[0] for text in texts]


def test_a_long_text_is_read_in_windows_like_a_short_one(presidio: PresidioOpinion) -> None:
    value = "anna.muster@firma.de"
    text = " ".join("word" if number % 500 else value for number in range(6001))
    (spans,) = presidio.find([text])
    found = [text[one.start : one.end] for one in spans]
    assert found == [value] * 13


@pytest.fixture
def slow_pattern() -> PatternRecognizer:
    """Return a recogniser with a pattern that backtracks without end."""
    return PatternRecognizer(
        supported_entity="SLOW",
        patterns=[Pattern("slow", r"(?:a|aa|aaa)+$(?<=b)", 0.5)],
    )


def test_presidio_1904_timeout_fails_open(slow_pattern: PatternRecognizer) -> None:
    make_strict(slow_pattern, timeout_seconds=0.05)
    with pytest.raises(DetectionError, match="'slow' took more than"):
        slow_pattern.analyze("a" * 60 + "!", ["SLOW"])


def test_a_strict_pattern_finds_the_same() -> None:
    plain = PatternRecognizer(supported_entity="X", patterns=[Pattern("x", r"x\d+", 0.5)])
    strict = PatternRecognizer(supported_entity="X", patterns=[Pattern("x", r"x\d+", 0.5)])
    make_strict(strict, timeout_seconds=5.0)
    text = "x1 y2 X33"
    assert [str(one) for one in strict.analyze(text, ["X"])] == [
        str(one) for one in plain.analyze(text, ["X"])
    ]
    assert len(plain.analyze(text, ["X"])) == 2


def test_every_recogniser_of_the_table_exists_and_gives_its_label() -> None:
    every = PresidioOpinion([row.recognizer for row in PRESIDIO_ROWS])
    asked = every._asked
    assert {row.entity: recognizer.supported_entities for row, recognizer in asked} == {
        row.entity: [row.entity] for row in PRESIDIO_ROWS
    }


@pytest.mark.parametrize("name", ["SpacyRecognizer", "AzureAILanguageRecognizer", "email", ""])
def test_other_recognisers_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="no recogniser of Presidio"):
        PresidioOpinion([name])


def test_a_recogniser_that_an_older_version_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(predefined_recognizers, "CaSinRecognizer")
    assert "CA_SIN" not in PresidioOpinion().kinds
    with pytest.raises(ConfigError, match="installed presidio-analyzer has no CaSinRecognizer"):
        PresidioOpinion(["CaSinRecognizer"])


def test_the_version_names_the_package_and_changes_with_the_settings() -> None:
    first = PresidioOpinion(["EmailRecognizer"])
    assert first.version.startswith("2.")
    assert first.version != PresidioOpinion(["IbanRecognizer"]).version
    assert first.version != PresidioOpinion(["EmailRecognizer"], min_score=0.9).version
    assert first.version == PresidioOpinion(["EmailRecognizer"]).version


def test_weak_findings_are_left_out() -> None:
    text = "SSN 536904399"
    weak = PresidioOpinion(["UsSsnRecognizer"], min_score=0.0)
    assert [one.score < 0.4 for one in weak.find([text])[0]] == [True]
    assert PresidioOpinion(["UsSsnRecognizer"]).find([text]) == [[]]


def test_joined_to_ours_it_adds_what_we_need_context_for(detector: Detector) -> None:
    text = "Kontakt 12345678Z wie besprochen."
    assert detector.find(text) == []
    opinion = PresidioOpinion(["EsNifRecognizer", "EmailRecognizer"])
    (joined,) = load_seconded([Second(opinion=opinion)]).find(text)
    assert (text[joined.start : joined.end], joined.kind) == ("12345678Z", "gov.es.dni")
    assert joined.rule == "presidio.ES_NIF"
    assert joined.reasons[0].detail == f"presidio {opinion.version}"


def test_the_command_line_asks_it(tmp_path: Path) -> None:
    text = tmp_path / "mail.txt"
    text.write_text("Kontakt 12345678Z und anna@firma.de wie besprochen.")
    joined = CliRunner().invoke(
        detect, ["--people", "off", "--second", "presidio", "--json", str(text)]
    )
    assert joined.exit_code == 1, joined.output
    rules = [orjson.loads(line)["rule"] for line in joined.stdout.splitlines()]
    assert rules == ["presidio.ES_NIF", "contact.email"]
    options = [
        "--people",
        "off",
        "--second",
        "presidio",
        "--second-mode",
        "audit",
        "--second-rate",
        "1",
    ]
    audited = CliRunner().invoke(detect, [*options, "--json", str(text)])
    assert [orjson.loads(line)["rule"] for line in audited.stdout.splitlines()] == ["contact.email"]
    assert "read 1 of 1 texts, 2 spans: 1 covered, 0 partly, 1 missed" in audited.stderr
    assert "gov.es.dni: 1 missed or partly covered" in audited.stderr
