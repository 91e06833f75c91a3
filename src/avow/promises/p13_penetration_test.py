"""P13: third parties run a penetration test every year."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P13",
    version=1,
    sentence="Third parties run a penetration test every year.",
    mechanism="A register of tests, findings, fixes and retests.",
    limits_of_proof="A test shows what its testers found in the time they had.",
    needs=(
        Need(
            kind="pentest.letter",
            max_age_days=365,
            limits=(
                Limit(
                    field="findings_past_due",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="findings that are open beyond their date",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
