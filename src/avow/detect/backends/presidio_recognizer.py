"""Avow as a recogniser of Presidio: one import and one line for those who use its analyser.

    from avow.detect.backends.presidio_recognizer import AvowRecognizer
    registry.add_recognizer(AvowRecognizer(locales=("en-US",)))

Findings come under Presidio's own labels where it has one (`EMAIL_ADDRESS`, `US_SSN`), so that
operators of an anonymiser go on working; others are `AVOW_` and the kind in capitals.
"""

from collections.abc import Sequence
from typing import Any

from avow import __version__
from avow.detect.backends.presidio_table import IP_6, PRESIDIO_ROWS
from avow.detect.detector import Detector
from avow.detect.finding import Finding, Strength
from avow.errors import MissingExtra

try:
    from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult
except ImportError as error:
    raise MissingExtra.of("presidio", "A recogniser for Presidio") from error

NAME = "AvowRecognizer"
PREFIX = "AVOW_"
SURE = frozenset({Strength.CHECK, Strength.SECRET, Strength.DENY})
LABELS = {
    "person.name": "PERSON",
    "time.date": "DATE_TIME",
    "time.birth": "DATE_TIME",
    "network.ipv6": "IP_ADDRESS",
    "quasi.place": "LOCATION",
    "contact.address": "LOCATION",
    "contact.profile_url": "URL",
    "quasi.postcode": "AVOW_QUASI_POSTCODE",
    "gov.passport": "AVOW_GOV_PASSPORT",
    "vehicle.plate": "AVOW_VEHICLE_PLATE",
}
"""Labels that are not read off the table of recognisers, or that would name one country."""


def presidio_label(kind: str) -> str:
    """Return the label under which Presidio gets a kind."""
    for row in PRESIDIO_ROWS:
        if row.kind == kind and kind not in LABELS and row.entity != IP_6:
            return row.entity
    if kind.startswith("crypto."):
        return "CRYPTO"
    return LABELS.get(kind, PREFIX + kind.replace(".", "_").upper())


class AvowRecognizer(EntityRecognizer):
    """Finds everything that Avow finds, inside Presidio's analyser.

    Args:
        detector: A loaded detector; without one, `Detector.load(**choices)`.
        supported_language: Presidio's language code; Avow needs none, Presidio asks for one.
        **choices: Arguments of `Detector.load`, such as `locales`.

    Raises:
        MissingExtra: presidio-analyzer is not installed (on import).
    """

    def __init__(
        self,
        detector: Detector | None = None,
        *,
        supported_language: str = "en",
        **choices: Any,  # noqa: ANN401
    ) -> None:
        self._detector = detector if detector is not None else Detector.load(**choices)
        self._labels = {kind.name: presidio_label(kind.name) for kind in self._detector.kinds}
        sought = {rule.kind for rule in self._detector.rules}
        super().__init__(
            supported_entities=sorted({self._labels[kind] for kind in sought}),
            name=NAME,
            supported_language=supported_language,
            version=__version__,
        )

    def load(self) -> None:
        """Do nothing: the detector is loaded when it is made."""

    def analyze(
        self,
        text: str,
        entities: Sequence[str],
        nlp_artifacts: object = None,  # noqa: ARG002 - Presidio's interface
    ) -> list[RecognizerResult]:
        """Return our findings whose label is asked for, without documentation values.

        Args:
            text: The text.
            entities: Labels that the caller wants; none means all.
            nlp_artifacts: Presidio's tokens; not needed.

        Raises:
            DetectionError: The detector could not finish; nothing passes as scanned.
        """
        wanted = set(entities or self.supported_entities)
        return [
            self._result(finding)
            for finding in self._detector.find(text)
            if not finding.reserved
            and not finding.suppressed_by
            and self._labels[finding.kind] in wanted
        ]

    def _result(self, finding: Finding) -> RecognizerResult:
        label = self._labels[finding.kind]
        reasons = ", ".join(f"{reason.type} {reason.detail}" for reason in finding.reasons)
        return RecognizerResult(
            entity_type=label,
            start=finding.start,
            end=finding.end,
            score=finding.score,
            analysis_explanation=AnalysisExplanation(
                recognizer=NAME,
                original_score=finding.score,
                pattern_name=finding.rule,
                validation_result=finding.strength in SURE,
                textual_explanation=f"{finding.kind} by rule {finding.rule}: {reasons}",
            ),
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: NAME,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                "avow_kind": finding.kind,
            },
        )
