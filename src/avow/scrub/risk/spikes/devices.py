"""Made-up network, device and vehicle identifiers, places and dates of birth."""

from random import Random

from avow.scrub.risk.spikes.check_digits import luhn
from avow.scrub.risk.spikes.interface import LABELLED, Maker, digits

_PUBLIC_FIRST = (5, 23, 31, 46, 62, 77, 81, 85, 91, 109, 144, 151, 176, 188, 212)
_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_VALUES = dict(zip(_VIN_LETTERS, "12345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_MONTHS = ("January", "March", "April", "June", "August", "September", "November")


def make_ipv4(random: Random) -> str:
    """Return a public address, outside every reserved range."""
    rest = (random.randrange(1, 254) for _ in range(3))
    return ".".join(str(part) for part in (random.choice(_PUBLIC_FIRST), *rest))


def make_ipv6(random: Random) -> str:
    """Return a global address, compressed or written in full."""
    groups = [f"{random.randrange(4096, 65535):x}" for _ in range(6)]
    if random.random() < 0.5:
        return "2a01:4f8:" + ":".join(groups)
    return f"2a02:{groups[0]}:{groups[1]}::{groups[2]}"


def make_mac(random: Random) -> str:
    """Return the address of a network card."""
    first = random.choice((0x3C, 0x48, 0x70, 0x8C, 0xA4, 0xD8))
    return ":".join(f"{byte:02x}" for byte in (first, *random.randbytes(5)))


def make_geo(random: Random) -> str:
    """Return a pair of coordinates to six decimals."""
    return f"{random.uniform(36, 60):.6f}, {random.uniform(-9, 24):.6f}"


def make_imei(random: Random) -> str:
    """Return a 15-digit IMEI (3GPP TS 23.003)."""
    body = "35" + digits(random, 12)
    return body + luhn(body)


def make_vin(random: Random) -> str:
    """Return a North American vehicle number with its check digit (49 CFR 565)."""
    start = "1" + "".join(random.choice(_VIN_LETTERS) for _ in range(2)) + digits(random, 5)
    end = random.choice("HJKLMNPR") + random.choice("ABCDEF") + digits(random, 6)
    vin = start + "0" + end
    total = sum(
        int(_VIN_VALUES.get(character, character)) * weight
        for character, weight in zip(vin, _VIN_WEIGHTS, strict=True)
    )
    check = "0123456789X"[total % 11]
    return start + check + end


def make_birth(random: Random) -> str:
    """Return a date of birth in one of three spellings."""
    year, month, day = (
        random.randrange(1940, 2005),
        random.randrange(1, 12),
        random.randrange(1, 28),
    )
    return random.choice(
        (
            f"{year}-{month:02d}-{day:02d}",
            f"{day:02d}.{month:02d}.{year}",
            f"{day} {random.choice(_MONTHS)} {year}",
        )
    )


DEVICES: tuple[Maker, ...] = (
    Maker(kind="network.ipv4", form="dotted", make=make_ipv4, labels=("IP address", "from", "IP:")),
    Maker(kind="network.ipv6", form="hexadecimal", make=make_ipv6, labels=("IPv6", "IP:")),
    Maker(kind="network.mac", form="colons", make=make_mac, labels=("MAC address", "MAC:")),
    Maker(
        kind="network.geo",
        form="decimal degrees",
        make=make_geo,
        labels=("coordinates:", "GPS"),
    ),
    Maker(kind="device.imei", form="15 digits", make=make_imei, labels=("IMEI", "IMEI:")),
    Maker(
        kind="vehicle.vin",
        form="North American",
        make=make_vin,
        labels=("VIN", "vehicle identification number"),
    ),
    Maker(
        kind="time.birth",
        form="with a label",
        make=make_birth,
        labels=("date of birth:", "born on", "DOB:", "geboren am"),
        placings=(LABELLED,),
    ),
)
