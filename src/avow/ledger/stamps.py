"""RFC 3161 time stamps of checkpoints: a second clock, owned by somebody else, as an option."""

import http.client
import urllib.parse
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from avow.errors import InputError, MissingExtra, UsageError, VerificationError

EXTRA = "stamp"
STAMPS = "stamps"
EXTENSION = ".tsr"
MAX_ANSWER_BYTES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A verified time stamp.

    Attributes:
        time: When the authority says it saw the checkpoint.
    """

    time: datetime


def request_stamp(url: str, checkpoint_text: bytes, timeout_seconds: float) -> bytes:
    """Ask a time-stamping authority for a stamp over the text of a checkpoint.

    Only a hash of the text is sent.

    Raises:
        MissingExtra: The optional library is not installed.
        UsageError: The address is not http or https.
        InputError: The authority does not answer, or refuses.
    """
    library = _library()
    request = library.TimestampRequestBuilder().data(checkpoint_text).build()
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("the address of a time-stamping authority begins with http:// or https://")
    https = parts.scheme == "https"
    kind = http.client.HTTPSConnection if https else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=timeout_seconds)
    try:
        headers = {"Content-Type": "application/timestamp-query"}
        connection.request("POST", parts.path or "/", request.as_bytes(), headers)
        answer = connection.getresponse()
        data = answer.read(MAX_ANSWER_BYTES)
    except (OSError, http.client.HTTPException):
        raise InputError("the time-stamping authority does not answer") from None
    finally:
        connection.close()
    try:
        library.decode_timestamp_response(data)
    except ValueError:
        raise InputError("the time-stamping authority's answer is no time stamp") from None
    return data


def verify_stamp(data: bytes, checkpoint_text: bytes, roots_pem: bytes) -> Stamp:
    """Verify a stamp over the text of a checkpoint.

    Args:
        data: The stamp as it was received.
        checkpoint_text: The text that was stamped.
        roots_pem: Certificates that are trusted to issue authorities' certificates.

    Raises:
        MissingExtra: The optional library is not installed.
        VerificationError: The stamp is malformed, of another text, or not by a trusted authority.
    """
    library = _library()
    from cryptography import x509

    try:
        builder = library.VerifierBuilder()
        for root in x509.load_pem_x509_certificates(roots_pem):
            builder = builder.add_root_certificate(root)
        stamp = library.decode_timestamp_response(data)
        builder.build().verify_message(stamp, checkpoint_text)
    except (ValueError, library.VerificationError):
        raise VerificationError("the time stamp does not hold for this checkpoint") from None
    time: datetime = stamp.tst_info.gen_time
    return Stamp(time=time)


def stamp_path(folder: Path, size: int) -> Path:
    """Return where the stamp of the checkpoint of a size is kept."""
    return folder / STAMPS / f"{size}{EXTENSION}"


def _library() -> Any:  # noqa: ANN401 - an optional module
    try:
        import rfc3161_client
    except ImportError:
        raise MissingExtra.of(EXTRA, "a time stamp") from None
    return rfc3161_client
