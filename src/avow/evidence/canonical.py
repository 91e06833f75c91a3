"""Canonical JSON (RFC 8785 for the values Avow uses) and the digests taken over it."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import orjson

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

EXACT_INTEGER_LIMIT = 2**53


def canonical_json(value: Json) -> bytes:
    """Return the canonical bytes of a JSON value: sorted keys, no spaces, UTF-8.

    Keys are sorted by code point, which equals RFC 8785's UTF-16 order for all keys that Avow
    writes (ASCII). Floats follow the shortest round-trip form; integers above 2**53 are refused.

    Raises:
        ValueError: The value holds NaN, an infinity, a key that is not ASCII or a huge integer.
    """
    _check(value)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _check(value: Json) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise ValueError("canonical JSON keys are ASCII strings")
            _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("canonical JSON holds finite numbers only")
    elif isinstance(value, int) and not -EXACT_INTEGER_LIMIT <= value <= EXACT_INTEGER_LIMIT:
        raise ValueError("canonical JSON integers stay within 2**53")


def digest_bytes(data: bytes) -> str:
    """Return `sha256:<hex>` of some bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest_json(value: Json) -> str:
    """Return `sha256:<hex>` of the canonical form of a JSON value."""
    return digest_bytes(canonical_json(value))
