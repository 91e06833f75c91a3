"""The one tree of errors: each says when it is raised and what to do next.

    AvowError
    ├── UsageError            a command, setting or configuration is wrong  (exit 1 or 2)
    │   ├── ConfigError       a configuration file has an unknown key or a bad value
    │   ├── MissingExtra      a part that needs an optional dependency was asked for
    │   └── RuleError         a detection rule cannot be run exactly
    ├── InputError            what was read is not what it claims to be
    │   ├── DecodeError       text that cannot be encoded or decoded (lone surrogates, bad UTF-8)
    │   └── DamagedInput      a file breaks off or fails its own checksum
    ├── DetectionError        the detector could not finish; no partial result is ever returned
    │   └── TooManyCandidates one document floods the scanner (counted, never timed)
    ├── OutputError           a result could not be written whole (full disk, permission)
    ├── VerificationError     a digest, signature or count does not hold              (exit 4)
    └── PolicyError           a limit set by policy is not met                        (exit 5)

No message holds personal text: messages name places (file, line, rule, field), never values.
"""


class AvowError(Exception):
    """Base of every error that Avow raises on purpose.

    Args:
        message: What is wrong and where, without any value from the data.
        hint: What the reader can do next; printed on its own line by the command line.
    """

    default_hint = "Run the command again with --help, or see the documentation."

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the hint when an error crosses a process border."""
        return (_rebuild, (type(self), self.message, self.hint))


def _rebuild(kind: type[AvowError], message: str, hint: str) -> AvowError:
    return kind(message, hint=hint)


class UsageError(AvowError):
    """A command line, setting or configuration asks for something that cannot be done."""


class ConfigError(UsageError):
    """A configuration file has an unknown key, a wrong type or an impossible value."""

    default_hint = "Correct the named key; the reference lists every setting with its default."


class MissingExtra(UsageError):
    """A part was asked for whose optional dependency is not installed."""

    @classmethod
    def of(cls, extra: str, purpose: str) -> "MissingExtra":
        """Return the error for an extra, with the exact line that installs it."""
        return cls(f"{purpose} needs the extra '{extra}'", hint=f'pip install "avow[{extra}]"')


class RuleError(UsageError):
    """A detection rule is refused because the engine cannot run it exactly."""

    default_hint = "Run `avow detect rules lint FILE` for the whole list of findings."


class InputError(AvowError):
    """Data that was read is not what it claims to be."""


class DecodeError(InputError):
    """Text cannot be encoded or decoded: invalid UTF-8 or a lone surrogate."""

    default_hint = "Re-encode the text as UTF-8 without lone surrogates."


class DamagedInput(InputError):
    """A file breaks off or contradicts its own checksum."""

    default_hint = "Fetch the file again, or pass --allow-truncated to keep its complete records."


class DetectionError(AvowError):
    """The detector could not finish a text; no partial result is returned (it fails closed)."""

    default_hint = "Treat the text as unscanned; report the rule set digest and the record's place."


class TooManyCandidates(DetectionError):
    """One document produced more candidates than its length allows; counted, never timed."""

    default_hint = "The text looks built to flood a scanner; keep it in quarantine."


class OutputError(AvowError):
    """A result could not be written whole; nothing was left under its final name."""

    default_hint = "Free space or fix permissions, then run the same command again: it resumes."


class VerificationError(AvowError):
    """A digest, signature, root or count does not hold."""

    default_hint = "Do not use this data; compare it with a copy that verifies."


class PolicyError(AvowError):
    """A limit that policy sets is not met, so the act stops."""
