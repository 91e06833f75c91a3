"""Rows of single digits are settled by their boundaries: the verifier is not asked about each."""

from dataclasses import replace

import pytest

from avow.detect.engine.batch import make_batch
from avow.detect.engine.program import compile_program
from avow.detect.engine.propose import propose
from avow.detect.engine.scanning.hyperscan_scanner import HyperscanScanner
from avow.detect.table import load_table
from avow.detect.verify.interface import Candidates
from avow.detect.verify.people.phone import VERIFIERS
from avow.text import ByteArray

ROW = {rule.id: rule for rule in load_table().rules}
KINDS = load_table().kinds


def judged(rule_id: str, text: str) -> int:
    """Return how many candidates of one row its verifier gets from a text."""
    row = ROW[rule_id]
    asked: list[int] = []

    def verify(candidates: Candidates) -> ByteArray:
        asked.append(len(candidates))
        return VERIFIERS[row.verifier](candidates)

    program = compile_program([(row, KINDS[row.kind])], cache=None, make_scanner=HyperscanScanner)
    program = replace(program, rules=(replace(program.rules[0], verifier=verify),))
    batch = make_batch([text.encode()])
    propose(program, batch, program.context.map_batch(batch, [""]))
    return sum(asked)


@pytest.mark.parametrize(
    ("rule_id", "text", "most"),
    [
        ("contact.phone.spaced_digits", "phone " + "1 " * 50_000, 0),
        ("contact.phone.spaced_digits", "phone " + "4 1 5 " * 20_000 + "phone", 0),
        ("contact.phone.spaced_digits", "phone: 4 1 5 5 5 5 2 6 7 1 2 3 4 5 6 7", 0),
        ("contact.phone.digit_lines", "phone:\n" + "1\n" * 50_000, 9),
        ("contact.phone.digit_lines", "1\n" * 50_000, 0),
    ],
)
def test_endless_rows_cost_the_verifier_nothing(rule_id: str, text: str, most: int) -> None:
    assert judged(rule_id, text) <= most


@pytest.mark.parametrize(
    ("rule_id", "text"),
    [
        ("contact.phone.spaced_digits", "phone: 4 1 5 5 5 5 2 6 7 1"),
        ("contact.phone.digit_lines", "phone:\r\n4\r\n1\r\n5\r\n5\r\n5\r\n5\r\n2\r\n6\r\n7\r\n1"),
    ],
)
def test_a_number_reaches_the_verifier(rule_id: str, text: str) -> None:
    assert judged(rule_id, text) >= 1
