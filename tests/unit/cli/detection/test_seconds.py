"""`avow detect --second`: mistakes are named before anything is scanned; audits print counts."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from avow.cli.detect import detect
from avow.cli.detection.seconds import detector_loader, print_audits
from avow.detect.backends.seconded import Mode, Second, SecondedDetector, load_seconded
from avow.detect.detector import Detector
from avow.detect.interface import RawSpan
from avow.errors import UsageError


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--second", "spacy"], "a second opinion is one of presidio"),
        (["--second", "gliner2"], "needs the folder of its weights"),
        (["--second", "privacy-filter=/no/such/folder"], "does not exist"),
        (["--second", "missing.toml"], "cannot read the second opinions"),
    ],
)
def test_a_mistake_is_named(arguments: list[str], message: str, tmp_path: Path) -> None:
    text = tmp_path / "mail.txt"
    text.write_text("Ask Anna.")
    result = CliRunner().invoke(detect, [*arguments, str(text)])
    assert isinstance(result.exception, UsageError)
    assert message in result.exception.message
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [["--second-mode", "both"], ["--second-rate", "2"]])
def test_a_wrong_option_is_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(detect, [*arguments, "-"], input="x")
    assert result.exit_code == 2
    assert "Invalid value" in result.output


def test_without_a_second_opinion_the_detector_is_the_plain_one() -> None:
    assert detector_loader((), "union", 0.01) == Detector.load


class Names:
    """Sees one name."""

    name = "names"
    version = "7"
    kinds = {"NAME": "person.name"}  # noqa: RUF012

    def find(self, texts: list[str]) -> list[list[RawSpan]]:
        places = [text.find("Anna Muster") for text in texts]
        return [
            [RawSpan(start=place, end=place + 11, label="NAME", score=0.5)] if place >= 0 else []
            for place in places
        ]


def test_an_audit_prints_counts_and_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    second = Second(opinion=Names(), mode=Mode.AUDIT, rate=1.0)  # type: ignore[arg-type]
    detector = load_seconded([second], only=("contact.email", "person"))
    assert isinstance(detector, SecondedDetector)
    detector.find_many(["Ask Anna Muster.", "Nothing."])
    print_audits(detector)
    printed = capsys.readouterr()
    assert printed.out == ""
    summary, kind = printed.err.splitlines()
    assert summary.startswith("audit by names (7): read 2 of 2 texts, 1 spans: 0 covered")
    assert summary.endswith("1 missed; 0 of our findings it did not see")
    assert kind == "  person.name: 1 missed or partly covered"
