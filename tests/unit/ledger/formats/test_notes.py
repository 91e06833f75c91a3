import pytest

from avow.errors import VerificationError
from avow.ledger.formats.notes import (
    MAX_SIGNATURES,
    Note,
    check_key_name,
    parse_note,
    sign_note,
    verified_by,
)
from avow.ledger.formats.signing import ED25519, SignerKey, parse_verifier

# The example of c2sp.org/signed-note.
PUBLISHED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
PUBLISHED_NOTE = (
    "This is an example message.\n\n"
    "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj"
    "OBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()


def holds(data: bytes) -> bool:
    try:
        return bool(verified_by(parse_note(data), [parse_verifier(PUBLISHED_KEY)]))
    except VerificationError:
        return False


KEY = SignerKey(name="log.example", kind=ED25519, seed=b"\x01" * 32)
OTHER = SignerKey(name="other.example", kind=ED25519, seed=b"\x02" * 32)


def test_c2sp_vector_verifies_and_renders_byte_for_byte() -> None:
    note = parse_note(PUBLISHED_NOTE)
    assert len(verified_by(note, [parse_verifier(PUBLISHED_KEY)])) == 1
    assert note.render().encode() == PUBLISHED_NOTE


@pytest.mark.parametrize("at", range(len(PUBLISHED_NOTE)))
def test_every_changed_byte_of_the_vector_is_refused(at: int) -> None:
    changed = bytearray(PUBLISHED_NOTE)
    changed[at] ^= 1
    assert not holds(bytes(changed))


def test_unknown_keys_are_ignored_and_known_ones_must_hold() -> None:
    note = sign_note("text\n", [KEY, OTHER])
    assert [line.name for line in verified_by(note, [OTHER.verifier])] == ["other.example"]
    bad = Note(text="another text\n", signatures=note.signatures)
    assert verified_by(bad, []) == ()
    with pytest.raises(VerificationError, match="known key"):
        verified_by(bad, [KEY.verifier])


def test_text_may_hold_empty_lines() -> None:
    note = sign_note("one\n\ntwo\n", [KEY])
    assert parse_note(note.render().encode()) == note


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"\n\n\xe2\x80\x94 a AAAA\n",
        b"text\n\n",
        b"text\n\n\xe2\x80\x94 a AAAAAAA=",
        b"text\n\n- a AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 a\n",
        b"text\n\n\xe2\x80\x94 a b AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 a AAAA\n",
        b"text\n\n\xe2\x80\x94 a AAAA!AAA\n",
        b"text\n\n\xe2\x80\x94 a+b AAAAAAA=\n",
        b"text\ttab\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"text\r\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"x" * 1_000_001,
    ],
)
def test_malformed_notes_are_refused(data: bytes) -> None:
    with pytest.raises(VerificationError):
        parse_note(data)


def test_sixteen_signatures_are_taken_and_a_flood_is_not() -> None:
    line = sign_note("t\n", [KEY]).signatures[0]
    many = Note(text="t\n", signatures=(line,) * 16)
    assert len(parse_note(many.render().encode()).signatures) == 16
    flood = Note(text="t\n", signatures=(line,) * (MAX_SIGNATURES + 1))
    with pytest.raises(VerificationError, match="too many"):
        parse_note(flood.render().encode())


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\u2028b"])
def test_impossible_key_names(name: str) -> None:
    with pytest.raises(VerificationError):
        check_key_name(name)


def test_a_note_ends_in_a_newline() -> None:
    with pytest.raises(ValueError, match="newline"):
        sign_note("text", [KEY])
