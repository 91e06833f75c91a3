"""Clean a folder from Python: addresses become tokens of one person, cards go, counts balance.

Prints:

    {"id": 1, "text": "Ask [EMAIL_1] or [EMAIL_2]. Then [EMAIL_1] again."}
    {"id": 2, "text": "Paid with [CARD]."}
    {"id": 3, "text": "Nothing personal here."}
    3 records in = 3 out (2 changed) + 0 dropped + 0 in quarantine
    verified: True
"""

import tempfile
from pathlib import Path

from avow.evidence.clocks import SystemClock
from avow.policy.actions import Action, ActionPolicy
from avow.scrub.config import ScrubConfig
from avow.scrub.keys import KeyRef, write_key_file
from avow.scrub.pipeline.setup import Setup
from avow.scrub.progress import SilentProgress
from avow.scrub.proof.verify import verify_dataset
from avow.scrub.run import RunOptions, run_scrub
from avow.scrub.storage.registry import open_store

RECORDS = """\
{"id": 1, "text": "Ask lena@brackenmere.de or tom@brackenmere.de. Then lena@brackenmere.de again."}
{"id": 2, "text": "Paid with 4539 1488 0343 6467."}
{"id": 3, "text": "Nothing personal here."}
"""
CONFIG = ScrubConfig(actions=ActionPolicy(kinds={"contact.email": Action.TOKEN}))


def main() -> None:
    """Scrub three records in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        source, target, key = (Path(folder) / name for name in ("in", "out", "master.key"))
        source.mkdir()
        (source / "chats.jsonl").write_text(RECORDS, encoding="utf-8")
        write_key_file(key)
        result = run_scrub(
            Setup(
                input_url=str(source),
                output_url=str(target),
                config=CONFIG,
                key=KeyRef(file=str(key)),
            ),
            RunOptions(workers=1),
            clock=SystemClock(),
            observer=SilentProgress(),
        )
        if result.manifest is None:
            raise SystemExit(f"not finished: {result.problem}")
        print((target / "data" / "chats.jsonl").read_text(encoding="utf-8"), end="")
        balance = result.manifest.balance
        print(
            f"{balance.records_in} records in = {balance.records_out} out"
            f" ({balance.changed} changed) + {balance.records_dropped} dropped"
            f" + {balance.records_quarantined} in quarantine"
        )
        print("verified:", not verify_dataset(open_store(str(target))).problems)


if __name__ == "__main__":
    main()
