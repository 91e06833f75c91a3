"""Verifiers of credentials and API secrets.

A literal prefix, an alphabet and a length come from the row. Here the value itself is judged: a
published checksum where the format has one (CHECKED), else randomness and the place it stands in
(PLAUSIBLE). A token whose checksum fails stays PLAUSIBLE: its prefix and exact length are evidence
enough, and a mistyped secret is still most of a secret. Values that a vendor prints in its own
documentation are RESERVED.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable

import numpy as np

from avow.detect.verify.entropy import (
    MIN_COVER,
    byte_entropy,
    has_long_run,
    is_placeholder,
    is_random,
    is_reference,
)
from avow.detect.verify.interface import (
    CHECKED,
    PLAUSIBLE,
    REJECT,
    RESERVED,
    Candidates,
    Verifier,
    VerifierFactory,
)
from avow.errors import RuleError
from avow.text import ByteArray

WIDTH = 256
_BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BECH32 = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6
_CRC_HEX_LENGTH = 8


def each(check: Callable[[bytes], int]) -> Verifier:
    """Make a verifier of a check on one value, for kinds whose candidates are rare."""

    def verify(candidates: Candidates) -> ByteArray:
        return np.array([check(text) for text in candidates.texts()], dtype=np.uint8)

    return verify


def _token(argument: str) -> Verifier:
    """Make the check of tokens without a checksum: `secret_token:3.2`, bits of entropy per byte."""
    try:
        least_bits = float(argument)
    except ValueError:
        raise RuleError("secret_token needs a number of bits, as in secret_token:3.0") from None

    def verify(candidates: Candidates) -> ByteArray:
        matrix = candidates.matrix(WIDTH)
        random = (byte_entropy(matrix) >= least_bits) & ~has_long_run(matrix)
        verdict = np.where(random, PLAUSIBLE, REJECT).astype(np.uint8)
        texts = candidates.texts()
        for row in np.flatnonzero(random):
            verdict[row] = _documented(texts[row])
        return verdict

    return verify


def _documented(value: bytes) -> int:
    if b"EXAMPLE" in value.upper():
        return RESERVED
    return REJECT if re.search(rb"(?i)x{6}", value) or is_reference(value) else PLAUSIBLE


def base62(number: int, width: int = _CHECKSUM_LENGTH) -> bytes:
    """Return a number in base 62 (digits, upper case, lower case), zero-padded to `width`."""
    digits = bytearray()
    while number:
        number, rest = divmod(number, 62)
        digits.append(_BASE62[rest])
    return bytes(digits[::-1]).rjust(width, b"0")


def _crc_base62(value: bytes) -> int:
    """Check GitHub and npm tokens: the last 6 characters are CRC-32 of the ones after the prefix.

    Source: "Behind GitHub's new authentication token formats", 2021; npm uses the same scheme.
    """
    body = value.partition(b"_")[2]
    if base62(zlib.crc32(body[:-_CHECKSUM_LENGTH])) == body[-_CHECKSUM_LENGTH:]:
        return CHECKED
    return _documented(value) if is_random(body, 3.0) else REJECT


def _crc_hex(value: bytes) -> int:
    """Check Cloudflare tokens: the last 8 hexadecimal digits are CRC-32 of the body."""
    body = value.partition(b"_")[2]
    if b"%08x" % zlib.crc32(body[:-_CRC_HEX_LENGTH]) == body[-_CRC_HEX_LENGTH:]:
        return CHECKED
    return _documented(value) if is_random(body, 3.0) else REJECT


def _aws_key_id(value: bytes) -> int:
    """Check an AWS access key id: base-32 alphabet after the prefix; `...EXAMPLE` is reserved."""
    if value.endswith(b"EXAMPLE"):
        return RESERVED
    if not re.fullmatch(rb"[A-Z2-7]{16}", value[4:]):
        return REJECT
    return PLAUSIBLE if is_random(value[4:], 1.5) else REJECT


def _aws_secret(value: bytes) -> int:
    """Check an AWS secret access key: 40 random base-64 characters; AWS prints `EXAMPLE` ones."""
    if b"EXAMPLE" in value:
        return RESERVED
    mixed = re.search(rb"[a-z]", value) and re.search(rb"[A-Z0-9/+]", value)
    return PLAUSIBLE if mixed and is_random(value, 3.5) else REJECT


def _decode(part: bytes) -> bytes:
    """Return base-64 or base64url text decoded, empty where it cannot be."""
    kept = part.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        return base64.b64decode(kept + b"=" * (-len(kept) % 4), validate=True)
    except binascii.Error:
        return b""


def _decode_object(part: bytes) -> dict[str, object]:
    try:
        found = json.loads(_decode(part))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _jwt(value: bytes) -> int:
    """Check a JSON Web Token (RFC 7519): the header must decode to an object with `alg`.

    The token on the front page of jwt.io (subject 1234567890, John Doe) is reserved.
    """
    parts = value.split(b".")
    claims = _decode_object(parts[1])
    if "alg" not in _decode_object(parts[0]) or (len(parts) < 3 and not claims):
        return REJECT
    if claims.get("sub") == "1234567890" and claims.get("name") == "John Doe":
        return RESERVED
    return CHECKED


def _embedded_json(argument: str) -> Verifier:
    """Make the check of tokens that are base-64 JSON after a prefix: `secret_json:ops_,email`."""
    prefix, _, key = argument.partition(",")

    def check(value: bytes) -> int:
        body = value.removeprefix(prefix.encode()).split(b".")[0].rstrip(b"=")
        start = _decode(body[: len(body) // 4 * 4])
        return CHECKED if start.startswith(b"{") and f'"{key}"'.encode() in start else REJECT

    return each(check)


def _discord(value: bytes) -> int:
    """Check a Discord bot token: its first part is the decimal user id in base 64."""
    first = value.split(b".")[0]
    if re.fullmatch(rb"\d{17,20}", _decode(first)):
        return CHECKED
    plausible = first[:1] in (b"M", b"N", b"O") and is_random(value, 4.0)
    return PLAUSIBLE if plausible else REJECT


def bech32_valid(value: bytes) -> bool:
    """Tell whether lower-case Bech32 text carries its checksum (BIP 173), of any length."""
    name, _, data = value.rpartition(b"1")
    if not name or any(byte not in _BECH32 for byte in data):
        return False
    symbols = [byte >> 5 for byte in name] + [0] + [byte & 31 for byte in name]
    symbols += [_BECH32.index(byte) for byte in data]
    check = 1
    for symbol in symbols:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ symbol
        for bit, generator in enumerate(_BECH32_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check == 1


def _age_key(value: bytes) -> int:
    """Check an age secret key: Bech32 in upper case (age-encryption.org/v1)."""
    return CHECKED if bech32_valid(value.lower()) else PLAUSIBLE


_ARMOR = re.compile(rb"-----[A-Z0-9 ]+-----")
_KEY_HEADER = re.compile(rb"(?m)^[ \t\"']*[A-Za-z][A-Za-z-]+: [^\n\\]*")
_KEY_MAGIC = (b"\x30\x82", b"\x30\x81", b"\x30\x2e", b"\x30\x77", b"\x30\x74", b"openssh-key-v1")
_MIN_KEY_BYTES = 16


def _private_key(value: bytes) -> int:
    """Check a private key block: DER or OpenSSH magic is CHECKED, any other real body PLAUSIBLE."""
    body = _KEY_HEADER.sub(b"", _ARMOR.sub(b"", value))
    body = re.sub(rb"\\[nrt]|\s|[\"'+,]", b"", body)
    if len(body) < _MIN_KEY_BYTES or len(set(body)) < 6 or b"..." in body:
        return REJECT
    start = _decode(body[:64])
    if start.startswith(_KEY_MAGIC):
        return CHECKED
    return PLAUSIBLE


def _private_key_end(before: bytes, value: bytes, _after: bytes) -> int:
    """Check what ends in an END line: a whole body from a BEGIN line on, or mostly long tokens."""
    verdict = _private_key(value)
    if verdict == REJECT or before.endswith(b"-----"):
        return verdict
    body = _ARMOR.sub(b"", value)
    tokens = re.findall(rb"[A-Za-z0-9+/=]{20,}", body)
    enough = sum(map(len, tokens)) >= MIN_COVER * len(body)
    return PLAUSIBLE if tokens and enough else REJECT


def _private_key_base64(value: bytes) -> int:
    """Check a PEM block that was itself put in base 64."""
    return CHECKED if b"PRIVATE KEY" in _decode(value[: len(value) // 4 * 4]) else REJECT


def _basic_auth(value: bytes) -> int:
    """Check the value of an HTTP Basic header (RFC 7617): base 64 of `user:password`."""
    decoded = _decode(value)
    user, colon, password = decoded.partition(b":")
    if not colon or not password or any(byte < 32 for byte in decoded):
        return REJECT
    if (user, password) == (b"Aladdin", b"open sesame"):
        return RESERVED
    return PLAUSIBLE if is_placeholder(password) else CHECKED


_DOTTED_NAME = re.compile(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")


def _bearer(value: bytes) -> int:
    """Check the token of an HTTP Bearer header (RFC 6750): random, and not a name of a variable."""
    if is_reference(value) or is_placeholder(value) or _DOTTED_NAME.fullmatch(value):
        return REJECT
    digits = sum(48 <= byte <= 57 for byte in value)
    return PLAUSIBLE if digits >= 2 and is_random(value, 2.8) else REJECT


_HOST_LIKE = re.compile(rb"(?i)localhost|[\w-]+\.[\w.-]+|\[[0-9a-f:]+\]")


def credentials_verdict(user: bytes, password: bytes) -> int:
    """Judge `user:password` out of a URL or a command line."""
    if not password or is_reference(password) or is_placeholder(password):
        return REJECT
    if is_reference(user) or re.fullmatch(rb"[:$%{<]\w*[}>%]?", password):
        return REJECT
    if re.fullmatch(rb"\d{1,5}", password) and _HOST_LIKE.fullmatch(user):
        return REJECT
    return PLAUSIBLE


def _credentials(value: bytes) -> int:
    """Check the authority of a URL with user information (RFC 3986, 3.2): `user:password@host`.

    CHECKED, because the structure is certain: what looks like an e-mail address in it is none.
    """
    user, _, password = value.rpartition(b"@")[0].partition(b":")
    return CHECKED if credentials_verdict(user, password) == PLAUSIBLE else REJECT


def _login(before: bytes, value: bytes, _after: bytes) -> int:
    """Check `user:password` of a command line; two numbers are a user and a group id."""
    user, _, password = value.partition(b":")
    plain = not re.search(rb"\d|[^\w/.-]", password)
    if user.isdigit() or user == password or (plain and b"curl" not in before):
        return REJECT
    return credentials_verdict(user, password)


_PAIR = re.compile(
    rb"(?i)(?:^|[;?&,( ])(?:password|passwd|pwd|pass|accountkey|sharedaccesskey|secret|_password)"
    rb"\s*=\s*([^;&,)\s\"']+)"
)
_THIN = re.compile(rb"(?i):(?:thin|oci8?):([^/@:\s]+)/([^@\s]+)@")


def _connection(value: bytes) -> int:
    """Check a connection string: it must carry a password that is not a placeholder."""
    authority = re.search(rb"://([^/@:\s]*):([^/\s]*)@", value)
    thin = _THIN.search(value)
    for found in (authority, thin):
        if found:
            sound = credentials_verdict(found[1], found[2]) == PLAUSIBLE
            return CHECKED if sound else REJECT
    passwords = _PAIR.findall(value)
    return max((credentials_verdict(b"", password) for password in passwords), default=REJECT)


def _wireguard(value: bytes) -> int:
    """Check a WireGuard key: 32 bytes; a private one is clamped (RFC 7748, 5) and so CHECKED."""
    key = _decode(value)
    if len(key) != 32 or not is_random(value, 3.8):
        return REJECT
    clamped = key[0] & 7 == 0 and key[31] & 192 == 64
    return CHECKED if clamped else PLAUSIBLE


def _password_hash(value: bytes) -> int:
    """Check a crypt(3) hash: the row has the shape, here the salt and hash must be random."""
    return PLAUSIBLE if is_random(value.rsplit(b"$", 1)[-1], 3.0) else REJECT


_BEFORE_BYTES = 96
_AFTER_BYTES = 24
_ASSIGNMENT = re.compile(
    rb"(?<![\w.$\x80-\xf4-])([\w.$\x80-\xf4-]*)(?:\\?[\"'`]|\]|\\?\[\w*\]|</?\w+|\)|\*\*)*"
    rb"\s*(=>|:=|={1,3}|!={1,2}|::?|,|>|\bis(?:\s+now)?\b|\bwas\b|\bto\b|\bBY\b|\s)"
    rb"[\s*]*(?:@|[bfruBFRU]{1,2}(?=[\"'`]))?\\?([\"'`]?)$"
)
_NOT_SECRET_KEY = re.compile(
    rb"(?i)public[_-]?key$|(?:file|path|dir|name|field|label|prompt|hint|policy|len|length|min|max"
    rb"|age|expir\w*|reset|ur[il]|link|href|type|regex|pattern|requir\w*|chang\w*|enabled?"
    rb"|error|msg|message|valid\w*|strength|count|ttl|(?<!key)(?<!key[_-])id|arn|ref|selector"
    rb"|input|column|manager|store|provider|help|placeholder|title|text|description|format"
    rb"|timeout|attempts?|size|disabled?"
    rb"|algo\w*|version|mode|env|var|izer|ize|ized|ing|box|word_?only|confirm\w*|usage|info"
    rb"|class|object|schema|request|response|protected|less|bucket|endpoint|mount|store|alias"
    rb"|created\w*|updated\w*|last\w*|limit|rate|list|rotation|lifetime|index|issuer|audience)s?$"
)
_CODE_VALUE = re.compile(
    rb"^[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)+[(\[]?.*$"
    rb"|^[A-Za-z_$][\w$.]*[(\[]|^[&*]+(?:mut\b)?\w*$|^\$\w|^[({\[]|^\(|^-+>?$|^/[\w./-]*$|^[.~]+/"
    rb"|^\\[a-z]|^[|>]-?$|^(?:https?|file)://|^\w+://[^@]*$|^@\w+|^#|^[=!<>?:,.;]|\)$"
)
_LABEL_VALUE = re.compile(
    rb"(?i)^[#.]?[a-z_/ -]*(?:passw|secret|token)[a-z_/ -]*[:?]?$|^(?:/[\w.@-]*){2,}$|^\\?\$_?\w"
    rb"|^\.?\s?\$|^\W+$|^[\w/]+#\w+$"
)
_NAME = re.compile(rb"[a-z]+(?:[._][a-z]+)*")
_WORD = re.compile(rb"[A-Za-z_\x80-\xff]+")
_SENTENCE = re.compile(rb"\S+\s+\S+\s+\S+")
_LINE_KEY = re.compile(rb"(?i)^\s*(?:export\s+|set\s+|env\s+|arg\s+|#\s*|-\s+|-+)?[\"']?[\w.-]*$")
_ENDS_LINE = re.compile(rb"^[\"',;]*\s*(?:#|//|$|[\r\n\0])|^(?:\\n|&|;|</|\s+-)")
_PROSE = frozenset((b"is ", b"is now ", b"was ", b"to ", b" "))
_MIN_QUOTED = 3
_MIN_BARE = 4
_MIN_WORD = 5
_MIN_KEY = 10


def in_place(check: Callable[[bytes, bytes, bytes], int]) -> Verifier:
    """Make a verifier of a check that also reads the line before the value and what follows."""

    def verify(candidates: Candidates) -> ByteArray:
        out = np.zeros(len(candidates), dtype=np.uint8)
        data = candidates.data
        for row, (start, end) in enumerate(
            zip(candidates.starts.tolist(), candidates.ends.tolist(), strict=True)
        ):
            before = data[max(start - _BEFORE_BYTES, 0) : start].tobytes()
            line = re.split(rb"[\n\0]", before)[-1]
            after = data[end : end + _AFTER_BYTES].tobytes()
            out[row] = check(line, data[start:end].tobytes(), after)
        return out

    return verify


def _assigned(before: bytes, value: bytes) -> tuple[bytes, bytes, bytes, bytes] | None:
    """Split what stands before a value: line up to the key, key, separator, quote.

    The separator ends in a space where a bare value stands apart from it.
    """
    found = _ASSIGNMENT.search(before)
    if not found or is_placeholder(value) or is_reference(value):
        return None
    key = found[1].rstrip(b"-.")
    if _NOT_SECRET_KEY.search(key) or re.split(rb"[.>]", key)[-1] == value:
        return None
    spaced = b" " if not found[3] and before[-1:] in (b" ", b"\t") else b""
    return before[: found.start()], key, found[2].strip().lower() + spaced, found[3]


def _password(before: bytes, value: bytes, after: bytes) -> int:
    """Check the value of `password = ...` in code, settings, command lines and prose."""
    place = _assigned(before, value)
    if place is None:
        return REJECT
    head, key, separator, quote = place
    if quote:
        words = _SENTENCE.search(value) and b"phrase" not in key.lower()
        name = separator == b"," and _NAME.fullmatch(value) and b"define" not in head
        label = name or _LABEL_VALUE.search(value) or len(value) < _MIN_QUOTED
        return REJECT if words or label else PLAUSIBLE
    if _WORD.fullmatch(value):
        return _bare_word(head, key, separator, value, after)
    code = _CODE_VALUE.search(value) or len(value) < _MIN_BARE
    counted = value.isdigit() and re.search(rb"(?i)pass(?:ed|es|words)?$", key)
    prose = separator in _PROSE and not re.search(rb"\d|\w[!@#$%^&*+=?]", value)
    return REJECT if code or counted or prose else PLAUSIBLE


def _bare_word(head: bytes, key: bytes, separator: bytes, value: bytes, after: bytes) -> int:
    """Judge a word without quotes, digits or symbols: only a settings line makes it a password."""
    if separator == b">" and after.startswith(b"</"):
        return PLAUSIBLE if len(value) >= _MIN_WORD else REJECT
    if separator == b" " and key[:1] == b"-":
        mixed = re.search(rb"[a-z].*[A-Z].*[a-z].*[A-Z]|[A-Z].*[a-z].*[A-Z].*[a-z]", value)
        return PLAUSIBLE if mixed else REJECT
    settings = bool(_LINE_KEY.search(head + key)) and bool(_ENDS_LINE.search(after))
    upper = key.isupper() or b"_" in key or b"." in key or key.islower() or key[:1].isupper()
    if separator == b"=" and (settings or key[:1] == b"-") and len(value) >= _MIN_BARE:
        return PLAUSIBLE
    if separator == b"= " and settings and b"_" not in value and len(value) >= _MIN_WORD:
        return PLAUSIBLE
    if separator == b": " and settings and key.islower() and len(value) >= _MIN_WORD:
        return PLAUSIBLE
    inside = head[-1:] in (b"&", b"?", b";") and upper and bool(re.match(rb"[&;\"'\s]|$", after))
    return PLAUSIBLE if separator == b"=" and inside else REJECT


def _api_key(before: bytes, value: bytes, _after: bytes) -> int:
    """Check the value of `api_key = ...` and `token: ...`: it must look random."""
    place = _assigned(before, value)
    if place is None or re.search(rb"\s", value):
        return REJECT
    _, key, _, quote = place
    if not quote and _CODE_VALUE.search(value):
        return REJECT
    if quote and b"secret" in key.lower() and len(value) >= _MIN_KEY:
        return PLAUSIBLE
    if len(value) < _MIN_KEY or value.isdigit() or not is_random(value, 2.7):
        return REJECT
    digits = sum(48 <= byte <= 57 for byte in value)
    mixed = re.search(rb"[a-z]", value) and re.search(rb"[A-Z]", value)
    signs = quote and len(re.findall(rb"[^\w./: -]", value)) >= 3
    random = digits >= 2 or signs or (mixed and len(value) >= 2 * _MIN_KEY)
    return PLAUSIBLE if random else REJECT


def _labelled_key(before: bytes, value: bytes, _after: bytes) -> int:
    """Check the value of `some_key = ...`: 20 or more random characters with digits and letters."""
    if _api_key(before, value, b"") == REJECT or not re.fullmatch(rb"[\w+/=.~-]+", value):
        return REJECT
    digits = sum(48 <= byte <= 57 for byte in value)
    words = max(len(part) for part in re.split(rb"[^A-Za-z]", value))
    return PLAUSIBLE if digits >= 3 and words <= 12 and is_random(value, 3.0) else REJECT


def _stated_key(value: bytes) -> int:
    """Check what follows a key word without a separator (`token 8f3a...`): long and random."""
    if is_placeholder(value) or is_reference(value) or _DOTTED_NAME.fullmatch(value):
        return REJECT
    digits = sum(48 <= byte <= 57 for byte in value)
    words = max(len(part) for part in re.split(rb"[^A-Za-z]", value))
    random = digits >= 4 and 1 <= words <= 12 and is_random(value, 3.2)
    return PLAUSIBLE if random else REJECT


VERIFIERS: dict[str, Verifier] = {
    "secret_age_key": each(_age_key),
    "secret_api_key": in_place(_api_key),
    "secret_aws_key_id": each(_aws_key_id),
    "secret_aws_secret": each(_aws_secret),
    "secret_basic_auth": each(_basic_auth),
    "secret_bearer": each(_bearer),
    "secret_connection": each(_connection),
    "secret_crc_base62": each(_crc_base62),
    "secret_crc_hex": each(_crc_hex),
    "secret_credentials": each(_credentials),
    "secret_discord": each(_discord),
    "secret_jwt": each(_jwt),
    "secret_labelled_key": in_place(_labelled_key),
    "secret_login": in_place(_login),
    "secret_password": in_place(_password),
    "secret_password_hash": each(_password_hash),
    "secret_private_key": each(_private_key),
    "secret_private_key_base64": each(_private_key_base64),
    "secret_private_key_end": in_place(_private_key_end),
    "secret_stated_key": each(_stated_key),
    "secret_wireguard": each(_wireguard),
}

FACTORIES: dict[str, VerifierFactory] = {
    "secret_json": _embedded_json,
    "secret_token": _token,
}
