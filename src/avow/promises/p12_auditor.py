"""P12: an independent auditor examined the controls over a period (SOC 2 Type 2)."""

from avow.promises.interface import Limit, Need, Promise, Relation
from avow.promises.judging import judge_needs

PROMISE = Promise(
    id="P12",
    version=1,
    sentence="An independent auditor examined the controls over a period (SOC 2 Type 2).",
    mechanism=(
        "Controls are mapped to criteria and collected by the running system; the auditor "
        "reads in a room of their own."
    ),
    limits_of_proof=(
        "The opinion is the auditor's; the evidence on file shows that a report exists and "
        "what it covers."
    ),
    needs=(
        Need(
            kind="assurance.report",
            max_age_days=400,
            limits=(
                Limit(
                    field="period_days",
                    relation=Relation.AT_LEAST,
                    value=90,
                    means="days of the period that the auditor examined",
                ),
                Limit(
                    field="gaps_hidden",
                    relation=Relation.AT_MOST,
                    value=0,
                    means="gaps in the evidence that the page does not show",
                ),
            ),
        ),
    ),
    judge=judge_needs,
)
