"""P7: API customers' data is not used for training by default."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P7",
    version=1,
    sentence="API customers' data is not used for training by default.",
    mechanism=(
        "Eligibility is written with the message and says no; only an organisation's owner "
        "can opt in."
    ),
    limits_of_proof="Counts cover the sets that were sealed.",
    needs=(
        Need(
            kind="sets.api",
            max_age_days=31,
            limits=(
                Limit(
                    field="rows_without_opt_in",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="rows of training sets from API customers that had not opted in",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
