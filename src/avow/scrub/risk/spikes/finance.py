"""Made-up payment cards, bank accounts and wallets with valid check digits."""

import hashlib
import itertools
from random import Random

from avow.scrub.risk.spikes.check_digits import luhn, mod_97_pair
from avow.scrub.risk.spikes.interface import Maker, digits

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_CARD_STARTS = (("4", 16), ("51", 16), ("54", 16), ("37", 15))


def make_card(random: Random) -> str:
    """Return a card number (ISO/IEC 7812), grouped or not."""
    start, length = random.choice(_CARD_STARTS)
    # Six free digits that differ keep clear of the well-known test numbers.
    body = start + "".join(random.choice("0123456789") for _ in range(length - len(start) - 1))
    number = body + luhn(body)
    if random.random() < 0.5:
        return number
    cuts = (0, 4, 8, 12, 16) if length == 16 else (0, 4, 10, 15)
    return " ".join(number[one:two] for one, two in itertools.pairwise(cuts))


def make_iban(random: Random) -> str:
    """Return an IBAN (ISO 13616) of a country without a check of its own inside."""
    country, body = random.choice(
        (
            ("DE", digits(random, 18)),
            ("AT", digits(random, 16)),
            ("CH", digits(random, 17)),
            ("GB", "MIDL" + digits(random, 14)),
            ("NL", "RABO0" + digits(random, 9)),
        )
    )
    iban = country + mod_97_pair(body + country) + body
    if random.random() < 0.5:
        return iban
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def make_bitcoin(random: Random) -> str:
    """Return a pay-to-public-key-hash address (Base58Check, version 0)."""
    payload = b"\0" + random.randbytes(20)
    payload += hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(payload, "big"), ""
    while number:
        number, place = divmod(number, 58)
        text = BASE58[place] + text
    return "1" * (len(payload) - len(payload.lstrip(b"\0"))) + text


def make_ethereum(random: Random) -> str:
    """Return an address in lower case, which carries no checksum (EIP-55)."""
    return "0x" + random.randbytes(20).hex()


FINANCE: tuple[Maker, ...] = (
    Maker(
        kind="financial.card",
        form="with check digit",
        make=make_card,
        labels=("card number", "credit card:", "Kreditkarte"),
    ),
    Maker(
        kind="financial.iban", form="with check digits", make=make_iban, labels=("IBAN", "IBAN:")
    ),
    Maker(
        kind="crypto.bitcoin",
        form="Base58Check",
        make=make_bitcoin,
        labels=("bitcoin address", "BTC wallet:"),
    ),
    Maker(
        kind="crypto.ethereum",
        form="lower case",
        make=make_ethereum,
        labels=("ethereum address", "ETH wallet:"),
    ),
)
