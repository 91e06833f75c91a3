"""Made-up texts with a known answer."""

from pathlib import Path

import pytest

from avow.detect.bench.probes import (
    CARRIERS,
    FIRST_NAME,
    FORMS,
    FULL_NAME,
    LOWER_CASE,
    make_log_lines,
    make_origin_probe,
)
from avow.errors import InputError


def test_names_stand_where_the_probe_says(data_folder: Path) -> None:
    probe = make_origin_probe(data_folder)
    assert set(probe.regions) == {"Northern Europe", "East and South-East Asia"}
    assert len(probe.texts) == len(probe.forms) == 2 * len(FORMS) * len(CARRIERS)
    wanted = {
        FULL_NAME: {"Astrid Lindqvist", "Haruka Tanaka"},
        FIRST_NAME: {"Astrid", "Haruka"},
        LOWER_CASE: {"astrid lindqvist", "haruka tanaka"},
    }
    for text, form in zip(probe.texts, probe.forms, strict=True):
        (span,) = text.spans
        assert text.text[span.start : span.end] in wanted[form]
        assert (text.text == text.text.lower()) is (form == LOWER_CASE)


def test_the_probe_repeats_itself(data_folder: Path) -> None:
    assert make_origin_probe(data_folder) == make_origin_probe(data_folder)


def test_absent_gazetteers_are_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        make_origin_probe(tmp_path)


def test_log_lines_have_the_asked_size_and_repeat() -> None:
    texts = list(make_log_lines(0.02))
    assert 20_000 <= sum(map(len, texts)) < 26_000
    assert texts == list(make_log_lines(0.02))
    assert "{" not in "".join(texts)
    assert list(make_log_lines(0)) == []
