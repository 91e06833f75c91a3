"""Libraries that are not installed, and libraries that pass over their own failures."""

import logging
import threading

import pytest

from avow.detect.backends.optional import complaints_are_errors, load_library
from avow.errors import DetectionError, MissingExtra


def test_an_installed_library_is_given() -> None:
    assert load_library("json", extra="presidio", purpose="Reading").loads("1") == 1


@pytest.mark.parametrize("module", ["avow_no_such_library", "avow_no_such_library.part"])
def test_a_missing_library_names_the_line_that_installs_it(module: str) -> None:
    with pytest.raises(MissingExtra) as raised:
        load_library(module, extra="gliner", purpose="A second opinion of GLiNER2")
    assert raised.value.hint == 'pip install "avow[gliner]"'
    assert raised.value.message.startswith("A second opinion of GLiNER2 needs the extra 'gliner'")


@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR])
def test_a_complaint_of_the_library_is_a_failure(level: int) -> None:
    log = logging.getLogger("avow_test_library.part")
    with (
        pytest.raises(DetectionError, match="other failed on a text") as raised,
        complaints_are_errors("avow_test_library", "other"),
    ):
        log.log(level, "could not read Anna Muster")
    assert "Anna" not in str(raised.value)


def test_silence_and_other_threads_are_no_failure() -> None:
    log = logging.getLogger("avow_test_library")
    with complaints_are_errors("avow_test_library", "other"):
        log.info("all is well")
        thread = threading.Thread(target=log.warning, args=("elsewhere",))
        thread.start()
        thread.join()
    log.warning("after the block")
