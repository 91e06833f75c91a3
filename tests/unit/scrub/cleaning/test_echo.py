"""Echoes: every further place of a value, by offset, and never inside a longer word."""

import pytest

from avow.scrub.cleaning.echo import EchoText, EchoValue


def found(value: str, text: str) -> list[str]:
    echo_value, echo_text = EchoValue(value), EchoText(text)
    places = echo_text.places(echo_value)
    assert echo_text.count(echo_value) >= len(places)
    return [text[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Maria Lopez", "x MARIA LOPEZ y", ["MARIA LOPEZ"]),
        ("Maria Lopez", "maria_lopez.jpg", ["maria_lopez"]),
        ("Maria Lopez", "maria:lopez, maria_lopez2", []),
        ("Maria Lopez", "p/maria_lopez/x", ["maria_lopez"]),
        ("Maria Lopez", "Maria\nLopez", ["Maria\nLopez"]),
        ("Maria Lopez", "name%3DMaria%20Lopez%26", ["Maria%20Lopez"]),
        ("José Straße", "JOSÉ STRASSE", ["JOSÉ STRASSE"]),
        ("Jos\u00e9 Gomez", "x jose\u0301 gomez", ["jose\u0301 gomez"]),
        ("a.b@real.org", "?m=a.b%40real.org&", ["a.b%40real.org"]),
        ("a.b@real.org", "xa.b@real.org", []),
        ("Johnson", "Johnsonville Johnsons", []),
        ("+49 151 1234567", "tel:+491511234567", ["+491511234567"[1:]]),
        ("+49 151 1234567", "9491511234567 4915112345678", []),
        ("12 34 56", "123456", []),
        ("Müller\ufb01", "müllerfi", ["müllerfi"]),
        ("东京都港区", "在东京都港区的", ["东京都港区"]),
        ("\u0130stanbul", "i\u0307stanbul", ["i\u0307stanbul"]),
    ],
)
def test_places(value: str, text: str, expected: list[str]) -> None:
    assert found(value, text) == expected


@pytest.mark.parametrize(("value", "counts"), [("Ann", False), ("Anna ", False), ("Annie", True)])
def test_short_values_are_not_looked_for(value: str, counts: bool) -> None:
    assert EchoValue(value).counts is counts


def test_malformed_escapes_keep_the_offsets() -> None:
    text = "%ff%41 maria%20lopez %zz"
    assert found("Maria Lopez", text) == ["maria%20lopez"]


def test_many_values_are_counted_like_few() -> None:
    names = [f"Person{number:03d} Familyname" for number in range(60)]
    numbers = [f"+49 151 {number:07d}" for number in range(1_000_000, 1_000_060)]
    text = "; ".join((*names, *numbers)) + " PERSON007 FAMILYNAME person008_familyname 491511000009"
    text += " x?q=Person010%20Familyname&"
    values = {value.forms[0]: value for value in map(EchoValue, (*names, *numbers))}
    suspects = EchoText(text).suspects(values, dict.fromkeys(values, 1))
    assert set(suspects) == {
        "person007 familyname",
        "person008 familyname",
        "person010 familyname",
        "+49 151 1000009",
    }
    few = dict(list(values.items())[:12])
    assert set(EchoText(text).suspects(few, dict.fromkeys(few, 1))) == {
        form for form in suspects if form in few
    }
