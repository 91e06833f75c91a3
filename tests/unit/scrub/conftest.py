"""A small hand-written finder behind the cleaner's protocol, and makers of records and keys."""

import re
from collections.abc import Callable, Sequence

import pytest

from avow.detect.finding import Finding, Reason, Strength
from avow.detect.rule import KindRow, Risk, Role
from avow.errors import DetectionError, TooManyCandidates
from avow.scrub.keys import ScrubKeys, derive_keys
from avow.scrub.records import Leaf, Record

ROWS = (
    ("contact.email", "EMAIL"),
    ("contact.phone", "PHONE"),
    ("financial.card", "CARD"),
    ("network.ipv4", "IPV4"),
    ("person.name", "PERSON"),
    ("secret.key", "SECRET"),
    ("time.birth", "BIRTH"),
)
PATTERN = re.compile(
    r"(?P<email>[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>\+1 ?\d{3}[ -]?\d{3}[ -]?\d{4}|\b\d{3}-555-01\d\d\b)"
    r"|(?P<card>\bcard \d{16}\b)"
    r"|(?P<ipv4>\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b)"
    r"|(?P<birth>\b\d{4}-\d\d-\d\d\b)"
    r"|(?P<secret>\bsk_\w{8,}\b)"
    r"|(?P<person>\b(?:Maria Lopez|Juan Lopez|Ada Byron|Lopez|Johnson)\b)"
)
KIND_OF = {name.rpartition(".")[2]: name for name, _ in ROWS} | {
    "person": "person.name",
    "secret": "secret.key",
}
RESERVED = re.compile(
    r"@(?:\w+\.)*example\.(?:com|org|net)$|^192\.0\.2\.|555-01\d\d$", re.IGNORECASE
)
FLOOD, BROKEN = "flood the scanner", "break the detector"


def passes_luhn(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[::-2]) + sum(doubled)) % 10 == 0


class SmallFinder:
    """Finds a few kinds by one pattern; counts its calls."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    @property
    def kinds(self) -> tuple[KindRow, ...]:
        return tuple(
            KindRow(name=name, title=name, token=token, risk=Risk.HIGH, role=Role.PERSONAL)
            for name, token in ROWS
        )

    def find_many(
        self, texts: Sequence[str], hints: Sequence[str] | None = None
    ) -> list[list[Finding]]:
        assert hints is None or len(hints) == len(texts)
        self.calls.append(list(texts))
        return [self._find(text) for text in texts]

    def _find(self, text: str) -> list[Finding]:
        if FLOOD in text:
            raise TooManyCandidates("more candidates than allowed")
        if BROKEN in text:
            raise DetectionError("cannot finish")
        public = "the poet" in text
        licence = "Copyright" in text
        return [
            self._finding(match, public=public, licence=licence) for match in PATTERN.finditer(text)
        ]

    def _finding(self, match: re.Match[str], *, public: bool, licence: bool) -> Finding:
        kind = KIND_OF[str(match.lastgroup)]
        start, end = match.span()
        if kind == "financial.card":
            start += len("card ")
        reasons = [Reason(type="pattern", detail="small")]
        if licence and kind == "person.name":
            reasons.append(Reason(type="attribution", detail="copyright line"))
        return Finding(
            start=start,
            end=end,
            byte_start=len(match.string[:start].encode()),
            byte_end=len(match.string[:end].encode()),
            kind=kind,
            rule="small." + kind,
            rule_version=3,
            score=0.5,
            strength=Strength.PATTERN,
            reserved=bool(RESERVED.search(match.string[start:end])),
            reasons=tuple(reasons),
            subject=("public" if public else "private") if kind == "person.name" else "",
        )


@pytest.fixture
def finder() -> SmallFinder:
    return SmallFinder()


@pytest.fixture(scope="session")
def keys() -> ScrubKeys:
    return derive_keys(bytes(range(32)), dataset="news", project="avow")


@pytest.fixture(scope="session")
def make_record() -> Callable[..., Record]:
    def make(*leaves: tuple[str, str] | tuple[str, str, bool], **settings: object) -> Record:
        return Record(
            ordinal=0,
            offset=0,
            size=0,
            leaves=tuple(Leaf(*leaf) for leaf in leaves),
            **settings,  # type: ignore[arg-type]
        )

    return make
