"""The judgement: rules a to h, each with what flips it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.detect.subjects.cues.clauses import clause_starts
from avow.detect.subjects.figures import Figure, Namesakes, packaged_figures
from avow.detect.subjects.gather import Item
from avow.detect.subjects.interface import Evidence, Horizon, JudgePolicy, Person, Verdict
from avow.detect.subjects.judge import judge
from avow.detect.subjects.weigh import fits_entry, weigh

Reader = Callable[[str], Any]
PRIVATE, PUBLIC, UNKNOWN = "private", "public", "unknown"


def _verdicts(read_marked: Reader, marked: str, **options: object) -> list[str]:
    found = read_marked(marked)
    return [str(one.verdict) for one in judge(found.text, found.persons, found.facts, **options)]  # type: ignore[arg-type]


class _OptOuts:
    """Somebody who asked to be left out, by any of some spellings."""

    def __init__(self, *values: str) -> None:
        self.values = {value.lower() for value in values}

    def person_hit(self, kind: str, value: str) -> str:
        return f"{kind}:digest" if value.lower() in self.values else ""


# Rule a: the list is evidence, not a verdict.


@pytest.mark.parametrize(
    ("marked", "verdict"),
    [
        ("<<Romelu Lukaku>> lives in our street.", UNKNOWN),
        ("<<Romelu Lukaku>> called twice.", UNKNOWN),
        ("<<Romelu Lukaku>> scored the second goal.", PUBLIC),
        ("<<Emmanuel Macron>> won the election.", PUBLIC),
        ("<<Jane Roe>> won the election.", UNKNOWN),
    ],
)
def test_a_list_hit_needs_a_cue(read_marked: Reader, marked: str, verdict: str) -> None:
    assert _verdicts(read_marked, marked) == [verdict]


def test_a_the_list_can_be_switched_off(read_marked: Reader) -> None:
    policy = JudgePolicy(use_list=False)
    marked = "<<Romelu Lukaku>> scored the second goal."
    assert _verdicts(read_marked, marked, policy=policy) == [UNKNOWN]


# Rule b: cues of a public role, for unlisted people too.


@pytest.mark.parametrize(
    ("marked", "verdict"),
    [
        ("Prime Minister <<Jane Roe>> resigned.", PUBLIC),
        ("<<Jane Roe>>, the mayor of Northfield, resigned.", PUBLIC),
        ("<<Jane Roe>> of the Labour Party resigned.", PUBLIC),
        ("<<Jane Roe>> (1931–2019) was an American novelist.", PUBLIC),
        ("Night Train (1987), directed by <<Jane Roe>>, was a success.", PUBLIC),
        ("A film directed by <<Jane Roe>> was shown.", UNKNOWN),
        ("<<Jane Roe>> met the prime minister.", UNKNOWN),
        ("The painter <<Jane Roe>> did our hall.", UNKNOWN),
        ("CEO <<Jane Roe>> opened the canteen.", UNKNOWN),
        ("The footballer <<Jane Roe>> retired.", PUBLIC),
        ("The footballer <<Jane Roe>> plays in our team.", UNKNOWN),
        ("I met the footballer <<Jane Roe>>.", UNKNOWN),
        ("My aunt met Senator <<Jane Roe>>.", PUBLIC),
        ("Poem by <<Lily Roe>>, class 5B.", UNKNOWN),
        ("<<Lily Roe>>'s paintings hang on the fridge.", UNKNOWN),
        ("<<Jane Roe>>, vice president of the bank, signed.", UNKNOWN),
        ("La presidenta de la comunidad, <<Ana Roe>>, firmó.", UNKNOWN),
    ],
)
def test_b_roles(read_marked: Reader, marked: str, verdict: str) -> None:
    assert _verdicts(read_marked, marked) == [verdict]


def test_b_roles_alone_can_be_switched_off(read_marked: Reader) -> None:
    policy = JudgePolicy(use_roles=False)
    assert _verdicts(read_marked, "Prime Minister <<Jane Roe>> resigned.", policy=policy) == [
        UNKNOWN
    ]
    assert _verdicts(read_marked, "President <<Emmanuel Macron>> spoke.", policy=policy) == [PUBLIC]


# Rule c: cues of privacy win. Each flips what is public without it.


@pytest.mark.parametrize(
    "flip",
    [
        "Senator <<Jane Roe>>, {{contact.address|4 Elm Road, Kiel}}, voted.",
        "Senator <<Jane Roe>>, {{contact.phone|0161 496 0321}}, voted.",
        "Senator <<Jane Roe>>, {{contact.email|jr77@mail.org}}, voted.",
        "Senator <<Jane Roe>>, {{gov.us.ssn|078-05-1120}}, voted.",
        "Senator <<Jane Roe>>, diagnosed with cancer, voted.",
        "Senator <<Jane Roe>> was diagnosed with cancer.",
        "Senator <<Jane Roe>> lives at number 4.",
        "Patient: Senator <<Jane Roe>>\nPatient: <<Jane Roe>>",
        "The victim, Senator <<Jane Roe>>, fled. The victim, <<Jane Roe>>, fled.",
        "My neighbour <<Jane Roe>> is Senator <<Jane Roe>>.",
        "Personnel file. Senator <<Jane Roe>> was late.",
        "My name is <<Jane Roe>>. Senator <<Jane Roe>> voted.",
        "Senator <<Jane Roe>>, 9, voted in the school parliament.",
    ],
)
def test_c_privacy_wins(read_marked: Reader, flip: str) -> None:
    assert _verdicts(read_marked, "Senator <<Jane Roe>> voted.") == [PUBLIC]
    assert set(_verdicts(read_marked, flip)) == {PRIVATE}


@pytest.mark.parametrize(
    "marked",
    [
        "Senator <<Jane Roe>>, {{contact.email|press@senate.example}}, voted.",
        "Senator <<Jane Roe>>, {{contact.profile_url|https://x.example/jr}}, voted.",
        "Senator <<Jane Roe>> voted on the patient act.",
        "Senator <<Jane Roe>> met a victim.",
    ],
)
def test_c_what_is_no_cue_of_privacy(read_marked: Reader, marked: str) -> None:
    assert _verdicts(read_marked, marked) == [PUBLIC]


def test_c_an_event_in_one_clause_leaves_the_others(read_marked: Reader) -> None:
    marked = "Senator <<Jane Roe>> voted. Later <<Roe>> was diagnosed. Senator <<Roe>> returned."
    assert _verdicts(read_marked, marked) == [PUBLIC, PRIVATE, PUBLIC]


def test_c_the_dead_are_history(read_marked: Reader) -> None:
    marked = "<<Jane Roe>> (1801–1870) was an English novelist. His wife <<Jane Roe>> had asthma."
    assert _verdicts(read_marked, marked) == [PUBLIC, PUBLIC]
    assert _verdicts(read_marked, marked.replace(" (1801–1870)", ""))[1] == PRIVATE


def test_c_an_old_house_makes_nobody_history(read_marked: Reader) -> None:
    marked = "Senator <<Jane Roe>> was diagnosed in the clinic founded in 1758."
    assert _verdicts(read_marked, marked) == [PRIVATE]


@pytest.mark.parametrize(
    "marked",
    [
        "The boy <<Romelu Lukaku>> scored the second goal.",
        "<<Romelu Lukaku>>, 11, scored the second goal.",
        "High school student <<Romelu Lukaku>> scored the second goal.",
        "Prime Minister <<Jane Roe>> (born 2015) is an actress.",
    ],
)
def test_c_minors_are_never_public(read_marked: Reader, marked: str) -> None:
    assert _verdicts(read_marked, marked) == [PRIVATE]


def test_a_being_named_often_is_no_cue(read_marked: Reader) -> None:
    text = "<<Romelu Lukaku>> called. " * 20
    assert set(_verdicts(read_marked, text)) == {UNKNOWN}
    assert set(_verdicts(read_marked, text + "Painter <<Romelu Lukaku>> left.")) == {PUBLIC}


# Rule d: namesakes and one-word names.


@pytest.mark.parametrize(
    ("marked", "verdict"),
    [
        ("<<Michael Jordan>> scored again.", PUBLIC),
        ("<<Michael Jordan>> won the election.", UNKNOWN),
        ("<<Michael Jordan>> called again.", UNKNOWN),
        ("<<Obama>> won the election.", UNKNOWN),
        ("President <<Obama>> won the election.", UNKNOWN),
    ],
)
def test_d_common_and_single_names(read_marked: Reader, marked: str, verdict: str) -> None:
    assert _verdicts(read_marked, marked) == [verdict]


def test_d_one_word_is_public_as_a_link_only(read_marked: Reader) -> None:
    marked = "President <<Barack Obama>> spoke. <<Obama>> smiled."
    assert _verdicts(read_marked, marked) == [PUBLIC, PUBLIC]


def _item(area: str, type_: str = "context", weight: int = 1) -> Item:
    return Item(evidence=Evidence(type=type_, source="test", weight=weight), field=area)


def _weigh(figure: Figure | None, *items: Item) -> Verdict:
    return weigh(
        items,
        figure,
        has_full_name=True,
        policy=JudgePolicy(),
        version="test",
        date="2026-11-25",
    )[0]


ENTRY = Figure(
    why=("player",),
    sources=("list",),
    born=1980,
    namesakes=Namesakes.FEW,
    fields=frozenset({"sport"}),
)


@pytest.mark.parametrize(
    ("namesakes", "area", "verdict"),
    [
        (Namesakes.FEW, "sport", PUBLIC),
        (Namesakes.MANY, "politics", PUBLIC),
        (Namesakes.COMMON, "sport", PUBLIC),
        (Namesakes.COMMON, "politics", UNKNOWN),
        (Namesakes.VERY_COMMON, "culture", UNKNOWN),
    ],
)
def test_d_raising_the_namesakes_flips(namesakes: Namesakes, area: str, verdict: str) -> None:
    assert _weigh(replace(ENTRY, namesakes=namesakes), _item(area)) == verdict


@pytest.mark.parametrize(
    ("area", "fits"),
    [("sport", True), ("politics", False), ("any", False), ("", False), ("culture", False)],
)
def test_d_which_role_fits(area: str, fits: bool) -> None:
    assert fits_entry(area, ENTRY) is fits


# Rule f: opt-outs win over everything.


@pytest.mark.parametrize(
    "value", ["Emmanuel Macron", "emmanuel macron", "Macron", "e.macron@mail.org"]
)
def test_f_an_opt_out_flips_every_mention(read_marked: Reader, value: str) -> None:
    marked = "President <<Emmanuel Macron>> spoke. <<Macron>> smiled. <<e.macron@mail.org>>"
    found = read_marked(marked)
    judged = judge(found.text, found.persons, optouts=_OptOuts(value))
    assert {str(one.verdict) for one in judged} == {PRIVATE}
    assert all(one.evidence[0].type == "optout" for one in judged)


def test_f_an_opt_out_of_others_changes_nothing(read_marked: Reader) -> None:
    marked = "President <<Emmanuel Macron>> spoke. <<Jane Roe>> smiled."
    assert _verdicts(read_marked, marked, optouts=_OptOuts("Jane Roe")) == [PUBLIC, PRIVATE]


def test_f_reversed_names_are_looked_up_both_ways(read_marked: Reader) -> None:
    marked = "President <<Macron, Emmanuel>> spoke."
    assert _verdicts(read_marked, marked, optouts=_OptOuts("Emmanuel Macron")) == [PRIVATE]


# Rule g: evidence, and the same verdict each time.


def test_g_evidence_names_list_cue_date_and_place_but_no_name(read_marked: Reader) -> None:
    found = read_marked("<<Romelu Lukaku>> scored the second goal.")
    (one,) = judge(found.text, found.persons)
    types = {item.type: item for item in one.evidence}
    assert set(types) == {"list_public", "work", "context"}
    assert "intl-goalscorers" in types["list_public"].source
    assert types["list_public"].date == packaged_figures().date
    assert found.text[types["context"].start : types["context"].end] == "scored"
    assert "Lukaku" not in repr(one)


def test_g_expired_roles_count_no_more(read_marked: Reader) -> None:
    marked = "<<Emmanuel Macron>> won the election."
    assert _verdicts(read_marked, marked, policy=JudgePolicy(role_years=60)) == [PUBLIC]
    assert _verdicts(read_marked, marked, policy=JudgePolicy(role_years=10)) == [UNKNOWN]


WORDS = (
    "Senator <<Jane Roe>>",
    "<<Roe>>",
    "<<Emmanuel Macron>>",
    "my neighbour <<Bob Doe>>",
    "<<Bob>>",
    "won the election",
    "was diagnosed",
    "in 1758",
    ".",
    ". ",
    "\n",
    "(1900–1970)",
    "is an American actor",
    "aged 9",
    "<<jroe@mail.org>>",
)
texts = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@settings(max_examples=60)
@given(texts)
def test_g_verdicts_replay(marked: str) -> None:
    found = _read(marked)
    first = judge(found[0], found[1])
    assert judge(found[0], found[1]) == first
    assert len(first) == len(found[1])


@settings(max_examples=60)
@given(texts, st.data())
def test_the_clause_horizon_needs_nothing_behind_the_clause(
    marked: str, data: st.DataObject
) -> None:
    text, persons = _read(marked)
    cut = data.draw(st.sampled_from([*clause_starts(text)[1:], len(text)]))
    known = [person for person in persons if person.end <= cut]
    whole = judge(text, persons, horizon=Horizon.CLAUSE)
    part = judge(text[: cut + 1], known, horizon=Horizon.CLAUSE)
    assert part == whole[: len(known)]


def test_the_horizons_differ_where_a_cue_comes_later(read_marked: Reader) -> None:
    marked = "<<Jane Roe>> spoke. Prime Minister <<Jane Roe>> resigned. <<Roe>> went home."
    assert _verdicts(read_marked, marked) == [PUBLIC] * 3
    assert _verdicts(read_marked, marked, horizon=Horizon.CLAUSE) == [UNKNOWN, PUBLIC, PUBLIC]


def _read(marked: str) -> tuple[str, list[Person]]:
    text, persons = "", []
    for number, piece in enumerate(marked.replace(">>", "<<").split("<<")):
        start = len(text)
        text += piece
        if number % 2:
            kind = "contact.email" if "@" in piece else "person.name"
            persons.append(Person(start=start, end=len(text), kind=kind))
    return text, persons


def test_a_text_without_names_has_no_judgements() -> None:
    assert judge("nothing here", []) == []
