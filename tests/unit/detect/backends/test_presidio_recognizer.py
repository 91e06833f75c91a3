"""Avow inside Presidio's analyser, with the real presidio-analyzer and no language model."""

import pytest
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from avow.detect.backends.presidio_recognizer import AvowRecognizer, presidio_label
from avow.detect.backends.presidio_table import PRESIDIO_ROWS
from avow.detect.detector import Detector

TEXT = "Müller 😀: anna@firma.de, SSN 536-90-4399, docs at help@example.com, BLZ IBAN {iban}."
TEXT = TEXT.format(iban="DE89 3704 0044 0532 0130 00")


@pytest.fixture(scope="module")
def recognizer(us_detector: Detector) -> AvowRecognizer:
    return AvowRecognizer(us_detector)


@pytest.fixture(scope="module")
def analyzer(recognizer: AvowRecognizer) -> AnalyzerEngine:
    registry = RecognizerRegistry(recognizers=[], supported_languages=["en"])
    registry.add_recognizer(recognizer)
    engine = NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}])
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


def test_the_analyser_gives_our_findings_under_its_own_labels(analyzer: AnalyzerEngine) -> None:
    found = {
        (one.entity_type, TEXT[one.start : one.end])
        for one in analyzer.analyze(TEXT, language="en")
    }
    assert found == {
        ("EMAIL_ADDRESS", "anna@firma.de"),
        ("US_SSN", "536-90-4399"),
        ("IBAN_CODE", "DE89 3704 0044 0532 0130 00"),
    }


def test_only_labels_that_are_asked_for_come_back(analyzer: AnalyzerEngine) -> None:
    results = analyzer.analyze(TEXT, language="en", entities=["US_SSN"])
    assert [one.entity_type for one in results] == ["US_SSN"]


def test_the_decision_process_names_the_rule_and_no_value(analyzer: AnalyzerEngine) -> None:
    results = analyzer.analyze(TEXT, language="en", return_decision_process=True)
    for one in results:
        explained = str(one.analysis_explanation)
        assert one.recognition_metadata["avow_kind"] in explained
        assert TEXT[one.start : one.end] not in explained
    assert {one.recognition_metadata["recognizer_name"] for one in results} == {"AvowRecognizer"}


def test_a_secret_has_a_label_of_ours(recognizer: AvowRecognizer) -> None:
    key = "AKIA" + "Q3EGXYZ5PLMNO7TR"
    (result,) = recognizer.analyze(f"aws_access_key_id = {key}", [])
    assert result.entity_type == "AVOW_SECRET_AWS_ACCESS_KEY_ID"


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("", []),
        ("Nothing personal in here.", []),
        ("docs at help@example.com", []),  # reserved for documentation
        ("anna@firma.de", ["US_SSN"]),
    ],
)
def test_nothing_comes_back_where_nothing_is(
    recognizer: AvowRecognizer, text: str, entities: list[str]
) -> None:
    assert recognizer.analyze(text, entities) == []


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("contact.email", "EMAIL_ADDRESS"),
        ("person.name", "PERSON"),
        ("gov.us.ssn", "US_SSN"),
        ("network.ipv4", "IP_ADDRESS"),
        ("network.ipv6", "IP_ADDRESS"),
        ("crypto.ethereum", "CRYPTO"),
        ("gov.passport", "AVOW_GOV_PASSPORT"),
        ("gov.fr.nir", "AVOW_GOV_FR_NIR"),
        ("vehicle.plate", "AVOW_VEHICLE_PLATE"),
        ("contact.address", "LOCATION"),
    ],
)
def test_labels(kind: str, label: str) -> None:
    assert presidio_label(kind) == label


def test_each_label_of_the_table_comes_back_for_its_kind(detector: Detector) -> None:
    shared = {"quasi.postcode", "gov.passport", "vehicle.plate", "contact.address"}
    for row in PRESIDIO_ROWS:
        if row.kind not in shared:
            assert presidio_label(row.kind) == row.entity
    assert all(presidio_label(kind.name).isupper() for kind in detector.kinds)


def test_it_loads_its_own_detector_with_the_choices_of_load() -> None:
    made = AvowRecognizer(only=("contact.email", "person"), supported_language="de")
    assert made.supported_language == "de"
    assert [one.entity_type for one in made.analyze(TEXT, [])] == ["EMAIL_ADDRESS"]
