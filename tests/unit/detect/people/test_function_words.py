import pytest

from avow.detect.people.fast import FastTagger
from avow.detect.people.function_words import FUNCTION_WORDS, without_function_words
from avow.detect.people.interface import Mention


def test_only_whole_lower_case_function_words_are_left_out() -> None:
    text = "hier ist Hier und hierher, sono"
    spans = [(0, 4), (9, 13), (18, 25), (0, 13), (27, 31)]
    mentions = [Mention(start=a, end=b, label="PERSON", probability=0.9) for a, b in spans]
    kept = without_function_words(text, mentions)
    assert [(one.start, one.end) for one in kept] == [(9, 13), (18, 25), (0, 13)]


def test_the_list_holds_no_common_name_in_lower_case() -> None:
    names = {"maria", "ana", "jan", "eva", "ian", "mia", "leo", "max", "tom", "omar", "kim", "ben"}
    assert not names & FUNCTION_WORDS
    assert all(word == word.lower() for word in FUNCTION_WORDS)


@pytest.mark.parametrize(
    "text",
    ["ciao sono Ginevra Bellucci", "hallo, hier ist murat", "Le petit Th\u00e9o (6 ans)"],
)
def test_function_words_are_no_persons(text: str) -> None:
    found = [text[one.start : one.end] for one in FastTagger.load().tag([text])[0]]
    assert not FUNCTION_WORDS & set(found)
