"""Made-up numbers of the state in Asia, Oceania and Africa."""

from collections.abc import Callable
from random import Random

from avow.scrub.risk.spikes.check_digits import luhn, verhoeff, weighted
from avow.scrub.risk.spikes.interface import Maker, digits

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NRIC_CHECKS = "JZIHGFEDCBA"


def make_aadhaar(random: Random) -> str:
    """Return an Indian Aadhaar number (Verhoeff)."""
    body = random.choice("23456789") + digits(random, 10)
    number = body + verhoeff(body)
    return f"{number[:4]} {number[4:8]} {number[8:]}"


def make_pan(random: Random) -> str:
    """Return an Indian PAN of a person (fourth letter P)."""
    letters = "".join(random.choice(_LETTERS) for _ in range(3))
    return f"{letters}P{random.choice(_LETTERS)}{digits(random, 4)}{random.choice(_LETTERS)}"


def make_ric(random: Random) -> str:
    """Return a Chinese resident number (GB 11643)."""
    birth = (
        f"19{random.randrange(50, 99)}{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}"
    )
    body = random.choice(("110101", "110105", "310104")) + birth + f"{random.randrange(1, 999):03d}"
    return body + "10X98765432"[weighted(body, _RIC_WEIGHTS) % 11]


def make_rrn(random: Random) -> str:
    """Return a South Korean resident number with its check digit."""
    birth = f"{random.randrange(50, 99)}{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}"
    body = f"{birth}{random.choice('12')}{random.randrange(0, 95):02d}{digits(random, 3)}"
    check = (11 - weighted(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10
    return f"{body[:6]}-{body[6:]}{check}"


def make_nric(random: Random) -> str:
    """Return a Singaporean NRIC with its check letter."""
    body = digits(random, 7)
    return f"S{body}{_NRIC_CHECKS[weighted(body, (2, 7, 6, 5, 4, 3, 2)) % 11]}"


def make_israeli(random: Random) -> str:
    """Return an Israeli identity number."""
    body = digits(random, 8)
    return body + luhn(body)


def make_tfn(random: Random) -> str:
    """Return an Australian tax file number (a weighted sum that 11 divides)."""
    while True:
        body = digits(random, 8)
        # The last weight is 10, which is -1 modulo 11, so the last digit is the sum itself.
        last = weighted(body, (1, 4, 3, 7, 5, 8, 6, 9)) % 11
        if last != 10:
            number = f"{body}{last}"
            return f"{number[:3]} {number[3:6]} {number[6:]}"


def make_south_african(random: Random) -> str:
    """Return a South African identity number."""
    birth = f"{random.randrange(50, 99)}{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}"
    body = f"{birth}{digits(random, 4)}08"
    return body + luhn(body)


def _maker(kind: str, form: str, make: Callable[[Random], str], *labels: str) -> Maker:
    return Maker(kind=kind, form=form, make=make, labels=labels)


ASIA_AND_AFRICA: tuple[Maker, ...] = (
    _maker("gov.in.aadhaar", "spaced", make_aadhaar, "Aadhaar", "Aadhaar number"),
    _maker("gov.in.pan", "compact", make_pan, "PAN", "PAN card"),
    _maker("gov.cn.ric", "compact", make_ric, "身份证号", "ID card number"),
    _maker("gov.kr.rrn", "dashed", make_rrn, "주민등록번호", "RRN"),
    _maker("gov.sg.nric", "compact", make_nric, "NRIC", "NRIC:"),
    _maker("gov.il.id", "compact", make_israeli, "תעודת זהות", "Israeli ID"),
    _maker("gov.au.tfn", "spaced", make_tfn, "TFN", "tax file number"),
    _maker("gov.za.id", "compact", make_south_african, "South African ID number", "ID number"),
)
