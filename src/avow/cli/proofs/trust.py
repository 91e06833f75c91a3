"""Where a command takes the keys from that it verifies with."""

from pathlib import Path

from avow.errors import InputError, UsageError
from avow.ledger.formats.quorum import TrustPolicy, parse_policy
from avow.ledger.setup import POLICY_FILE

LAID_BESIDE = (
    "the keys were taken from the folder itself: this shows that the log agrees with itself, not "
    "whose it is; give --policy with the file that you got from its owner"
)


def find_policy(policy: Path | None, key: str, beside: Path | None) -> tuple[TrustPolicy, str]:
    """Return the trust policy to verify with, and a note when it proves less than it could.

    Args:
        policy: The policy file that the user named.
        key: The log's verifier key that the user gave.
        beside: Folder in which a policy may lie beside the log.

    Raises:
        UsageError: The user gave none and none lies beside the log.
        InputError: The named file cannot be read.
        ConfigError: It is malformed.
    """
    if key:
        return parse_policy(f"log {key}\nquorum none\n".encode()), ""
    if policy is not None:
        return parse_policy(_read(policy)), ""
    if beside is not None and (beside / POLICY_FILE).is_file():
        return parse_policy(_read(beside / POLICY_FILE)), LAID_BESIDE
    raise UsageError("whom to trust is not known", hint="Give --policy FILE or --key KEY.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the trust policy: {error.strerror}") from None
