"""What a ledger's folder holds: its settings, its keys, and the trust policy that verifies it."""

import json
import secrets
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from avow.errors import ConfigError, InputError, UsageError, VerificationError
from avow.evidence.merkle import EMPTY_ROOT
from avow.ledger.formats.checkpoints import Checkpoint
from avow.ledger.formats.notes import check_key_name
from avow.ledger.formats.quorum import TrustPolicy, Witness, parse_policy
from avow.ledger.formats.signing import (
    ED25519,
    MLDSA44_COSIGNATURE,
    SEED_BYTES,
    SignerKey,
    VerifierKey,
    parse_signer,
)
from avow.ledger.private_files import PUBLIC_MODE, read_private, write_durably

SETTINGS_FILE = "ledger.toml"
POLICY_FILE = "trust-policy.txt"
PRIVATE = "private"
LOG_KEYS = f"{PRIVATE}/log.keys"
PROMISE_KEY = f"{PRIVATE}/promise.key"
RECALL_KEY = f"{PRIVATE}/recall.key"
STATEMENT_KEYS_FILE = "statement-keys.txt"
LAST_SIGNED = f"{PRIVATE}/last-signed.json"
STORES = ("sqlite", "files")
PROMISE_SUFFIX = "/promise"
RECALL_SUFFIX = "/recall"
DEFAULT_MMD_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSettings:
    """The settings of one ledger, from its `ledger.toml`.

    Attributes:
        origin: Schema-less URL that names the log; also the name of its keys.
        store: `sqlite` or `files`.
        mmd_seconds: Maximum merge delay: a confirmed event has its place by then.
        private_kinds: Kinds that leaves show as `event` only; a `*` at the end stands for the rest.
        witness_timeout_seconds: How long a witness may take to answer.
    """

    origin: str
    store: str = "sqlite"
    mmd_seconds: int = DEFAULT_MMD_SECONDS
    private_kinds: tuple[str, ...] = field(default_factory=tuple)
    witness_timeout_seconds: float = 10.0


def make_ledger_folder(folder: Path, settings: LedgerSettings, *, post_quantum: bool) -> None:
    """Make a new ledger's folder: settings, keys, and a trust policy without witnesses.

    Args:
        folder: Where it shall stand; must not hold a ledger.
        settings: Its settings.
        post_quantum: Sign checkpoints with ML-DSA-44 beside Ed25519.

    Raises:
        UsageError: There is a ledger already, or the origin cannot name one.
    """
    if (folder / SETTINGS_FILE).exists():
        raise UsageError("there is a ledger in this folder already")
    try:
        check_key_name(settings.origin)
    except VerificationError as error:
        raise UsageError(f"the origin cannot name a log: {error}") from None
    keys = [_new_key(settings.origin, ED25519)]
    if post_quantum:
        keys.append(_new_key(settings.origin, MLDSA44_COSIGNATURE))
    write_durably(folder / LOG_KEYS, "".join(f"{key.render()}\n" for key in keys).encode())
    statements = (
        (PROMISE_KEY, _new_key(settings.origin + PROMISE_SUFFIX, ED25519)),
        (RECALL_KEY, _new_key(settings.origin + RECALL_SUFFIX, ED25519)),
    )
    for name, key in statements:
        write_durably(folder / name, f"{key.render()}\n".encode())
    public = "".join(f"{key.verifier.render()}\n" for _, key in statements)
    write_durably(folder / STATEMENT_KEYS_FILE, public.encode(), mode=PUBLIC_MODE)
    policy = "".join(f"log {key.verifier.render()}\n" for key in keys) + "quorum none\n"
    write_durably(folder / POLICY_FILE, policy.encode(), mode=PUBLIC_MODE)
    write_durably(folder / SETTINGS_FILE, _render(settings).encode(), mode=PUBLIC_MODE)


def _new_key(name: str, kind: int) -> SignerKey:
    return SignerKey(name=name, kind=kind, seed=secrets.token_bytes(SEED_BYTES))


def _render(settings: LedgerSettings) -> str:
    kinds = ", ".join(json.dumps(kind) for kind in settings.private_kinds)
    return (
        f"origin = {json.dumps(settings.origin)}\n"
        f"store = {json.dumps(settings.store)}\n"
        f"mmd_seconds = {settings.mmd_seconds}\n"
        f"private_kinds = [{kinds}]\n"
        f"witness_timeout_seconds = {settings.witness_timeout_seconds}\n"
    )


