"""Languages of texts for the tables."""

import pytest

from avow.scrub.risk.languages import UNKNOWN, guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The cat is on the mat and this is not for you", "en"),
        ("Der Hund und die Katze sind nicht auf dem Tisch", "de"),
        ("le chat est dans la maison avec une table pour vous", "fr"),
        ("日本語のテキストです", "ja"),
        ("the number for you is not 주민등록번호 and that was it", "en"),
        ("12345 67890", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_language_of_a_text(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_close_relatives_are_named_together() -> None:
    assert guess_language("det er ikke en hund og jeg har den til dig").startswith("da/no")
