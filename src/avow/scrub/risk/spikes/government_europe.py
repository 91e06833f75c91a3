"""Made-up numbers of the state and of health care in Europe."""

import itertools
from collections.abc import Callable
from random import Random

from avow.scrub.risk.spikes.check_digits import ean, iso_7064_mod_11_10, luhn, weighted
from avow.scrub.risk.spikes.interface import Maker, digits

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CF_MONTHS = "ABCDEHLMPRST"
_CF_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25,
           24, 23)  # fmt: skip


def _birth(random: Random, first: int = 50, last: int = 99) -> tuple[int, int, int]:
    """Return (two-digit year, month, day)."""
    return random.randrange(first, last), random.randrange(1, 13), random.randrange(1, 29)


def make_nino(random: Random) -> str:
    """Return a British national insurance number."""
    prefix = random.choice("ABCEGHJKLMPRSTWX") + random.choice("ABCEHJLMPRSW")
    while prefix in ("BG", "GB", "KN", "NK", "TN", "ZZ"):
        prefix = random.choice("ABCEHJ") + random.choice("ABCEH")
    numbers = " ".join(f"{random.randrange(10, 99)}" for _ in range(3))
    return f"{prefix} {numbers} {random.choice('ABCD')}"


def make_nhs(random: Random) -> str:
    """Return a British NHS number (modulo 11)."""
    while True:
        body = "4" + digits(random, 8)
        check = -weighted(body, range(10, 1, -1)) % 11
        if check != 10:
            number = f"{body}{check}"
            return f"{number[:3]} {number[3:6]} {number[6:]}"


def make_tax_id(random: Random) -> str:
    """Return a German tax identification number: ten digits of which one occurs twice."""
    numerals = list("0123456789")
    random.shuffle(numerals)
    twice = random.choice(numerals[:9])
    body = [*numerals[:9], twice]
    random.shuffle(body)
    while body[0] == "0":
        random.shuffle(body)
    text = "".join(body)
    return text + iso_7064_mod_11_10(text)


def make_nir(random: Random) -> str:
    """Return a French social security number with its key (97 minus the number modulo 97)."""
    year, month, _ = _birth(random)
    body = (
        f"{random.choice('12')}{year:02d}{month:02d}{random.randrange(21, 95):02d}"
        f"{random.randrange(1, 400):03d}{random.randrange(1, 999):03d}"
    )
    key = 97 - int(body) % 97
    cuts = (0, 1, 3, 5, 7, 10, 13)
    parts = [body[one:two] for one, two in itertools.pairwise(cuts)]
    return " ".join((*parts, f"{key:02d}"))


def make_dni(random: Random) -> str:
    """Return a Spanish DNI with its letter."""
    number = random.randrange(10_000_000, 99_999_999)
    return f"{number}{_DNI_LETTERS[number % 23]}"


def make_nie(random: Random) -> str:
    """Return a Spanish number for foreigners with its letter."""
    first = random.randrange(3)
    number = random.randrange(1_000_000, 9_999_999)
    return f"{'XYZ'[first]}{number}{_DNI_LETTERS[int(f'{first}{number}') % 23]}"


def make_fiscal_code(random: Random) -> str:
    """Return an Italian fiscal code with its check letter."""
    year, month, day = _birth(random)
    day += 40 * random.randrange(2)
    names = "".join(random.choice("BCDFGLMNPRSTV") for _ in range(6))
    body = f"{names}{year:02d}{_CF_MONTHS[month - 1]}{day:02d}H501"
    total = 0
    for place, character in enumerate(body):
        value = int(character) if character.isdigit() else ord(character) - ord("A")
        total += _CF_ODD[value] if place % 2 == 0 else value
    return body + chr(ord("A") + total % 26)


def make_bsn(random: Random) -> str:
    """Return a Dutch citizen number (the test of eleven)."""
    while True:
        body = digits(random, 8)
        check = weighted(body, range(9, 1, -1)) % 11
        if check != 10:
            return f"{body}{check}"


def make_belgian(random: Random) -> str:
    """Return a Belgian national number with its two check digits."""
    year, month, day = _birth(random)
    body = f"{year:02d}{month:02d}{day:02d}{random.randrange(1, 998):03d}"
    check = 97 - int(body) % 97
    return f"{body[:2]}.{body[2:4]}.{body[4:6]}-{body[6:]}.{check:02d}"


def make_ahv(random: Random) -> str:
    """Return a Swiss insurance number (an EAN-13 that begins with 756)."""
    body = "756" + digits(random, 9)
    number = body + ean(body)
    return f"{number[:3]}.{number[3:7]}.{number[7:11]}.{number[11:]}"


