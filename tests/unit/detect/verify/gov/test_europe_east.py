"""Central and Eastern European checks that have no oracle, published examples, named cases."""

import pytest
from identifier_tables import changed_digits, passing, verdict

from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("44051401458", CHECKED),
        ("44051401359", CHECKED),
        ("02070803628", CHECKED),
        ("11111111116", CHECKED),
        ("11111111114", REJECT),
        ("44051401457", REJECT),
        ("55558888888", REJECT),  # day 88
        ("02381307589", REJECT),  # month 18
        ("4405140145", REJECT),
    ],
)
def test_presidio_1998_pesel(value: str, expected: int) -> None:
    assert verdict("pl_pesel", value) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("pl_identity_card", "ABA300000", CHECKED),
        ("pl_identity_card", "ABS 123456", CHECKED),
        ("pl_identity_card", "ABA300001", REJECT),
        ("pl_identity_card", "AB1300000", REJECT),
        ("pl_passport", "ZS 0000177", CHECKED),
        ("pl_passport", "ZS0000178", REJECT),
        ("hu_personal", "2-720216-1673", CHECKED),
        ("hu_personal", "2-720216-1674", REJECT),
        ("hu_personal", "2-721316-1673", REJECT),
        ("hu_personal", "9-720216-1673", REJECT),
        ("hu_taj", "111 111 110", CHECKED),
        ("hu_taj", "123456788", CHECKED),
        ("hu_taj", "123456789", REJECT),
        ("hu_taj", "000000000", REJECT),
        ("hu_tax_id", "8071592153", CHECKED),
        ("hu_tax_id", "8071592154", REJECT),
        ("hu_tax_id", "7071592153", REJECT),
        ("hu_vat", "12892312-1-42", CHECKED),
        ("hu_vat", "12892312-9-42", REJECT),
        ("hu_vat", "12892313-1-42", REJECT),
        ("ru_snils", "112-233-445 95", CHECKED),
        ("ru_snils", "087-654-303 00", CHECKED),  # rest 101 is written as 00
        ("ru_snils", "112-233-445 96", REJECT),
        ("ru_snils", "001-001-998 00", REJECT),  # given out before the check digits
        ("ru_inn", "500100732259", CHECKED),
        ("ru_inn", "7707083893", CHECKED),
        ("ru_inn", "7707083894", REJECT),
        ("ru_ogrn", "1022200525819", CHECKED),
        ("ru_ogrn", "304500116000157", CHECKED),
        ("ru_ogrn", "304500116000158", REJECT),
        ("ua_unzr", "19910824-00026", CHECKED),  # specimen of the identity card
        ("ua_unzr", "19910824-00027", REJECT),
        ("ua_unzr", "19911324-00026", REJECT),
        ("ua_rntrc", "1759013776", CHECKED),
        ("ua_rntrc", "1759013770", REJECT),
        ("cz_rc", "710319/2745", CHECKED),
        ("cz_rc", "991231123", PLAUSIBLE),
        ("cz_rc", "710319/2746", REJECT),
        ("cz_rc", "801231123", PLAUSIBLE),
        ("cz_rc", "601231123", REJECT),  # nine digits ended in 1953
        ("sk_vat", "SK 202 274 96 19", CHECKED),
        ("sk_vat", "SK 202 274 96 18", REJECT),
        ("ro_cnp", "1630615123457", CHECKED),
        ("ro_cnp", "1632215123457", REJECT),
        ("ro_cui", "RO 185 472 90", CHECKED),
        ("ro_cui", "RO 185 472 91", REJECT),
        ("bg_egn", "8032056031", CHECKED),
        ("bg_egn", "8032056032", REJECT),
        ("hr_oib", "33392005961", CHECKED),
        ("hr_oib", "33392005962", REJECT),
        ("jmbg", "0101006500006", CHECKED),
        ("jmbg", "0101006500007", REJECT),
        ("tr_tckimlik", "17291716060", CHECKED),
        ("tr_tckimlik", "07291716092", REJECT),
        ("md_idno", "1008600038413", CHECKED),
        ("md_idno", "1008600038412", REJECT),
    ],
)
def test_published_examples(name: str, value: str, expected: int) -> None:
    assert verdict(name, value) == expected


@pytest.mark.parametrize(
    ("name", "number"),
    [("hu_taj", "123456788"), ("hu_tax_id", "8071592153"), ("pl_identity_card", "ABA300000"),
     ("pl_passport", "ZS0000177"), ("ua_unzr", "1991082400026"), ("hu_personal", "27202161673")],
)  # fmt: skip
def test_any_changed_digit_is_noticed(name: str, number: str) -> None:
    assert verdict(name, number) == CHECKED
    assert passing(name, changed_digits(number)) == []


def test_hungarian_weights_turn_round_in_1997() -> None:
    before, after = "19612311230", "19701011230"
    rising = sum((place + 1) * int(before[place]) for place in range(10)) % 11
    falling = sum((10 - place) * int(after[place]) for place in range(10)) % 11
    assert rising != falling
    assert verdict("hu_personal", before[:10] + str(rising)) == CHECKED
    assert verdict("hu_personal", after[:10] + str(falling)) == CHECKED
    assert verdict("hu_personal", before[:10] + str((rising + 1) % 10)) == REJECT
