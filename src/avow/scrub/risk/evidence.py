"""What the measured residual risk of a data set proves: a bound, and how it was measured."""

from avow.evidence.canonical import Json
from avow.evidence.interface import Clock, Evidence
from avow.scrub.risk.measure import Risk

RESIDUAL_KIND = "scrub.residual"


def residual_evidence(risk: Risk, clock: Clock) -> Evidence | None:
    """Return the evidence of a measured bound, or None where there is no bound.

    The bound holds jointly at 95 % for what the checker can see; `share_found` is what it saw.
    """
    overall = risk.overall
    if overall.limit is None or overall.records == 0:
        return None
    method: dict[str, Json] = {
        "config_digest": risk.config_digest,
        "rules_digest": risk.rules_digest,
        "sample_threshold": risk.sample.threshold,
        "confidence": 0.95,
    }
    result: dict[str, Json] = {
        "upper_bound": overall.limit,
        "share_found": overall.hits / overall.records,
        "records_checked": overall.records,
        "records_flagged": overall.hits,
        "checker_recall_lower": overall.recall_lower,
    }
    return Evidence(
        kind=RESIDUAL_KIND,
        subject=risk.sample.content_root,
        time=clock.now(),
        method=method,
        result=result,
    )
