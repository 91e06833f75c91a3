"""Every output says who a person was judged to be."""

from io import StringIO

import pytest
from rich.console import Console

from avow.detect.finding import Finding, Reason, Strength
from avow.detect.output.explain import explain_finding
from avow.detect.output.html import html_page
from avow.detect.output.interface import ScannedText
from avow.detect.output.jsonlines import text_lines
from avow.detect.output.terminal import print_scanned

TEXT = "Senator Jane Roe voted."


def _scanned(subject: str) -> ScannedText:
    finding = Finding(
        start=8,
        end=16,
        byte_start=8,
        byte_end=16,
        kind="person.name",
        rule="people.fast",
        rule_version=1,
        score=0.9,
        strength=Strength.TAGGER,
        entity=0,
        subject=subject,
        reasons=(Reason(type="cue", detail="office, en.office.state (+3)", start=0, end=7),),
    )
    return ScannedText(name="a.txt", text=TEXT, findings=(finding,))


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("public", "public figure"),
        ("private", "private person"),
        ("unknown", "unknown, treated as private"),
    ],
)
def test_outputs_say_the_subject(subject: str, words: str) -> None:
    scanned = _scanned(subject)
    out = StringIO()
    print_scanned(Console(file=out, highlight=False, width=200), [scanned], kinds=(), mask=True)
    assert f"‹person.name, {subject}›" in out.getvalue()
    page = html_page([scanned], kinds=(), rules_digest="sha256:0", version="0")
    assert f"{words}, person 1" in page
    (line,) = text_lines(scanned)
    assert (line["subject"], line["entity"]) == (subject, 0)


@pytest.mark.parametrize(
    ("subject", "change"), [("public", "opt-out"), ("unknown", "public role"), ("", "allow row")]
)
def test_explanations_say_what_would_flip_it(subject: str, change: str) -> None:
    told = explain_finding(_scanned(subject).findings[0], {}, {})
    assert any("office, en.office.state" in clause for clause in told.because)
    assert bool(subject) is any("would" in clause or ": p" in clause for clause in told.changes)
    assert bool(subject) is any(change in clause for clause in told.changes)
