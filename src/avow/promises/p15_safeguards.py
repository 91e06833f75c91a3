"""P15: models and computing are safeguarded; new threats are prepared for."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P15",
    version=1,
    sentence="Models and computing are safeguarded; new threats are prepared for.",
    mechanism=(
        "Only sealed safetensors are served, a rollback is refused; a bill of materials; "
        "attack recipes run on every change."
    ),
    limits_of_proof="Recipes cover published techniques; an unpublished one is not among them.",
    needs=(
        Need(
            kind="models.inventory",
            max_age_days=7,
            limits=(
                Limit(
                    field="unsealed_served",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="models that were served without a seal",
                ),
                Limit(
                    field="rollbacks_accepted",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="older models that were taken back into service",
                ),
                Limit(
                    field="components_unlisted",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="components missing from the bill of materials",
                ),
            ),
        ),
        Need(
            kind="models.attacks",
            max_age_days=31,
            limits=(
                Limit(
                    field="recipes_failed",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="attack recipes that succeeded",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
