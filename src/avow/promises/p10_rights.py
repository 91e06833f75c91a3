"""P10: GDPR and CCPA rights are honoured; a data processing agreement can be signed."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P10",
    version=1,
    sentence="GDPR and CCPA rights are honoured; a data processing agreement can be signed.",
    mechanism=(
        "Requests with real calendar deadlines; export, correction, and erasure by key "
        "destruction and re-scan."
    ),
    limits_of_proof=(
        "Erasure covers what the system holds; plaintext copies outside it are named, not reached."
    ),
    needs=(
        Need(
            kind="rights.requests",
            max_age_days=7,
            limits=(
                Limit(
                    field="overdue",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="requests past their deadline",
                ),
                Limit(
                    field="erasures_unproven",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="erasures without a proof",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
