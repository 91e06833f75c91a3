"""Whom a verifier trusts (c2sp.org/tlog-policy): logs, witnesses, groups, and the quorum."""

from collections.abc import Collection
from dataclasses import dataclass, field

from avow.errors import ConfigError, VerificationError
from avow.ledger.formats.signing import (
    ED25519,
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    VerifierKey,
    parse_verifier,
)

NONE = "none"
MAX_LINES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A witness: its name within the policy, its key, and where it can be asked."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group counts as one witness when at least `needed` of its members do."""

    name: str
    needed: int
    members: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class _Draft:
    logs: list[VerifierKey] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    quorum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPolicy:
    """Which logs are accepted and how many witnesses must have seen a checkpoint.

    Attributes:
        logs: Keys of accepted logs; a key's name is the origin of its log.
        log_urls: Where a log is read, by key text; absent ones are unknown.
        witnesses, groups: By name.
        quorum: Name of the witness or group that must have seen it, or `none`.
    """

    logs: tuple[VerifierKey, ...]
    log_urls: dict[str, str]
    witnesses: dict[str, Witness]
    groups: dict[str, Group]
    quorum: str

    def reached(self, seen: Collection[str]) -> bool:
        """Tell whether the witnesses that cosigned make up the quorum."""
        return self.quorum == NONE or self._counts(self.quorum, seen)

    def _counts(self, name: str, seen: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in seen
        return sum(self._counts(member, seen) for member in group.members) >= group.needed


def parse_policy(data: bytes) -> TrustPolicy:
    """Parse a policy file.

    Raises:
        ConfigError: A line is malformed, repeats a key or name, or names what is not defined
            above it; or there is not exactly one quorum line. The message names the line.
    """
    draft = _Draft()
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise ConfigError("the trust policy is not UTF-8") from None
    if len(lines) > MAX_LINES:
        raise ConfigError("the trust policy has too many lines")
    for number, line in enumerate(lines, 1):
        words = line.replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if not words or words[0].startswith("#"):
            continue
        reader = _READERS.get(words[0])
        if reader is None:
            raise ConfigError(f"line {number} of the trust policy begins with an unknown word")
        try:
            reader(draft, words[1:])
        except (VerificationError, _BadLine) as error:
            raise ConfigError(f"line {number} of the trust policy: {error}") from None
    if not draft.quorum:
        raise ConfigError("the trust policy has no quorum line", hint="Add `quorum none`.")
    return TrustPolicy(
        logs=tuple(draft.logs),
        log_urls=draft.urls,
        witnesses=draft.witnesses,
        groups=draft.groups,
        quorum=draft.quorum,
    )


class _BadLine(Exception):
    """A line of the policy that cannot be taken."""


def _read_log(draft: _Draft, words: list[str]) -> None:
    if len(words) not in (1, 2):
        raise _BadLine("log KEY [URL]")
    key = parse_verifier(words[0])
    if key.kind not in (ED25519, MLDSA44_COSIGNATURE):
        raise _BadLine("the key of a log has another type")
    if any(key.public_key == other.public_key for other in draft.logs):
        raise _BadLine("the key stands twice")
    draft.logs.append(key)
    if len(words) == 2:
        draft.urls[key.render()] = words[1]


def _read_witness(draft: _Draft, words: list[str]) -> None:
    if len(words) not in (2, 3):
        raise _BadLine("witness NAME KEY [URL]")
    name, key = words[0], parse_verifier(words[1])
    if key.kind not in (ED25519_COSIGNATURE, MLDSA44_COSIGNATURE):
        raise _BadLine("the key of a witness has another type")
    _check_new_name(draft, name)
    if any(key.public_key == other.key.public_key for other in draft.witnesses.values()):
        raise _BadLine("the key stands twice")
    draft.witnesses[name] = Witness(name=name, key=key, url=words[2] if len(words) == 3 else "")


def _read_group(draft: _Draft, words: list[str]) -> None:
    if len(words) < 3:
        raise _BadLine("group NAME any|all|NUMBER MEMBER...")
    name, rule, members = words[0], words[1], words[2:]
    _check_new_name(draft, name)
    for member in members:
        if member not in draft.witnesses and member not in draft.groups:
            raise _BadLine("a member is not defined above")
        if member in draft.taken:
            raise _BadLine("a member already belongs to a group")
        draft.taken.add(member)
    counts = {"any": 1, "all": len(members)}
    needed = counts.get(rule, int(rule) if rule.isascii() and rule.isdecimal() else 0)
    if not 1 <= needed <= len(members):
        raise _BadLine("the number of members that must agree is impossible")
    draft.groups[name] = Group(name=name, needed=needed, members=tuple(members))


def _read_quorum(draft: _Draft, words: list[str]) -> None:
    if len(words) != 1 or draft.quorum:
        raise _BadLine("exactly one line: quorum NAME")
    if words[0] != NONE and words[0] not in draft.witnesses and words[0] not in draft.groups:
        raise _BadLine("the quorum is not defined above")
    draft.quorum = words[0]


def _check_new_name(draft: _Draft, name: str) -> None:
    if name == NONE or name in draft.witnesses or name in draft.groups:
        raise _BadLine("the name is taken")


_READERS = {
    "log": _read_log,
    "witness": _read_witness,
    "group": _read_group,
    "quorum": _read_quorum,
}
