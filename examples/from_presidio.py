"""Keep Presidio's analyser and let Avow do the finding: one import and one line.

Needs `pip install "avow[presidio]"`. Prints:

    EMAIL_ADDRESS  lena@brackenmere.de
    US_SSN         536-90-4399
    AVOW_SECRET_AWS_ACCESS_KEY_ID the key
"""

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from avow.detect.backends.presidio_recognizer import AvowRecognizer

KEY = "AKIA" + "Q3EGXYZ5PLMNO7TR"
TEXT = f"Write to lena@brackenmere.de, SSN 536-90-4399, aws_access_key_id = {KEY}"


def main() -> None:
    """Analyse one text with a registry that holds nothing but Avow."""
    registry = RecognizerRegistry(recognizers=[], supported_languages=["en"])
    registry.add_recognizer(AvowRecognizer(locales=("en-US",)))
    engine = NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}])
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    for result in sorted(analyzer.analyze(TEXT, language="en"), key=lambda one: one.start):
        value = TEXT[result.start : result.end]
        print(f"{result.entity_type:<14} {'the key' if value == KEY else value}")


if __name__ == "__main__":
    main()
