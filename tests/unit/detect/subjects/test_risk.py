"""Quasi-identifiers by person, and the risk of a document with its parts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from avow.detect.detector import Detector
from avow.detect.finding import Finding, Strength
from avow.detect.subjects.quasi import NOBODY, quasi_by_person
from avow.detect.subjects.risk import KIND_BITS, document_risk, singled_out

Reader = Callable[[str], Any]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load(only=("quasi",))


def _judged(found: Any, verdict: str = "private") -> list[Finding]:  # noqa: ANN401 - of the reader
    names = [(one.start, one.end, one.kind, number) for number, one in enumerate(found.persons)]
    others = [(one.start, one.end, one.kind, -1) for one in found.facts]
    return [
        Finding(
            start=start,
            end=end,
            byte_start=start,
            byte_end=end,
            kind=kind,
            rule="test.rule",
            rule_version=1,
            score=0.9,
            strength=Strength.TAGGER,
            entity=entity,
            subject=verdict if entity >= 0 else "",
        )
        for start, end, kind, entity in sorted(names + others)
    ]


@pytest.mark.parametrize(
    ("marked", "owner"),
    [
        ("<<Jane Roe>> has {{quasi.health|asthma}}.", 0),
        ("<<Jane Roe>> called. She has {{quasi.health|asthma}}.", 0),
        ("<<Jane Roe>> called. It rained. She has {{quasi.health|asthma}}.", NOBODY),
        ("{{quasi.health|Asthma}} is common.", NOBODY),
        ("<<Jane Roe>> met <<Bob Doe>>, a {{quasi.occupation|miner}}.", 1),
        ("Some {{quasi.occupation|miner}} called <<Jane Roe>>.", 0),
    ],
)
def test_whose_a_quasi_identifier_is(read_marked: Reader, marked: str, owner: int) -> None:
    found = read_marked(marked)
    assert list(quasi_by_person(found.text, _judged(found))) == [owner]


def test_those_of_public_figures_are_left_out(read_marked: Reader) -> None:
    found = read_marked("<<Jane Roe>> has {{quasi.health|asthma}}.")
    assert quasi_by_person(found.text, _judged(found, "public")) == {}


def test_the_risk_grows_with_each_part_and_falls_with_each_mask(
    read_marked: Reader, detector: Detector
) -> None:
    kinds = {kind.name: kind for kind in detector.kinds}
    found = read_marked(
        "<<Jane Roe>>, born {{time.birth|4 May 1961}}, a {{quasi.occupation|miner}} of "
        "{{quasi.postcode|DE1 2AB}} with {{quasi.health|asthma}}."
    )
    findings = _judged(found)
    scores = []
    for kept in range(len(findings) + 1):
        left = {id(one) for one in findings[:kept]}
        risk = document_risk(found.text, findings, kinds, is_left=lambda one: id(one) in left)  # noqa: B023
        scores.append(risk.score)
        assert 0 <= risk.score <= 1
    assert scores[0] == 0
    assert scores == sorted(scores)
    assert scores[1] == kinds_weight(detector)
    whole = document_risk(found.text, findings, kinds)
    assert whole.bits == sum(KIND_BITS[one.kind] for one in findings[1:])
    assert {part.kind for part in whole.parts} == {one.kind for one in findings}
    assert whole.score == pytest.approx(1 - (1 - whole.direct) * (1 - whole.quasi))


def kinds_weight(detector: Detector) -> float:
    """Return the weight of a name that is left."""
    assert detector.kind("person.name").risk == "medium"
    return 0.5


def test_a_public_name_and_reserved_values_are_no_risk(
    read_marked: Reader, detector: Detector
) -> None:
    kinds = {kind.name: kind for kind in detector.kinds}
    found = read_marked("<<Jane Roe>>: {{contact.phone|555 0100}}")
    name, phone = _judged(found, "public")
    risk = document_risk(found.text, [name, replace(phone, reserved=True)], kinds)
    assert (risk.score, risk.parts) == (0, ())


def test_the_published_case_is_near() -> None:
    bits = KIND_BITS["time.birth"] + KIND_BITS["quasi.gender"] + KIND_BITS["quasi.postcode"]
    assert singled_out(bits) == pytest.approx(0.80)
    assert singled_out(0) < 1e-7


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jane Roe was diagnosed with breast cancer.", "quasi.health"),
        ("Mi tía es viuda y padece asma.", "quasi.health"),
        ("Sie ist evangelisch.", "quasi.religion"),
        ("Elle travaille comme infirmière.", "quasi.occupation"),
        ("He works at Northfield Dairy.", "quasi.employer"),
        ("Er ist geschieden.", "quasi.family"),
        ("the man who won the lottery", "quasi.event"),
        ("a registered Democrat in Ohio", "quasi.party"),
        ("she is the union rep", "quasi.union"),
        ("a Turkish national", "quasi.nationality"),
    ],
)
def test_rules_find_them_when_asked(detector: Detector, text: str, kind: str) -> None:
    assert kind in {finding.kind for finding in detector.find(text)}


def test_they_are_off_by_default(detector: Detector) -> None:
    rows = [row for row in detector.kinds if row.name.startswith("quasi.")]
    assert len(rows) > 10
    assert not any(row.on for row in rows)


@pytest.mark.parametrize(
    "text",
    ["The cancer ward was rebuilt? No: the canal.", "It works as expected.", "Union member states"],
)
def test_rules_leave_plain_prose(detector: Detector, text: str) -> None:
    kinds = {finding.kind for finding in detector.find(text)}
    assert not kinds & {"quasi.occupation", "quasi.union", "quasi.employer"}
