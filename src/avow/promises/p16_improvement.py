"""P16: models improve from real conversations whose owners agreed."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P16",
    version=1,
    sentence="Models improve from real conversations whose owners agreed.",
    mechanism="Select what is eligible, scrub, export, train, audit, gate, seal, serve.",
    limits_of_proof="Lineage covers models that were released through the system.",
    needs=(
        Need(
            kind="improve.lineage",
            max_age_days=92,
            limits=(
                Limit(
                    field="models_without_lineage",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="released models without a set, consent snapshot and audit",
                ),
                Limit(
                    field="rows_without_consent",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="rows of released models' sets without their owner's consent",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
