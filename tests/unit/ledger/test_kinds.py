import pytest
from ledgers import evidence

from avow.errors import UsageError
from avow.ledger.kinds import KINDS, check_payload, event_kind
from avow.promises.page import PAGE


def test_every_kind_has_one_row() -> None:
    names = [kind.name for kind in KINDS]
    assert len(names) == len(set(names))
    assert all(kind.title.endswith(".") and kind.fields for kind in KINDS)


def test_every_promise_finds_its_evidence_among_the_kinds() -> None:
    for promise in PAGE:
        for need in promise.needs:
            kind = event_kind(need.kind)
            assert kind.evidence
            figures = {limit.field for limit in need.limits}
            figures |= {limit.estimate for limit in need.limits if limit.estimate}
            assert figures <= set(kind.fields)


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(UsageError, match="no kind of event"):
        event_kind("consent.imagined")


def test_payloads_fit_their_kind() -> None:
    kind = event_kind("log.incident")
    check_payload(kind, {"what": "x", "size": 1})
    for payload in ({"what": "x"}, {"what": "x", "size": 1, "email": "a@example.com"}, {}):
        with pytest.raises(UsageError, match="does not fit"):
            check_payload(kind, payload)


def test_evidence_fits_its_kind() -> None:
    kind = event_kind("scrub.residual")
    good = evidence("scrub.residual", upper_bound=0.01, share_found=0.0, more=1)
    check_payload(kind, good.as_json())
    with pytest.raises(UsageError, match="lacks share_found"):
        check_payload(kind, evidence("scrub.residual", upper_bound=0.01).as_json())
    with pytest.raises(UsageError, match="not one of"):
        check_payload(kind, evidence("scrub.run", upper_bound=0.01).as_json())
    with pytest.raises(UsageError, match="not one of"):
        check_payload(kind, {**good.as_json(), "result": 5})
