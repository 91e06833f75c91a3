"""Names that a label, a title, a header or a greeting announces; and what only looks like one."""

import numpy as np
import pytest

from avow.detect.detector import Detector
from avow.detect.verify.interface import PLAUSIBLE, REJECT, Candidates
from avow.detect.verify.people.person import VERIFIERS


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load(only=("person.name",))


def judge(name: str, text: str, *, before: str = "", after: str = "") -> int:
    start, length = len(before.encode()), len(text.encode())
    one = Candidates(
        data=np.frombuffer((before + text + after).encode(), dtype=np.uint8),
        starts=np.array([start], dtype=np.int64),
        ends=np.array([start + length], dtype=np.int64),
    )
    return int(VERIFIERS[name](one)[0])


def spans(detector: Detector, text: str, hint: str = "") -> list[str]:
    return [text[item.start : item.end] for item in detector.find(text, hint)]


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("full_name", "Jane Doe", PLAUSIBLE),
        ("full_name", "José García Morúa", PLAUSIBLE),
        ("full_name", "Ludwig van Beethoven", PLAUSIBLE),
        ("full_name", "J. R. Hartley", PLAUSIBLE),
        ("full_name", "王 小明", PLAUSIBLE),
        ("full_name", "Jane", REJECT),
        ("full_name", "jane doe", REJECT),
        ("full_name", "Support Team", REJECT),
        ("full_name", "Jane Doe2", REJECT),
        ("full_name", "A B", REJECT),
        ("name", "Müller-Lüdenscheidt", PLAUSIBLE),
        ("name", "INFO", REJECT),
        ("name", "API", REJECT),
        ("name_field", "maria", PLAUSIBLE),
        ("name_field", "O'Brien", PLAUSIBLE),
        ("name_field", "required", REJECT),
        ("name_field", "null", REJECT),
        ("name_field", "varón", REJECT),
        ("addressee", "Jane", PLAUSIBLE),
        ("addressee", "Customer", REJECT),
        ("addressee", "All", REJECT),
        ("name", "O’Brien", PLAUSIBLE),
        ("full_name", "I'm James", REJECT),
        ("addressee", "Chairman McCaul", REJECT),
        ("introduction", "lena andersson", PLAUSIBLE),
        ("introduction", "not important", REJECT),
        ("introduction", "on the list", REJECT),
    ],
)
def test_shapes(name: str, text: str, verdict: int) -> None:
    assert judge(name, text) == verdict


@pytest.mark.parametrize(
    ("before", "text", "verdict"),
    [
        ("Mr. ", "Hartley", PLAUSIBLE),
        ("Frau ", "Müller", PLAUSIBLE),
        ("Dr. ", "Who", REJECT),
        ("Mr. ", "President", REJECT),
        ("Mr. ", "Speaker", REJECT),
        ("Ms. ", "Pac-Man", REJECT),
        ("12 Oak Dr ", "Springfield", REJECT),
        ("John M. ", "Smith", REJECT),
        ("avec M. ", "Dupont", PLAUSIBLE),
    ],
)
def test_titles(before: str, text: str, verdict: int) -> None:
    assert judge("titled_name", text, before=before) == verdict


@pytest.mark.parametrize(
    ("text", "after", "verdict"),
    [
        ("Emilie Boucher", "\n", PLAUSIBLE),
        ("mary jones", "\nage: 42", PLAUSIBLE),
        ("Lefèvre", "\nDate of birth: 1984-03-12", PLAUSIBLE),
        ("mary jones", "\n", REJECT),
        ("nginx", "\nimage: nginx:1.2", REJECT),
        ("Total", "\n", REJECT),
        ("Run Unit Tests", "\n", REJECT),
        ("Emilie Boucher", " 3.2", REJECT),
    ],
)
def test_bare_name_field(text: str, after: str, verdict: int) -> None:
    assert judge("bare_name_field", text, before="Name: ", after=after) == verdict


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("", "", PLAUSIBLE),
        ("a\n\0\n", "\n\0\nb", PLAUSIBLE),
        ("by ", "", REJECT),
        ("", " ran", REJECT),
    ],
)
def test_cell(before: str, after: str, verdict: int) -> None:
    assert judge("name_cell", "jane doe", before=before, after=after) == verdict


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_no_candidates_give_no_verdicts(name: str) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    empty = Candidates(data=np.zeros(0, dtype=np.uint8), starts=nothing, ends=nothing)
    assert len(VERIFIERS[name](empty)) == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("From: Jane Doe <jane@firm-mail.de>", "Jane Doe"),
        ("Signed-off-by: José García <jg@kernel-mail.org>", "José García"),
        ('From: "Doe, Jane" <jane@firm-mail.de>', "Doe, Jane"),
        ("Patient: john smith\nDOB: 1984-03-12", "john smith"),
        ("Nombre: Pedro.", "Pedro"),
        ("Apellidos: De Miguel Rivera.", "De Miguel Rivera"),
        ("Prénom: Anne-Marie", "Anne-Marie"),
        ('"lastName": "Nguyễn"', "Nguyễn"),
        ("hi my name is lena andersson.", "lena andersson"),
        ("Sehr geehrte Frau Müller-Lüdenscheidt,", "Müller-Lüdenscheidt"),
        ("Dear Jane,\nthank you", "Jane"),
        ("Best regards,\nJane Doe\nHead of X", "Jane Doe"),
        ("氏名：山田 太郎", "山田 太郎"),
        ("the request of Herr Nägeli's firm", "Nägeli"),
        ("My name is Mike. I'll have tea", "Mike"),
        ("Remitido por: Dra.Marina Povar Servicio de Urgencias", "Marina Povar"),
    ],
)
def test_labelled_names(detector: Detector, text: str, value: str) -> None:
    assert spans(detector, text) == [value]


def test_column_of_names(detector: Detector) -> None:
    assert spans(detector, "Jane Doe", hint="full_name") == ["Jane Doe"]
    assert spans(detector, "Jane Doe", hint="colour") == []
    assert spans(detector, "Jane Doe went home", hint="full_name") == []


@pytest.mark.parametrize("text", ["1234567", "call 1234567 now", "id: 1234567", "Name: 1234567"])
def test_presidio_1173_seven_digits_person(detector: Detector, text: str) -> None:
    assert spans(detector, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "INFO: Starting the server",
        "2024-01-01 12:00:00 INFO Main Started",
        "Name: INFO",
        "level=INFO name=Worker",
        "WARN From: Scheduler",
    ],
)
def test_log_level_info_is_person(detector: Detector, text: str) -> None:
    assert spans(detector, text) == []


def test_presidio_1061_context_substring(detector: Detector) -> None:
    assert spans(detector, "Jane Doe", hint="renamed") == []
    assert spans(detector, "Jane Doe", hint="filename") == []
    assert spans(detector, "duplicate patients: many of them") == []


@pytest.mark.parametrize(
    "text",
    [
        "Name: config.yaml",
        "Name: Total",
        "name: Run unit tests",
        "Dr. Who said no",
        "Mr. President, thank you",
        "Dear Sir or Madam,",
        "Hi all,",
        "Thanks,\nThe Team\n",
        "my name is not on it",
        "First name: required",
        "Patient: Yes, it hurts.",
        "Doctor: Hello there",
        "From: Support Team <support@firm-mail.de>",
        "I am Happy Now",
        "user: I'm James, and I want tea",
        "not all MS Windows applications",
    ],
)
def test_not_a_name(detector: Detector, text: str) -> None:
    assert spans(detector, text) == []
