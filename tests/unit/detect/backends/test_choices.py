"""Naming second opinions: on the command line and in a file; every mistake is named."""

from pathlib import Path

import pytest

from avow.detect.backends.choices import BACKENDS, OpinionChoice, load_seconds, read_choices
from avow.detect.backends.gliner2 import KINDS as GLINER2_KINDS
from avow.detect.backends.presidio_table import ASKED_BY_DEFAULT, PRESIDIO_ROWS
from avow.detect.backends.privacy_filter import KINDS as PRIVACY_FILTER_KINDS
from avow.detect.table import load_table
from avow.errors import ConfigError

FILE = """
[[opinion]]
backend = "presidio"
recognizers = ["EmailRecognizer", "UkNinoRecognizer"]
min_score = 0.5

[[opinion]]
backend = "privacy-filter"
mode = "confirm"
weights = "/models/privacy-filter"

[[opinion]]
backend = "gliner2"
mode = "audit"
weights = "/models/gliner2"
rate = 0.25
threshold = 0.6
kinds = { email = "contact.email" }
"""


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "second.toml"
    path.write_text(FILE)
    assert read_choices(path) == [
        OpinionChoice(
            backend="presidio",
            recognizers=("EmailRecognizer", "UkNinoRecognizer"),
            min_score=0.5,
        ),
        OpinionChoice(backend="privacy-filter", mode="confirm", weights="/models/privacy-filter"),
        OpinionChoice(
            backend="gliner2",
            mode="audit",
            weights="/models/gliner2",
            rate=0.25,
            threshold=0.6,
            kinds={"email": "contact.email"},
        ),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "nothing else"),
        ("[opinion]\nbackend = 'presidio'", "nothing else"),
        ("[[opinions]]\nbackend = 'presidio'", "nothing else"),
        ("[[opinion]]\nmode = 'union'", "names its backend"),
        ("[[opinion]]\nbackend = 'spacy'", "not 'spacy'"),
        ("[[opinion]]\nbackend = 'presidio'\nweights = 'x'", "no key 'weights'"),
        ("[[opinion]]\nbackend = 'presidio'\nthreshold = 0.5", "no key 'threshold'"),
        ("[[opinion]]\nbackend = 'presidio'\nrate = 0.5", "no key 'rate'"),
        ("[[opinion]]\nbackend = 'gliner2'\nwhat = 1", "no key 'what'"),
        ("[[opinion]]\nbackend = 'gliner2'\nthreshold = 1.5", "'threshold' is wrong"),
        ("[[opinion]]\nbackend = 'gliner2'\nthreshold = true", "'threshold' is wrong"),
        ("[[opinion]]\nbackend = 'gliner2'\nkinds = {a = 1}", "'kinds' is wrong"),
        ("[[opinion]]\nbackend = 'gliner2'\nweights = 1", "'weights' is wrong"),
        ("[[opinion]]\nbackend = 'presidio'\nrecognizers = 'x'", "'recognizers' is wrong"),
        ("[[opinion]]\nbackend = ", "cannot read"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "second.toml"
    path.write_text(content)
    with pytest.raises(ConfigError, match=message):
        read_choices(path)


@pytest.mark.parametrize(
    ("name", "mode", "message"),
    [
        ("spacy", "union", "not 'spacy'"),
        ("presidio=/models/x", "union", "has no weights"),
        ("gliner2", "union", "needs the folder"),
        ("privacy-filter", "confirm", "needs the folder"),
        ("gliner2=/no/such/folder", "union", "does not exist"),
        ("presidio", "both", "not 'both'"),
        ("missing.toml", "union", "cannot read"),
    ],
)
def test_a_wrong_name_is_refused(name: str, mode: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_seconds([name], mode)


def test_every_kind_that_an_adapter_means_is_in_the_catalogue() -> None:
    known = load_table().kinds
    meant = {row.kind for row in PRESIDIO_ROWS}
    assert meant | {*GLINER2_KINDS.values()} | {*PRIVACY_FILTER_KINDS.values()} <= set(known)


def test_the_table_of_recognisers_names_each_once() -> None:
    names = [row.recognizer for row in PRESIDIO_ROWS]
    entities = [row.entity for row in PRESIDIO_ROWS]
    assert len(set(names)) == len(names)
    assert len(set(entities)) == len(entities)
    assert set(ASKED_BY_DEFAULT) < set(names)


@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
def test_every_key_of_a_backend_is_one_of_a_choice(backend: object) -> None:
    assert backend.keys <= set(OpinionChoice.__dataclass_fields__)  # type: ignore[attr-defined]
