"""Made-up contact data: e-mail addresses, telephone numbers, streets, profiles, handles."""

from random import Random

from avow.scrub.risk.spikes.interface import BARE, LABELLED, Maker, digits, invented_word

_TLDS = ("com", "org", "net", "de", "fr", "co.uk", "it", "io")
_SEPARATORS = (".", "_", "-", "")


def make_email(random: Random) -> str:
    """Return an address at an invented domain, never at a reserved one."""
    local = random.choice(_SEPARATORS).join((invented_word(random, 2), invented_word(random, 2)))
    tail = str(random.randrange(10, 99)) if random.random() < 0.3 else ""
    return f"{local}{tail}@{invented_word(random)}{invented_word(random, 2)}.{random.choice(_TLDS)}"


_US_AREAS = ("212", "303", "312", "404", "415", "503", "512", "617", "702", "713", "818", "916")


def make_us_phone(random: Random) -> str:
    """Return a North American number whose exchange is not the one of fiction (555)."""
    area = random.choice(_US_AREAS)
    exchange = str(random.choice([number for number in range(220, 990) if number % 100 > 20]))
    if exchange == "555":
        exchange = "556"
    line = f"{random.randrange(200, 9999):04d}"
    return random.choice(("({0}) {1}-{2}", "{0}-{1}-{2}", "+1 {0} {1} {2}")).format(
        area, exchange, line
    )


def make_international_phone(random: Random) -> str:
    """Return a number with country code, in a plan with that many digits."""
    return random.choice(
        (
            lambda: f"+44 20 7{digits(random, 3)} {digits(random, 4)}",
            lambda: f"+49 30 {digits(random, 8)}",
            lambda: f"+33 6 {_pairs(random, 4)}",
            lambda: f"+34 6{digits(random, 2)} {digits(random, 3)} {digits(random, 3)}",
            lambda: f"+91 98{digits(random, 3)} {digits(random, 5)}",
            lambda: f"+31 6 {digits(random, 8)}",
        )
    )()


def _pairs(random: Random, count: int) -> str:
    return " ".join(f"{random.randrange(10, 99)}" for _ in range(count))


def make_address(random: Random) -> str:
    """Return a street with number, town and post code in the form of one of three countries."""
    name = invented_word(random, 2).capitalize()
    town = invented_word(random, 2).capitalize()
    number = random.randrange(2, 400)
    return random.choice(
        (
            f"{number} {name} Street, {town}, CO 80{digits(random, 3)}",
            f"{name}straße {number}, 1{digits(random, 4)} {town}",
            f"{number} {name} Road, {town} LS{random.randrange(1, 9)} {random.randrange(1, 9)}AB",
            f"{number} rue {name}, 75{random.randrange(1, 20):03d} Paris",
        )
    )


def make_profile(random: Random) -> str:
    """Return the address of a profile page."""
    host = random.choice(("linkedin.com/in/", "github.com/", "instagram.com/", "twitter.com/"))
    return f"https://www.{host}{invented_word(random)}{random.randrange(10, 99)}"


def make_handle(random: Random) -> str:
    """Return a handle with its at sign."""
    return f"@{invented_word(random)}_{invented_word(random, 2)}{random.randrange(10, 99)}"


CONTACT: tuple[Maker, ...] = (
    Maker(
        kind="contact.email",
        form="plain",
        make=make_email,
        labels=("e-mail:", "write to", "contact me at"),
    ),
    Maker(
        kind="contact.phone",
        form="North American",
        make=make_us_phone,
        labels=("phone:", "call me at", "tel."),
    ),
    Maker(
        kind="contact.phone",
        form="international",
        make=make_international_phone,
        labels=("phone:", "mobile", "Tel."),
    ),
    Maker(
        kind="contact.address",
        form="street and town",
        make=make_address,
        labels=("address:", "I live at", "ship to"),
    ),
    Maker(
        kind="contact.profile_url",
        form="profile page",
        make=make_profile,
        labels=("profile:", "see"),
    ),
    Maker(
        kind="contact.username",
        form="handle",
        make=make_handle,
        labels=("username:", "follow me:"),
        placings=(LABELLED, BARE),
    ),
)