def make_pesel(random: Random) -> str:
    """Return a Polish PESEL."""
    year, month, day = _birth(random)
    body = f"{year:02d}{month:02d}{day:02d}{digits(random, 4)}"
    return body + str(-weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)


def make_personnummer(random: Random) -> str:
    """Return a Swedish personal number."""
    year, month, day = _birth(random)
    body = f"{year:02d}{month:02d}{day:02d}{digits(random, 3)}"
    return f"{body[:6]}-{body[6:]}{luhn(body)}"


def make_fodselsnummer(random: Random) -> str:
    """Return a Norwegian birth number with its two check digits."""
    while True:
        year, month, day = _birth(random)
        body = f"{day:02d}{month:02d}{year:02d}{random.randrange(100, 499)}"
        first = -weighted(body, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
        if first == 10:
            continue
        second = -weighted(f"{body}{first}", (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if second != 10:
            return f"{body}{first}{second}"


def make_cpr(random: Random) -> str:
    """Return a Danish CPR number; since 2007 it carries no check digit."""
    year, month, day = _birth(random)
    return f"{day:02d}{month:02d}{year:02d}-{random.randrange(1000, 3999)}"


def make_hetu(random: Random) -> str:
    """Return a Finnish personal code with its check character."""
    year, month, day = _birth(random)
    birth, serial = f"{day:02d}{month:02d}{year:02d}", f"{random.randrange(2, 899):03d}"
    return f"{birth}-{serial}{_HETU_LETTERS[int(birth + serial) % 31]}"


def make_nif(random: Random) -> str:
    """Return a Portuguese tax number of a person."""
    body = random.choice("12") + digits(random, 7)
    rest = weighted(body, range(9, 1, -1)) % 11
    return body + str(0 if rest < 2 else 11 - rest)


def make_cnp(random: Random) -> str:
    """Return a Romanian personal code."""
    year, month, day = _birth(random)
    county, serial = random.randrange(1, 46), random.randrange(1, 999)
    body = f"{random.choice('12')}{year:02d}{month:02d}{day:02d}{county:02d}{serial:03d}"
    rest = weighted(body, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return body + str(1 if rest == 10 else rest)


def make_tckn(random: Random) -> str:
    """Return a Turkish identity number with its two check digits."""
    body = digits(random, 9)
    odd = sum(int(digit) for digit in body[::2])
    even = sum(int(digit) for digit in body[1::2])
    first = (odd * 7 - even) % 10
    return f"{body}{first}{(odd + even + first) % 10}"


def _maker(kind: str, form: str, make: Callable[[Random], str], *labels: str) -> Maker:
    return Maker(kind=kind, form=form, make=make, labels=labels)


EUROPE: tuple[Maker, ...] = (
    _maker("gov.gb.nino", "spaced", make_nino, "National Insurance number", "NINO"),
    _maker("health.gb.nhs", "spaced", make_nhs, "NHS number", "NHS no."),
    _maker("gov.de.tax_id", "compact", make_tax_id, "Steuer-ID", "Steueridentifikationsnummer"),
    _maker("gov.fr.nir", "spaced", make_nir, "numéro de sécurité sociale", "NIR"),
    _maker("gov.es.dni", "compact", make_dni, "DNI", "DNI:"),
    _maker("gov.es.nie", "compact", make_nie, "NIE", "NIE:"),
    _maker("gov.it.fiscal_code", "compact", make_fiscal_code, "codice fiscale", "C.F."),
    _maker("gov.nl.bsn", "compact", make_bsn, "BSN", "burgerservicenummer"),
    _maker("gov.be.national_number", "dotted", make_belgian, "rijksregisternummer", "NISS"),
    _maker("gov.ch.ahv", "dotted", make_ahv, "AHV-Nummer", "AHV"),
    _maker("gov.pl.pesel", "compact", make_pesel, "PESEL", "PESEL:"),
    _maker("gov.se.personnummer", "dashed", make_personnummer, "personnummer", "personnr"),
    _maker("gov.no.fodselsnummer", "compact", make_fodselsnummer, "fødselsnummer", "fnr"),
    _maker("gov.dk.cpr", "dashed", make_cpr, "CPR-nummer", "CPR"),
    _maker("gov.fi.hetu", "with sign", make_hetu, "henkilötunnus", "hetu"),
    _maker("gov.pt.nif", "compact", make_nif, "NIF", "contribuinte"),
    _maker("gov.ro.cnp", "compact", make_cnp, "CNP", "CNP:"),
    _maker("gov.tr.tckn", "compact", make_tckn, "TC kimlik no", "T.C. Kimlik No:"),
)
