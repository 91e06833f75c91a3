"""P8: anyone can opt out by a form."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P8",
    version=1,
    sentence="Anyone can opt out by a form.",
    mechanism=(
        "A public form without an account; an approved opt-out reaches the guard, the next "
        "training set and the audit."
    ),
    limits_of_proof="It covers names and identifiers that were given; other spellings may remain.",
    needs=(
        Need(
            kind="optouts.loop",
            max_age_days=31,
            limits=(
                Limit(
                    field="late",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="approved opt-outs that reached the guard too late",
                ),
                Limit(
                    field="leaks_after",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="probes that still leaked after an opt-out was approved",
                ),
                Limit(
                    field="in_next_set",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="opted-out people found in a later training set",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
