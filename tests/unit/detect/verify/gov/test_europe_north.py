"""Northern European and Baltic checks: published examples, coordination and test numbers."""

import pytest
from identifier_tables import verdict
from stdnum import luhn

from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT, RESERVED


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("se_personnummer", "811218-9876", CHECKED),
        ("se_personnummer", "196408233234", CHECKED),
        ("se_personnummer", "19640823-3234", CHECKED),
        ("se_personnummer", "121212+1212", CHECKED),
        ("se_personnummer", "640823-3235", REJECT),
        ("se_personnummer", "811318-9876", REJECT),
        ("se_personnummer", "701063-2391", REJECT),
        ("se_personnummer", "296408233234", REJECT),  # year 2964
        ("se_samordningsnummer", "701063-2391", CHECKED),
        ("se_samordningsnummer", "19701063-2391", CHECKED),
        ("se_samordningsnummer", "701063-2392", REJECT),
        ("se_samordningsnummer", "811218-9876", REJECT),
        ("se_orgnr", "556703-7485", CHECKED),
        ("se_orgnr", "811218-9876", REJECT),
        ("se_vat", "SE556703748501", CHECKED),
        ("se_vat", "SE556703748502", REJECT),
        ("no_fodselsnummer", "151086 95088", CHECKED),
        ("no_fodselsnummer", "15108695077", REJECT),
        ("no_fodselsnummer", "12876023359", RESERVED),  # month raised by 80: published test people
        ("no_orgnr", "988 077 917", CHECKED),
        ("no_orgnr", "988 077 918", REJECT),
        ("dk_cpr", "211062-5629", CHECKED),
        ("dk_cpr", "010107-1234", PLAUSIBLE),  # no mod 11 since 2007
        ("dk_cpr", "511062-5629", REJECT),
        ("dk_cvr", "13585628", CHECKED),
        ("dk_cvr", "13585627", REJECT),
        ("fi_hetu", "131052-308T", CHECKED),
        ("fi_hetu", "131052a308t", CHECKED),
        ("fi_hetu", "131052Y308T", CHECKED),  # separators in force since 2023
        ("fi_hetu", "131052-308U", REJECT),
        ("fi_hetu", "131052G308T", REJECT),
        ("fi_hetu", "310252-308Y", REJECT),
        ("fi_hetu", "131052-001K", REJECT),  # individual numbers start at 002
        ("is_kennitala", "120174-3399", CHECKED),
        ("is_kennitala", "450401-3150", CHECKED),
        ("is_kennitala", "320174-3399", REJECT),
        ("ee_ik", "36805280109", CHECKED),
        ("ee_ik", "36805280108", REJECT),
        ("lv_person", "161175-19997", CHECKED),
        ("lv_person", "161375-19997", REJECT),
        ("lv_vat", "LV40003521600", CHECKED),
        ("lv_vat", "LV40003521601", REJECT),
        ("lt_asmens", "33309240064", CHECKED),
        ("lt_asmens", "33309240164", REJECT),
        ("lt_vat", "LT100001919017", CHECKED),
        ("lt_vat", "LT100001919018", REJECT),
    ],
)
def test_published_examples(name: str, value: str, expected: int) -> None:
    assert verdict(name, value) == expected


def test_coordination_number_is_a_personal_number_with_a_later_day() -> None:
    for serial in range(200):
        digits = f"701063{serial:03d}"
        number = digits + luhn.calc_check_digit(digits)
        assert verdict("se_samordningsnummer", number) == CHECKED
        assert verdict("se_samordningsnummer", number[:-1] + str((int(number[-1]) + 1) % 10)) == 0


def test_29_february_needs_a_leap_year() -> None:
    assert verdict("dk_cpr", "290200-4000") == PLAUSIBLE  # 2000
    assert verdict("dk_cpr", "290200-1000") == REJECT  # 1900
