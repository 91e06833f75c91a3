"""Findings judged: what is filled in, and what stays as it was."""

from collections.abc import Callable
from typing import Any

from avow.detect.finding import Finding, Strength
from avow.detect.subjects.attach import MAX_REASONS, judge_findings, subjects_digest
from avow.policy.actions import Action, ActionPolicy, choose_action

Reader = Callable[[str], Any]


def _findings(found: Any, **changes: Any) -> list[Finding]:  # noqa: ANN401 - of the reader
    spans = [(one.start, one.end, one.kind) for one in (*found.persons, *found.facts)]
    return [
        Finding(
            start=start,
            end=end,
            byte_start=start,
            byte_end=end,
            kind=kind,
            rule="test.rule",
            rule_version=1,
            score=0.9,
            strength=Strength.TAGGER,
            **changes,
        )
        for start, end, kind in sorted(spans)
    ]


def test_names_get_person_verdict_and_evidence(read_marked: Reader) -> None:
    found = read_marked("Senator <<Jane Roe>> met my aunt <<Joy Doe>>. <<Roe>> smiled.")
    judged = judge_findings(found.text, _findings(found))
    assert [(one.entity, one.subject) for one in judged] == [
        (0, "public"),
        (1, "private"),
        (0, "public"),
    ]
    assert [reason.type for reason in judged[2].reasons][-1] == "link"
    assert any("en.office.state" in reason.detail for reason in judged[0].reasons)
    assert all(len(one.reasons) <= MAX_REASONS + 1 for one in judged)
    assert "Roe" not in repr(judged)


def test_handles_get_the_person_only(read_marked: Reader) -> None:
    found = read_marked("Senator <<Jane Roe>> voted.\n\n\n<<@jane_roe>> <<x9@mail.org>>")
    judged = judge_findings(found.text, _findings(found))
    assert [(one.entity, one.subject) for one in judged] == [(0, "public"), (0, ""), (-1, "")]


def test_only_the_name_of_a_public_figure_may_be_kept(read_marked: Reader) -> None:
    found = read_marked("Senator <<Jane Roe>> voted.\n\n\n{{contact.phone|0161 496 0321}}")
    name, phone = judge_findings(found.text, _findings(found))
    policy = ActionPolicy()
    actions = [
        choose_action(policy, kind=one.kind, path="text", subject=one.subject)
        for one in (name, phone)
    ]
    assert actions == [Action.KEEP, Action.REDACT]
    strict = ActionPolicy(keep_public=False)
    assert choose_action(strict, kind=name.kind, path="text", subject=name.subject) is Action.REDACT


def test_a_text_without_names_stays_as_it_is(read_marked: Reader) -> None:
    found = read_marked("{{contact.phone|0161 496 0321}} <<x9@mail.org>>")
    findings = _findings(found)
    assert judge_findings(found.text, findings) == findings


def test_a_place_that_a_tagger_takes_for_an_address_condemns_nobody(read_marked: Reader) -> None:
    for value, subject in (("Kiel", "public"), ("4 Elm Road, Kiel", "private")):
        found = read_marked(f"Senator <<Jane Roe>>, {{{{contact.address|{value}}}}}, voted.")
        assert judge_findings(found.text, _findings(found))[0].subject == subject


def test_reserved_values_are_left_alone(read_marked: Reader) -> None:
    found = read_marked("Senator <<Jane Roe>>, {{contact.phone|555 0100}}")
    (name,) = _findings(read_marked("Senator <<Jane Roe>>, 555 0100"))
    (_, phone) = _findings(found, reserved=True)
    judged = judge_findings(found.text, [name, phone])
    assert [one.subject for one in judged] == ["public", ""]


def test_the_digest_covers_the_tables() -> None:
    assert subjects_digest().startswith("sha256:")
    assert subjects_digest() == subjects_digest()
