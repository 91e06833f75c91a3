"""P11: a trust portal shows compliance."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P11",
    version=1,
    sentence="A trust portal shows compliance.",
    mechanism="A live page whose tiles show value, time, maximum age and a link to the proof.",
    limits_of_proof="A portal shows evidence on file; it makes nobody compliant.",
    needs=(
        Need(
            kind="portal.check",
            max_age_days=2,
            limits=(
                Limit(
                    field="claims_without_evidence",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="tiles that claim more than fresh evidence shows",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
