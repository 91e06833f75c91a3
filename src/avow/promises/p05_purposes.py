"""P5: public information is not used to profile people."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P5",
    version=1,
    sentence=(
        "Public information is not used to profile people, to advertise to or target them, or "
        "to sell data."
    ),
    mechanism=(
        "No read of personal data without a declared, allowed purpose; forbidden purposes "
        "cannot be granted."
    ),
    limits_of_proof="Counts cover reads through the system; a copy made outside it is not counted.",
    needs=(
        Need(
            kind="purposes.reads",
            max_age_days=7,
            limits=(
                Limit(
                    field="undeclared_reads",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="reads of personal data without a declared purpose",
                ),
                Limit(
                    field="forbidden_granted",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="grants of a forbidden purpose",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
