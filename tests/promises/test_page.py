"""The page: sixteen promises, one file each, versioned, never weaker unseen."""

import dataclasses
from pathlib import Path

import pytest

import avow.promises
from avow.promises.history import HISTORY
from avow.promises.interface import Limit, Need, Promise, Relation, State
from avow.promises.judging import combine
from avow.promises.page import PAGE
from avow.promises.wording import Wording, compare_terms, judge_wording


def test_the_page_is_the_directory() -> None:
    folder = Path(avow.promises.__file__).parent
    files = sorted(path.stem for path in folder.glob("p[0-9][0-9]_*.py"))
    assert [f"P{int(name[1:3])}" for name in files] == [promise.id for promise in PAGE]
    assert [promise.id for promise in PAGE] == [f"P{number}" for number in range(1, 17)]


@pytest.mark.parametrize("promise", PAGE, ids=lambda promise: promise.id)
def test_a_promise_says_what_keeps_it_and_what_its_proof_cannot_show(promise: Promise) -> None:
    for words in (promise.sentence, promise.mechanism, promise.limits_of_proof):
        assert words.endswith(".")
    for word in ("tamper-proof", "compliant", "anonymous", "guarantee"):
        assert word not in promise.sentence.lower()
    assert promise.needs


@pytest.mark.parametrize("promise", PAGE, ids=lambda promise: promise.id)
def test_no_promise_changes_without_a_new_version(promise: Promise) -> None:
    """A changed sentence, need or limit needs a new row of HISTORY and a higher version."""
    own = [row for row in HISTORY if row.id == promise.id]
    assert [row.version for row in own] == list(range(1, promise.version + 1))
    assert own[-1].digest == promise.digest()


BASE = PAGE[1]


def altered(promise: Promise, **need_changes: object) -> Promise:
    first, *rest = promise.needs
    needs = (dataclasses.replace(first, **need_changes), *rest)
    return dataclasses.replace(promise, version=promise.version + 1, needs=needs)


def limits(**changes: object) -> tuple[Limit, ...]:
    first, *rest = BASE.needs[0].limits
    return (dataclasses.replace(first, **changes), *rest)


WEAKER = {
    "may be older": altered(BASE, max_age_days=91),
    "no longer needed": altered(BASE, kind="audit.other"),
    "no longer limited": altered(BASE, limits=BASE.needs[0].limits[1:]),
    "looser": altered(BASE, limits=limits(value=0.8)),
    "another direction": altered(BASE, limits=limits(relation=Relation.AT_MOST)),
}


@pytest.mark.parametrize("words", WEAKER)
def test_weaker_terms_are_flagged(words: str) -> None:
    found = compare_terms(BASE.terms(), WEAKER[words].terms())
    assert any(words in one.what for one in found)
    assert found[0].id == "P2"


def test_stronger_and_equal_terms_are_not() -> None:
    assert compare_terms(BASE.terms(), BASE.terms()) == []
    stronger = altered(BASE, max_age_days=30, limits=limits(value=0.95))
    assert compare_terms(BASE.terms(), stronger.terms()) == []
    lower = PAGE[2].needs[0].limits[1]
    tighter = dataclasses.replace(PAGE[2].needs[0], limits=(dataclasses.replace(lower, value=0.0),))
    promise = dataclasses.replace(PAGE[2], needs=(tighter,))
    assert {one.what for one in compare_terms(PAGE[2].terms(), promise.terms())} == {
        "raw_values_on_wire is no longer limited"
    }


def test_a_limit_that_no_longer_breaks_is_weaker() -> None:
    limit = Limit(field="x", relation=Relation.AT_MOST, value=0, means="x")
    soft = dataclasses.replace(limit, estimate="y")
    one = dataclasses.replace(BASE, needs=(Need(kind="a.b", max_age_days=1, limits=(limit,)),))
    two = dataclasses.replace(BASE, needs=(Need(kind="a.b", max_age_days=1, limits=(soft,)),))
    (found,) = compare_terms(one.terms(), two.terms())
    assert "no longer breaks" in found.what
    assert compare_terms(two.terms(), one.terms()) == []


def test_what_was_published_is_compared_with_what_is_in_force() -> None:
    weaker = WEAKER["looser"]
    assert judge_wording(weaker, [BASE.terms()], HISTORY)
    assert judge_wording(BASE, [BASE.terms(), BASE.terms()], HISTORY) == []
    assert judge_wording(BASE, [], HISTORY) == []
    says_less = (*HISTORY, Wording(id="P2", version=2, digest="", weaker=True))
    newer = dataclasses.replace(BASE, version=2, sentence="It refuses now and then.")
    (found,) = judge_wording(newer, [BASE.terms()], says_less)
    assert "says less" in found.what
    assert judge_wording(newer, [newer.terms()], says_less) == []


def test_strange_published_terms_do_not_stop_a_verdict() -> None:
    for terms in ({}, {"id": "P2", "needs": 5}, {"id": "P2", "needs": ["x"], "version": "one"}):
        assert judge_wording(BASE, [terms], HISTORY) == []


def test_no_parts_are_no_proof() -> None:
    assert combine([]).state is State.NOT_PROVEN
