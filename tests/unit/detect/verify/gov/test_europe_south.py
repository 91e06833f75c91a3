"""Southern European checks that have no oracle, and published examples."""

import pytest
from identifier_tables import changed_digits, passing, verdict

from avow.detect.verify.interface import CHECKED, REJECT


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("es_nuss", "28/12345678/40", CHECKED),
        ("es_nuss", "281234567840", CHECKED),
        ("es_nuss", "281234567841", REJECT),
        ("es_nuss", "991234567840", REJECT),  # no such province
        ("es_nuss", "280000000000", REJECT),
        ("es_nuss", "28123456784", REJECT),
        ("pt_niss", "11111111110", CHECKED),
        ("pt_niss", "11111111111", REJECT),
        ("pt_niss", "31111111116", REJECT),  # persons start with 1 or 2
        ("es_dni", "54362315-K", CHECKED),
        ("es_dni", "54362315Z", REJECT),
        ("es_nie", "x-2482300w", CHECKED),
        ("es_nie", "A2482300W", REJECT),
        ("es_klm", "M-1234567-L", CHECKED),
        ("es_klm", "J1234567L", REJECT),
        ("es_cif", "J99216582", CHECKED),
        ("es_cif", "J99216583", REJECT),
        ("es_cif", "O1234567L", REJECT),
        ("es_vat", "ESB58378431", CHECKED),
        ("es_vat", "ES54362315K", CHECKED),
        ("es_vat", "ES54362315Z", REJECT),
        ("pt_cc", "00000000 0 ZZ4", CHECKED),
        ("pt_cc", "00000000 0 ZZ3", REJECT),
        ("pt_cc", "00000000 A ZZ4", REJECT),
        ("it_codicefiscale", "RCCMNL83S18D969H", CHECKED),
        ("it_codicefiscale", "rccmnl83s18d969h", CHECKED),
        ("it_codicefiscale", "RCCMNL83S18D969I", REJECT),
        ("it_codicefiscale", "RCCMNL83S78D969H", REJECT),
        ("it_codicefiscale", "RCCMNL83F18D969H", REJECT),
        ("it_iva", "00743110157", CHECKED),
        ("it_iva", "00743110158", REJECT),
        ("gr_amka", "01013099997", CHECKED),
        ("gr_amka", "01013099999", REJECT),
        ("gr_amka", "32013099997", REJECT),
        ("gr_vat", "EL 094259216", CHECKED),
        ("gr_vat", "EL 123456781", REJECT),
        ("cy_vat", "CY10259033P", CHECKED),
        ("cy_vat", "CY10259033Z", REJECT),
        ("mt_vat", "MT 1167-9112", CHECKED),
        ("mt_vat", "MT 1167-9113", REJECT),
    ],
)
def test_published_examples(name: str, value: str, expected: int) -> None:
    assert verdict(name, value) == expected


def test_omocodia_letters_stand_for_digits() -> None:
    plain = "RCCMNL83S18D969H"
    coded = plain[:14] + "V"  # V stands for 9
    letters = [x for x in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if verdict("it_codicefiscale", coded + x)]
    assert letters == ["W"]


@pytest.mark.parametrize("place", range(12))
def test_es_nuss_notices_any_changed_digit(place: int) -> None:
    number = "281234567840"
    assert verdict("es_nuss", number) == CHECKED
    assert passing("es_nuss", changed_digits(number, [place])) == []
