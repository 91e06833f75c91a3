"""P9: help articles and a privacy policy say how data is used."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P9",
    version=1,
    sentence="Help articles and a privacy policy say how data is used.",
    mechanism="The pages are generated from the running configuration and versioned.",
    limits_of_proof="That the words are understood cannot be proved.",
    needs=(
        Need(
            kind="pages.published",
            max_age_days=31,
            limits=(
                Limit(
                    field="stale_pages",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="pages that do not say what is configured",
                ),
                Limit(
                    field="weakened_without_notice",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="promises weakened without notice",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
