"""P6: people can turn chat history off; those chats are not used for training."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P6",
    version=1,
    sentence="People can turn chat history off; those chats are not used for training.",
    mechanism="Two independent switches, temporary chats, and retention that deletes.",
    limits_of_proof=(
        "Absence is proved for the sets that were sealed; that a model saw nothing else rests "
        "on the trainer's hash check."
    ),
    needs=(
        Need(
            kind="chats.retention",
            max_age_days=2,
            limits=(
                Limit(
                    field="overdue",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="conversations kept beyond their time",
                ),
            ),
        ),
        Need(
            kind="sets.consent",
            max_age_days=31,
            limits=(
                Limit(
                    field="switched_off_rows",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="rows of training sets whose owner had switched training off",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
