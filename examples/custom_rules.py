"""Find a kind of one's own with a rule file.

Prints:

    contact.email  Write to <<lena@brackenmere.de>> about badge BDG-004711.
                   because structure email, pattern contact.email
    id.badge       Write to lena@brackenmere.de about badge <<BDG-004711>>.
                   because pattern custom.badge
"""

from pathlib import Path

from avow.detect.detector import Detector

RULES = Path(__file__).with_name("badge.toml")
TEXT = "Write to lena@brackenmere.de about badge BDG-004711."


def main() -> None:
    """Print each finding in its place, with its reasons."""
    detector = Detector.load(rules=[RULES], only=("contact.email", "id.badge"))
    for finding in detector.find(TEXT):
        before, value, after = (
            TEXT[: finding.start],
            TEXT[finding.start : finding.end],
            TEXT[finding.end :],
        )
        reasons = ", ".join(f"{reason.type} {reason.detail}" for reason in finding.reasons)
        print(f"{finding.kind:<14} {before}<<{value}>>{after}")
        print(f"{'':<14} because {reasons}")


if __name__ == "__main__":
    main()
