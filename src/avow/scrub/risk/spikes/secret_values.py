"""Made-up credentials in the shapes that their issuers publish; they open nothing."""

import base64
import zlib
from collections.abc import Callable
from random import Random

from avow.scrub.risk.spikes.interface import LABELLED, Maker, invented_word

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ALNUM = _LETTERS + "0123456789"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _some(random: Random, alphabet: str, count: int) -> str:
    return "".join(random.choice(alphabet) for _ in range(count))


def make_aws(random: Random) -> str:
    """Return an access key id."""
    return "AK" + "IA" + _some(random, _BASE32, 16)


def make_github(random: Random) -> str:
    """Return a personal access token with the CRC-32 that GitHub puts at its end."""
    body = _some(random, _ALNUM, 30)
    number, check = zlib.crc32(body.encode("ascii")), ""
    while number:
        number, place = divmod(number, 62)
        check = _BASE62[place] + check
    return "gh" + "p_" + body + check.rjust(6, "0")


def make_stripe(random: Random) -> str:
    """Return a live secret key."""
    return "sk" + "_live_" + _some(random, _ALNUM, 24)


def make_slack(random: Random) -> str:
    """Return a bot token."""
    first, second = random.randrange(10**11, 10**12), random.randrange(10**11, 10**12)
    return f"xox{'b'}-{first}-{second}-{_some(random, _ALNUM, 24)}"


def make_jwt(random: Random) -> str:
    """Return a JSON Web Token (RFC 7519) with a random signature."""

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")

    subject = invented_word(random)
    return ".".join(
        (
            part(b'{"alg":"HS256","typ":"JWT"}'),
            part(f'{{"sub":"{subject}","iat":{random.randrange(10**9, 2 * 10**9)}}}'.encode()),
            part(random.randbytes(32)),
        )
    )


def make_password(random: Random) -> str:
    """Return a password of the kind that people choose."""
    return f"{invented_word(random).capitalize()}{random.randrange(10, 999)}{random.choice('!#%')}"


def make_connection(random: Random) -> str:
    """Return a database address with user and password."""
    user, host = invented_word(random, 2), invented_word(random)
    return f"postgresql://{user}:{_some(random, _ALNUM, 14)}@{host}.internal:5432/{user}"


def _maker(kind: str, form: str, make: Callable[[Random], str], *labels: str) -> Maker:
    return Maker(kind=kind, form=form, make=make, labels=labels)


SECRETS: tuple[Maker, ...] = (
    _maker("secret.aws.access_key_id", "access key id", make_aws, "aws_access_key_id =", "key:"),
    _maker("secret.github.token", "classic token", make_github, "token:", "GITHUB_TOKEN="),
    _maker("secret.stripe.key", "live key", make_stripe, "stripe key", "STRIPE_KEY="),
    _maker("secret.slack.token", "bot token", make_slack, "slack token", "SLACK_TOKEN="),
    _maker("secret.jwt", "signed token", make_jwt, "Authorization: Bearer", "token:"),
    _maker("secret.connection_string", "address", make_connection, "DATABASE_URL=", "connect to"),
    Maker(
        kind="secret.password",
        form="chosen word",
        make=make_password,
        labels=("password:", "password is", "Passwort:"),
        placings=(LABELLED,),
    ),
)