def read_settings(folder: Path) -> LedgerSettings:
    """Return the settings of a ledger.

    Raises:
        UsageError: There is no ledger in the folder.
        ConfigError: A setting is unknown or impossible; the message names it.
    """
    path = folder / SETTINGS_FILE
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(
            "there is no ledger in this folder", hint="Make one with `avow ledger init`."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise ConfigError(f"{SETTINGS_FILE} cannot be read") from None
    known = {name: type(default) for name, default in _DEFAULTS.items()}
    for name, value in values.items():
        wanted = known.get(name)
        if wanted is None:
            raise ConfigError(f"{SETTINGS_FILE} has an unknown setting {name!r}")
        if wanted is tuple:
            if not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
                raise ConfigError(f"{SETTINGS_FILE}: {name} is a list of strings")
            values[name] = tuple(value)
        elif isinstance(value, bool) or not isinstance(value, wanted):
            raise ConfigError(f"{SETTINGS_FILE}: {name} is a {wanted.__name__}")
    if not values.get("origin") or values.get("store", "sqlite") not in STORES:
        raise ConfigError(f"{SETTINGS_FILE} needs an origin and a store out of {STORES}")
    return LedgerSettings(**values)


_DEFAULTS: dict[str, object] = {
    "origin": "",
    "store": "",
    "mmd_seconds": 0,
    "private_kinds": (),
    "witness_timeout_seconds": 0.0,
}


def read_policy(folder: Path) -> TrustPolicy:
    """Return the trust policy that stands beside a ledger.

    Raises:
        InputError: It is absent.
        ConfigError: It is malformed.
    """
    try:
        return parse_policy((folder / POLICY_FILE).read_bytes())
    except OSError as error:
        raise InputError(f"cannot read {POLICY_FILE}: {error.strerror}") from None


def add_log_key(folder: Path, origin: str) -> VerifierKey:
    """Make one more Ed25519 key that signs the log, beside those that do, and trust it.

    Returns:
        Its public half.
    """
    key = _new_key(origin, ED25519)
    standing = read_private(folder / LOG_KEYS)
    write_durably(folder / LOG_KEYS, standing + f"{key.render()}\n".encode())
    policy = (folder / POLICY_FILE).read_bytes()
    line = f"log {key.verifier.render()}\n".encode()
    write_durably(folder / POLICY_FILE, line + policy, mode=PUBLIC_MODE)
    return key.verifier


def retire_log_key(folder: Path, key_id: str) -> VerifierKey:
    """Forget the secret of a key, so that it signs no more; the policy keeps it for old receipts.

    Args:
        folder: The ledger's folder.
        key_id: Eight hexadecimal digits, as in the key's text.

    Raises:
        UsageError: There is no such key, or no Ed25519 key would be left.
    """
    keys = _parse_lines(read_private(folder / LOG_KEYS))
    gone = [key for key in keys if key.key_id.hex() == key_id]
    left = [key for key in keys if key.key_id.hex() != key_id]
    if not gone:
        raise UsageError("no key of that id signs this log")
    if not any(key.kind == ED25519 for key in left):
        raise UsageError("a log needs an Ed25519 key", hint="Add one first: avow ledger add-key.")
    left.sort(key=lambda key: key.kind)
    write_durably(folder / LOG_KEYS, "".join(f"{key.render()}\n" for key in left).encode())
    return gone[0].verifier


def add_witness(folder: Path, witness: Witness, needed: str) -> TrustPolicy:
    """Add a witness to the trust policy of a ledger, and say how many must have seen a checkpoint.

    Args:
        folder: The ledger's folder.
        witness: Its name, key and address.
        needed: `any`, `all` or a number.

    Raises:
        ConfigError: The name or key is taken, or the number is impossible.
    """
    policy = read_policy(folder)
    witnesses = [*policy.witnesses.values(), witness]
    lines = [f"log {key.render()}" for key in policy.logs]
    lines += [f"witness {one.name} {one.key.render()} {one.url}".rstrip() for one in witnesses]
    lines.append(f"group witnesses {needed} {' '.join(one.name for one in witnesses)}")
    text = "".join(f"{line}\n" for line in (*lines, "quorum witnesses"))
    checked = parse_policy(text.encode())
    write_durably(folder / POLICY_FILE, text.encode(), mode=PUBLIC_MODE)
    return checked


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeys:
    """The secret keys of a ledger and the memory of what they signed.

    Attributes:
        folder: The ledger's folder.
        log: Keys that sign checkpoints, the first of type Ed25519.
        promise: Key that signs inclusion promises; a name of its own, so that a promise never
            passes for a checkpoint.
        recall: Key that signs recall lists, for the same reason.
    """

    folder: Path
    log: tuple[SignerKey, ...]
    promise: SignerKey
    recall: SignerKey

    def last_signed(self, origin: str) -> Checkpoint:
        """Return the last checkpoint that these keys signed; the empty log before the first.

        Raises:
            InputError: The memory cannot be read.
        """
        path = self.folder / LAST_SIGNED
        try:
            values = json.loads(path.read_bytes())
            root = bytes.fromhex(values["root"])
            return Checkpoint(origin=origin, size=int(values["size"]), root=root)
        except FileNotFoundError:
            return Checkpoint(origin=origin, size=0, root=EMPTY_ROOT)
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError("the memory of the last signed checkpoint cannot be read") from None

    def remember(self, checkpoint: Checkpoint) -> None:
        """Note durably what is about to be signed."""
        values = {"size": checkpoint.size, "root": checkpoint.root.hex()}
        write_durably(self.folder / LAST_SIGNED, json.dumps(values).encode())


def read_signing_keys(folder: Path) -> SigningKeys:
    """Return the secret keys of a ledger.

    Raises:
        InputError: A key file is absent or can be read by others.
        VerificationError: A key line is malformed.
    """
    return SigningKeys(
        folder=folder,
        log=tuple(_parse_lines(read_private(folder / LOG_KEYS))),
        promise=_parse_lines(read_private(folder / PROMISE_KEY))[0],
        recall=_parse_lines(read_private(folder / RECALL_KEY))[0],
    )


def _parse_lines(data: bytes) -> Sequence[SignerKey]:
    keys = [parse_signer(line) for line in data.decode("utf-8").splitlines() if line.strip()]
    if not keys:
        raise VerificationError("a key file holds no key")
    return keys
