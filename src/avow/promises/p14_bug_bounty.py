"""P14: security researchers are safe and are paid."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P14",
    version=1,
    sentence="Security researchers are safe and are paid.",
    mechanism=(
        "Safe harbour, intake, replayed findings, severity, payouts by two people, a "
        "disclosure clock."
    ),
    limits_of_proof="Service levels count the reports that came in by the form.",
    needs=(
        Need(
            kind="bounty.levels",
            max_age_days=31,
            limits=(
                Limit(
                    field="answers_overdue",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="reports without an answer in time",
                ),
                Limit(
                    field="payouts_overdue",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="payouts that were not made in time",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
