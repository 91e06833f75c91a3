"""Made-up numbers of the state and of health care in the Americas."""

from collections.abc import Callable
from random import Random

from avow.scrub.risk.spikes.check_digits import luhn, weighted
from avow.scrub.risk.spikes.interface import LABELLED, Maker, digits

_CURP_ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"


def make_ssn(random: Random) -> str:
    """Return a US social security number: area not 000, 666 or above 899, no group of zeros."""
    area = random.choice([number for number in range(100, 772) if number != 666])
    return f"{area:03d}-{random.randrange(10, 99):02d}-{random.randrange(1000, 9999):04d}"


def make_itin(random: Random) -> str:
    """Return a US taxpayer number: 9xx and a group from 70 to 88."""
    return f"9{digits(random, 2)}-{random.randrange(70, 88)}-{digits(random, 4)}"


def make_mbi(random: Random) -> str:
    """Return a US Medicare beneficiary number (CMS format CANN-AAN-AANN)."""

    def letter() -> str:
        return random.choice(_MBI_LETTERS)

    def either() -> str:
        return random.choice(_MBI_LETTERS + "0123456789")

    def digit() -> str:
        return str(random.randrange(10))

    return (
        f"{random.randrange(1, 10)}{letter()}{either()}{digit()}-"
        f"{letter()}{either()}{digit()}-{letter()}{letter()}{digit()}{digit()}"
    )


def make_sin(random: Random) -> str:
    """Return a Canadian social insurance number."""
    body = str(random.randrange(1, 8)) + digits(random, 7)
    number = body + luhn(body)
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def make_cpf(random: Random) -> str:
    """Return a Brazilian CPF with its two check digits."""
    body = digits(random, 9)
    for length in (9, 10):
        rest = weighted(body, range(length + 1, 1, -1)) * 10 % 11
        body += str(rest % 10)
    return f"{body[:3]}.{body[3:6]}.{body[6:9]}-{body[9:]}"


def make_curp(random: Random) -> str:
    """Return a Mexican CURP with its check digit."""
    letters = random.choice(_CONSONANTS) + random.choice("AEIOU")
    letters += random.choice(_CONSONANTS) + random.choice(_CONSONANTS)
    birth = f"{random.randrange(40, 99)}{random.randrange(1, 12):02d}{random.randrange(1, 28):02d}"
    inner = "".join(random.choice(_CONSONANTS) for _ in range(3))
    body = letters + birth + random.choice("HM") + random.choice(("DF", "JC", "NL")) + inner + "0"
    total = sum(
        _CURP_ALPHABET.index(character) * (18 - place) for place, character in enumerate(body)
    )
    return body + str(-total % 10)


def make_rut(random: Random) -> str:
    """Return a Chilean RUT of a person with its check character."""
    number = random.randrange(5_000_000, 26_000_000)
    total = weighted(f"{number:08d}", (3, 2, 7, 6, 5, 4, 3, 2))
    check = "0K987654321"[total % 11]
    grouped = f"{number:,}".replace(",", ".")
    return f"{grouped}-{check}"


def _maker(
    kind: str, form: str, make: Callable[[Random], str], *labels: str, bare: bool = True
) -> Maker:
    if bare:
        return Maker(kind=kind, form=form, make=make, labels=labels)
    return Maker(kind=kind, form=form, make=make, labels=labels, placings=(LABELLED,))


AMERICA: tuple[Maker, ...] = (
    _maker("gov.us.ssn", "dashed", make_ssn, "SSN", "social security number"),
    _maker("gov.us.itin", "dashed", make_itin, "ITIN", "taxpayer identification number"),
    _maker("health.us.mbi", "dashed", make_mbi, "Medicare number", "MBI"),
    _maker("gov.ca.sin", "spaced", make_sin, "SIN", "social insurance number"),
    _maker("gov.br.cpf", "dotted", make_cpf, "CPF", "CPF:"),
    _maker("gov.mx.curp", "compact", make_curp, "CURP", "CURP:"),
    _maker("gov.cl.rut", "dotted", make_rut, "RUT", "RUT:"),
)
