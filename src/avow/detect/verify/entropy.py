"""How random a value looks, and whether it only stands in for a secret in a text.

Entropy is never evidence by itself: the rows ask for it after a literal prefix, an assignment or a
key word. Random base-64 text has about 4.5 bits per byte at 40 bytes, random hexadecimal 3.5 at 32,
English words 2.5 to 3.5.
"""

import math
import re
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from avow.detect.verify.interface import BoolArray
from avow.text import ByteArray

FloatArray: TypeAlias = npt.NDArray[np.float64]

MIN_RUN = 8
MIN_COVER = 0.75

_RUN = re.compile(rb"(.)\1{%d}" % (MIN_RUN - 1), re.DOTALL)

_PLACEHOLDERS = frozenset(
    b"""
    password passwd passphrase passcode pass passw pwd pw secret secrets token tokens key apikey
    credential credentials user username login admin root changeme changeit change default
    example sample test testing demo dummy fake foo bar baz foobar foobarbaz placeholder todo tbd
    redacted hidden masked removed censored sanitized obfuscated
    none null nil undefined true false yes no on off empty blank unset unknown na nan
    string str text varchar char int integer bool boolean bytes object optional required any value
    values var variable env environ config plaintext encrypted hashed
    here this that it the your my name
    somepassword mypassword mypass mysecret mytoken mykey yourpassword yoursecret yourtoken yourkey
    userpassword adminpassword dbpassword newpassword oldpassword thepassword passwordhere
    supersecret topsecret verysecret notapassword notasecret nopassword realkey realpassword
    geheim passwort kennwort contrasena motdepasse senha haslo wachtwoord
    """.split()
)
_MARKER = re.compile(
    rb"(?i)x{5,}|\*{3,}|\.{3}|\xe2\x80\xa6|\xe2\x80\xa2{2,}|_{4,}|example|placeholder|redacted"
    rb"|change[-_ ]?(?:me|this|it)\b|replace[-_ ]?(?:me|this|with)|insert[-_ ]?(?:your|my|key|here)"
    rb"|(?:^|[-_ ])(?:your|my|dummy|fake|sample|some)[-_ ]?(?:\w+[-_ ])?"
    rb"(?:password|passwd|pass|pwd|secret|token|key|value|id|string|here)"
    rb"(?:[-_ ]?(?:goes[-_ ]?)?(?:here|key|value|token|id))?\W*$"
    rb"|(?:password|secret|token|key|value)[-_ ]?(?:goes[-_ ])?here|not[-_ ]?(?:a[-_ ])?real"
    rb"|^(?:some|a|my|your)?[-_]?(?:fake|dummy|sample|mock)"
)
_REFERENCE = re.compile(
    rb"(?i)^\$\{[\w.:-]*$|\$\{[\w.:@!/ -]*\}|\$\([^)]*\)|\{\{[^{}]*\}\}|\$\{\{|^\{\{|<%|%>"
    rb"|\#\{[^}]*\}|%\(\w+\)s|^%\w*%?$|^%[sdrv]\b|^\{[\w.:-]*\}?$|^\$[A-Za-z_]|^\$\$?$"
    rb"|^<[^<>]*>?$|^\[[\w .:-]*\]?$|^__\w+__$|^@[A-Za-z_.]+@?$|^&lt;|^ENC\[|^vault:|^ref\+"
    rb"|^arn:aws|^!\w+|^(?:arn|file|secretsmanager|ssm|op|env|keyring)://?"
    rb"|\(\?[:=!<]|%s|(?:os\.)?environ|getenv|process\.env|secrets\.|ENV\[|System\.get"
)


def byte_entropy(matrix: ByteArray) -> FloatArray:
    """Return Shannon's entropy of each zero-padded row in bits per byte, shape [n].

    Source: C. E. Shannon, A Mathematical Theory of Communication, 1948.
    """
    rows = len(matrix)
    places = matrix.astype(np.int64) + 256 * np.arange(rows, dtype=np.int64)[:, None]
    counts = np.bincount(places.ravel(), minlength=256 * rows).reshape(rows, 256)
    counts[:, 0] = 0
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    shares = counts / totals
    logs = np.log2(np.where(shares > 0, shares, 1.0))
    return np.asarray(-(shares * logs).sum(axis=1), dtype=np.float64)


def has_long_run(matrix: ByteArray, length: int = MIN_RUN) -> BoolArray:
    """Tell for each zero-padded row whether one byte stands `length` times in a row, shape [n]."""
    if matrix.shape[1] < length:
        return np.zeros(len(matrix), dtype=np.bool_)
    same = (matrix[:, 1:] == matrix[:, :-1]) & (matrix[:, 1:] != 0)
    windows = np.lib.stride_tricks.sliding_window_view(same, length - 1, axis=1)
    whole: BoolArray = windows.sum(axis=2) == length - 1
    return np.asarray(whole.sum(axis=1) > 0, dtype=np.bool_)


def is_random(value: bytes, least_bits: float) -> bool:
    """Tell whether one value has enough entropy per byte and no byte many times in a row."""
    counts = [value.count(byte) for byte in set(value)]
    bits = -sum(count * math.log2(count / len(value)) for count in counts)
    return bits >= least_bits * len(value) > 0 and not _RUN.search(value)


def is_placeholder(value: bytes) -> bool:
    """Tell whether a value stands in for a secret: `changeme`, `xxxxx`, `your_key`, dots."""
    kept = re.sub(rb"[^a-z0-9]", b"", value.lower())
    if kept in _PLACEHOLDERS and len(kept) >= MIN_COVER * len(value):
        return True
    if len(set(value)) <= 2 or not re.search(rb"[A-Za-z0-9\x80-\xff]", value):
        return True
    return _MARKER.search(value) is not None


def is_reference(value: bytes) -> bool:
    """Tell whether a value points to a secret kept elsewhere: `${VAR}`, `os.environ[...]`."""
    return _REFERENCE.search(value) is not None
