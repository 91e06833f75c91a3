"""Western European checks that have no oracle, published examples and named cases."""

import pytest
from identifier_tables import changed_digits, judge, passing, verdict

from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT, RESERVED


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("AB123456C", PLAUSIBLE),
        ("AB 12 34 56 C", PLAUSIBLE),
        ("ab123456c", PLAUSIBLE),
        ("QQ 12 34 56 C", RESERVED),  # the prefix of HMRC's own examples
        ("BG123456A", REJECT),
        ("GB123456A", REJECT),
        ("KN123456A", REJECT),
        ("NK123456A", REJECT),
        ("NT123456A", REJECT),
        ("TN123456A", REJECT),
        ("ZZ123456A", REJECT),
        ("DA123456A", REJECT),
        ("AO123456A", REJECT),
        ("AB123456E", REJECT),
        ("AB12345C", REJECT),
    ],
)
def test_gb_nino(value: str, expected: int) -> None:
    assert verdict("gb_nino", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("MORGA657054SM9IJ", PLAUSIBLE),  # specimen of the DVLA: month 5 plus 50
        ("MORGA753116SM9IJ", PLAUSIBLE),
        ("FO999 803210 J99AB", PLAUSIBLE),
        ("MORGA657054SM9IJ 35", PLAUSIBLE),
        ("MORGA697054SM9IJ", REJECT),  # month 47
        ("MORGA653324SM9IJ", REJECT),  # 32 March
        ("MO9GA657054SM9IJ", REJECT),  # filling before a letter
        ("99999657054SM9IJ", REJECT),
        ("MORGA6570549M9IJ", REJECT),  # second initial without a first
        ("MORGA657054SM9I", REJECT),
        ("MORGA65705ASM9IJ", REJECT),
    ],
)
def test_gb_driver(value: str, expected: int) -> None:
    assert verdict("gb_driver", value) == expected


PRESIDIO_1990 = [
    # Health insurance: SGB V section 290, Anlage 1, and the factor sequence that was wrong.
    ("de_kvnr", "A000500015", CHECKED),
    ("de_kvnr", "C000500021", CHECKED),
    ("de_kvnr", "M123456785", CHECKED),
    ("de_kvnr", "A123456787", REJECT),
    ("de_kvnr", "M123456789", REJECT),
    ("de_kvnr", "B123456787", REJECT),
    # Pension insurance: the letter becomes two digits, the check is apart from the twelve.
    ("de_rvnr", "15070649C103", CHECKED),
    ("de_rvnr", "65 170839 J 003", CHECKED),
    ("de_rvnr", "15070649C104", REJECT),
    ("de_rvnr", "15071349C103", REJECT),
    ("de_rvnr", "15320649C103", REJECT),
    # Identity card and passport: serial of the specimens, 7-3-1.
    ("de_document", "L01X00T471", CHECKED),
    ("de_document", "L01X00T471D", CHECKED),
    ("de_document", "T220001293", CHECKED),
    ("de_document", "C01X00T478", CHECKED),
    ("de_document", "T22000129", PLAUSIBLE),
    ("de_document", "L01X00T472", REJECT),
    ("de_document", "LO1X00T471", REJECT),
    ("de_document", "401X00T47", REJECT),
    # Tax id: ISO 7064 and the repetition rule; tax number: only known states.
    ("de_idnr", "86 095 742 719", CHECKED),
    ("de_idnr", "65929970489", CHECKED),
    ("de_idnr", "12345678901", REJECT),
    ("de_idnr", "36574261890", REJECT),
    ("de_idnr", "36554266806", REJECT),
    ("de_stnr", "181/815/08155", PLAUSIBLE),
    ("de_stnr", "2893081508152", PLAUSIBLE),
    ("de_stnr", "9993181508155", REJECT),
    ("de_stnr", "2093081508152", REJECT),
    ("de_vat", "DE136695976", CHECKED),
    ("de_vat", "DE136695978", REJECT),
]


@pytest.mark.parametrize(("name", "value", "expected"), PRESIDIO_1990)
def test_presidio_1990_german_set(name: str, value: str, expected: int) -> None:
    assert verdict(name, value) == expected


@pytest.mark.parametrize("place", range(10))
def test_german_document_notices_any_changed_digit(place: int) -> None:
    number = "L01X00T471"
    if number[place].isdigit():
        assert passing("de_document", changed_digits(number, [place])) == []
    assert verdict("de_document", number) == CHECKED


@pytest.mark.parametrize("place", [1, 2, 3, 4, 5, 6, 7, 8, 9])
def test_german_health_number_notices_any_changed_digit(place: int) -> None:
    number = "K543219876"
    assert verdict("de_kvnr", number) == CHECKED
    assert passing("de_kvnr", changed_digits(number, [place])) == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("de_driving_licence", "B072RRE2I55", CHECKED),
        ("de_driving_licence", "B072RRE2I65", REJECT),
        ("de_driving_licence", "B0A2RRE2I55", REJECT),
        ("lu_matricule", "1893120105732", CHECKED),
        ("lu_matricule", "1893120105733", REJECT),  # Verhoeff digit
        ("lu_matricule", "1893120105742", REJECT),  # Luhn digit
        ("lu_matricule", "1893130105732", REJECT),  # month 13
        ("fr_nir", "2 95 10 99 126 111 93", CHECKED),
        ("fr_nir", "253072B07300470", CHECKED),
        ("fr_nir", "253072A07300443", CHECKED),
        ("fr_nir", "253072C07300443", REJECT),
        ("fr_nir", "253071A07300443", REJECT),
        ("be_nn", "85.07.30-033 28", CHECKED),
        ("be_nn", "17 07 30 033 84", CHECKED),
        ("be_nn", "98.47.28-997.65", REJECT),
        ("be_bis", "98.47.28-997.65", CHECKED),
        ("be_bis", "85.07.30-033 28", REJECT),
        ("nl_bsn", "1112.22.333", CHECKED),
        ("nl_bsn", "000000000", REJECT),
        ("nl_vat", "NL002455799B11", CHECKED),
        ("nl_vat", "NL002455799B12", REJECT),
        ("li_peid", "00001234567", PLAUSIBLE),
        ("li_peid", "0000123", REJECT),
        ("ie_pps", "6433435FW", CHECKED),
        ("ie_pps", "6433435OA", CHECKED),
        ("ie_pps", "6433435VH", REJECT),
        ("ie_vat", "IE 8D79739I", CHECKED),
        ("ie_vat", "IE 8D79739J", REJECT),
        ("ch_ahv", "756.9217.0769.85", CHECKED),
        ("ch_ahv", "756.9217.0769.84", REJECT),
        ("gb_nhs", "943 476 5870", CHECKED),
        ("gb_nhs", "943-476-5871", REJECT),
        ("gb_nhs", "999 000 0018", RESERVED),
        ("gb_nhs", "999 000 0019", REJECT),
        ("gb_upn", "B801200005001", CHECKED),
        ("gb_upn", "E000200005001", REJECT),
    ],
)
def test_published_examples(name: str, value: str, expected: int) -> None:
    assert verdict(name, value) == expected


def test_rows_are_judged_apart_in_one_batch() -> None:
    values = ["L01X00T471", "x", "T22000129", "L01X00T472D"]
    assert judge(["de_document"], values) == [CHECKED, REJECT, PLAUSIBLE, REJECT]
