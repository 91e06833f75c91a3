"""Tokens: what is one, what only looks like one, and what a span says beside them."""

import pytest

from avow.detect.rule import KindRow, Risk
from avow.detect.tokens import TokenBook, says_more_than_tokens

BOOK = TokenBook(
    KindRow(name=name, title=name, token=token, risk=Risk.LOW)
    for name, token in [("b.mail", "EMAIL"), ("a.mail", "EMAIL"), ("gov.us.ssn", "US_SSN")]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[EMAIL]", [("EMAIL", 0)]),
        ("x[EMAIL_12][US_SSN]", [("EMAIL", 12), ("US_SSN", 0)]),
        ("[US_SSN_3]", [("US_SSN", 3)]),
        ("[EMAIL_7K3QW9A2ZC]", [("EMAIL", 0)]),
        ("[EMAIL_7K3QW9A2ZC7K3]", [("EMAIL", 0)]),
        ("[PRIVATE_1]", [("PRIVATE", 1)]),
        ("[EMAIL_2125558675]", []),
        ("[EMAIL_7K3QW9A2Z]", []),
        ("[EMAIL_7K3QW9A2ZU]", []),
        ("[EMAIL_01]", []),
        ("[EMAIL_1234567890123456]", []),
        ("[SSN] [email] [EMAIL ] [EMAIL", []),
        ("[JOHN_SMITH]", []),
    ],
)
def test_find(text: str, expected: list[tuple[str, int]]) -> None:
    found = BOOK.find(text)
    assert [(token.name, token.ordinal) for token in found] == expected
    assert all(text[token.start] == "[" and text[token.end - 1] == "]" for token in found)


def test_words_and_kinds() -> None:
    assert BOOK.word_of("gov.us.ssn") == "US_SSN"
    assert BOOK.word_of("custom.kind") == "PRIVATE"
    assert BOOK.kind_of("EMAIL") == "a.mail"
    assert BOOK.kind_of("PRIVATE") == ""


@pytest.mark.parametrize(
    ("span", "more"),
    [
        ((0, 7), False),
        ((1, 6), False),
        ((0, 9), False),
        ((0, 10), True),
        ((9, 11), True),
        ((8, 9), False),
        ((11, 22), False),
        ((7, 22), True),
    ],
)
def test_span_beside_tokens(span: tuple[int, int], more: bool) -> None:
    text = "[EMAIL], a [EMAIL_2]. "
    assert says_more_than_tokens(text, BOOK.find(text), *span) is more
