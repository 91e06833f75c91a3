"""The report shows private, public and unknown persons apart, with masked examples."""

from dataclasses import replace

import pytest

from avow.scrub.proof.receipt import CountRow
from avow.scrub.report.model import Report
from avow.scrub.report.sections.findings import people_section

ROWS = (
    CountRow("text", "person.name", "private", "redact", "tagger", 7),
    CountRow("title", "person.name", "private", "redact", "pattern", 2),
    CountRow("text", "person.name", "public", "keep", "tagger", 3),
    CountRow("text", "person.name", "", "redact", "tagger", 1),
    CountRow("text", "contact.email", "", "redact", "structure", 9),
)


@pytest.fixture
def page(small_report: Report) -> str:
    return str(people_section(replace(small_report, counts=ROWS)))


def test_classes_stand_apart_in_order(page: str) -> None:
    places = [page.index(name) for name in ("Private person", "Public figure", "Unknown")]
    assert places == sorted(places)
    assert ">9<" in page
    assert ">3<" in page


def test_examples_are_masked_with_one_length(page: str) -> None:
    assert page.count("█████ in ") == 3
    assert "found by tagger" in page
    assert "contact.email" not in page


def test_without_names_it_says_that_this_proves_nothing(small_report: Report) -> None:
    assert "no bound" in str(people_section(replace(small_report, counts=())))
