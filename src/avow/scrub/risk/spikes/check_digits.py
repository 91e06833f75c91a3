"""Check digits, written from the published schemes apart from the detector's own."""

from collections.abc import Sequence

_VERHOEFF_D = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_P = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901",
    "2793806415", "7046913258",
)  # fmt: skip


def luhn(body: str) -> str:
    """Return the check digit of ISO/IEC 7812 annex B."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = int(character) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def verhoeff(body: str) -> str:
    """Return the check digit of J. Verhoeff's dihedral scheme."""
    state = 0
    for place, character in enumerate(reversed(body), start=1):
        state = int(_VERHOEFF_D[state][int(_VERHOEFF_P[place % 8][int(character)])])
    return str(next(digit for digit in range(10) if _VERHOEFF_D[state][digit] == "0"))


def iso_7064_mod_11_10(body: str) -> str:
    """Return the check digit of ISO/IEC 7064, MOD 11,10."""
    product = 10
    for character in body:
        total = (int(character) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def mod_97_pair(text: str) -> str:
    """Return the two check digits of ISO/IEC 7064 MOD 97-10 for letters and digits."""
    number = int("".join(str(int(character, 36)) for character in text) + "00")
    return f"{98 - number % 97:02d}"


def weighted(body: str, weights: Sequence[int]) -> int:
    """Return the sum of digits times weights."""
    return sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))


def ean(body: str) -> str:
    """Return the check digit of EAN-13."""
    return str(-weighted(body, [1, 3] * (len(body) // 2)) % 10)
