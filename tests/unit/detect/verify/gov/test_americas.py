"""Identifiers of the Americas against python-stdnum, published examples and mutations."""

import re

import pytest
from identifier_tables import (
    DIGITS,
    PROSE,
    Case,
    both,
    candidate_in,
    disagreements,
    either,
    family_detector,
    found_in,
    judge,
    passing,
    pattern,
    survivors,
)

from avow.detect.detector import Detector
from avow.detect.verify.gov.americas import FACTORIES, VERIFIERS
from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT, RESERVED
from avow.errors import RuleError

CURP = "{BOXW|GOMA|AXDE}{31|75|00|04}{08|13|02}{20|29|31}{H|M|Q}{NE|DF|ZZ|JC}{RXN|XNN}{0|7|A|B}0"
RFC = "{GODE|COMG|MAB|X&Y|ÑOÑ}{56|00|99}{12|07|13}{31|30|02}{GR|AB|9T|1Z}{0|1|2|3|4|5|6|7|8|9|A}"

CASES = (
    Case(
        names=("us_ssn",),
        oracle="us.ssn",
        draw=either("000-00-0000", "{000|666|899|900|078|219|457}-{00|05|09|55}-{0000|1120|9999}"),
        valid=("536-90-4399",),
        differs=lambda number: (
            number in {"078-05-1120", "219-09-9999", "457-55-5462"}
            or re.fullmatch(r"987-65-432\d", number) is not None
        ),
        reason="numbers printed in advertisements are reported as reserved, not dropped",
    ),
    Case(
        names=("us_itin",),
        oracle="us.itin",
        draw=either("900-00-0000", "000-00-0000"),
        valid=("912-90-3456",),
        differs=lambda number: 50 <= int(number[4:6]) <= 65,
        reason="the IRS has issued groups 50 to 65 too; the oracle begins at 70",
    ),
    Case(
        names=("us_atin",),
        oracle="us.atin",
        draw=either("900-93-0000", "000-00-0000"),
        valid=("900-93-1234",),
        differs=lambda number: not (number[0] == "9" and number[4:6] == "93"),
        reason="the oracle takes any nine digits; ATINs are 9xx-93-xxxx",
    ),
    Case(
        names=("us_ptin",),
        oracle="us.ptin",
        draw=either("P00000000", "P-00000000", "A00000000", "P0000000"),
        valid=("P-00634642", "P01594846"),
    ),
    Case(
        names=("us_ein",),
        oracle="us.ein",
        draw=pattern("00-0000000"),
        valid=("91-1144442", "04-2103594"),
    ),
    Case(
        names=("ca_sin",),
        oracle="ca.sin",
        draw=either("000-000-000", "000000000"),
        valid=("123-456-782",),
        differs=lambda number: number.replace("-", "") == "046454286",
        reason="the government's fictitious example is reported as reserved",
    ),
    Case(
        names=("ca_bn",),
        oracle="ca.bn",
        draw=either("000000000", "00000 0000", "000000000{RC|RM|RP|RT|RR|RZ|AB}0000"),
        valid=("12302 6635", "12302 6635 RC 0001"),
        differs=lambda number: "RR" in number or "RZ" in number,
        reason="programmes RR (charities) and RZ (information returns) exist too",
    ),
    Case(
        names=("mx_curp",),
        oracle="mx.curp",
        draw=pattern(CURP),
        valid=("BOXW310820HNERXN09",),
    ),
    Case(
        names=both("mx_rfc"),
        oracle="mx.rfc",
        draw=pattern(RFC),
        valid=("GODE561231GR8", "MAB-930714-8T4", "COMG-600703"),
    ),
    Case(
        names=("br_cpf",),
        oracle="br.cpf",
        draw=either("000.000.000-00", "000.000.00{1-10|2-22|3-33}", "00000000000"),
        valid=("390.533.447-05",),
        differs=lambda number: len(set(re.sub(r"\D", "", number))) == 1,
        reason="one digit repeated passes the sums but is never issued",
    ),
    Case(
        names=("br_cnpj",),
        oracle="br.cnpj",
        draw=either("00.000.000/0001-00", "00.A00.A00/00AA-00", "00000000000000"),
        valid=("16.727.230/0001-97", "12.ABC.345/01DE-35"),
    ),
    Case(
        names=("ar_dni",),
        oracle="ar.dni",
        draw=either("00.000.000", "0000000", "000000000", "000000"),
        valid=("20.123.456",),
    ),
    Case(
        names=both("ar_cuit"),
        oracle="ar.cuit",
        draw=pattern("{20|23|24|27|30|33|34|50|51|55|21|99}-00000000-0"),
        valid=("20-05536168-2", "20267565393"),
    ),
    Case(
        names=both("cl_rut"),
        oracle="cl.rut",
        draw=either("00.000.000-0", "0.000.000-0", "00000000-K", "00.000.000-A"),
        valid=("76086428-5", "12.531.909-2"),
    ),
    Case(
        names=both("co_nit"),
        oracle="co.nit",
        draw=either("000.000.000-0", "0000000000", "0000000-0", "000000-0", "0000000000-0"),
        valid=("213.123.432-1",),
    ),
    Case(
        names=("pe_dni",),
        oracle="pe.cui",
        draw=either("00000000", "00000000-0", "00000000-A", "0000000"),
        valid=("10117410", "10117410-2"),
    ),
    Case(
        names=both("pe_ruc"),
        oracle="pe.ruc",
        draw=pattern("{10|15|17|20|16}000000000"),
        valid=("20512333797", "10054148289"),
    ),
    Case(
        names=("uy_rut",),
        oracle="uy.rut",
        draw=either("{21|00|22|23}-000000-{001|002}-0", "21000000{001}0"),
        valid=("21-100342-001-7", "21 140634 001 1"),
    ),
    Case(
        names=("ec_ci",),
        oracle="ec.ci",
        draw=either("{01|17|24|25|30|50|00}00000000", "170000000-0"),
        valid=("171430710-3",),
    ),
    Case(
        names=both("ec_ruc"),
        oracle="ec.ruc",
        draw=either("{01|17|25|30}0000000000{0|1}", "17{6|9}00000000{01|00}", "17{9|6}0000000001"),
        valid=("1792060346-001",),
    ),
    Case(
        names=both("ve_rif"),
        oracle="ve.rif",
        draw=either("{V|E|J|P|G|X}-00000000-0", "{V|J}000000000"),
        valid=("V-11470283-4",),
    ),
    Case(
        names=both("py_ruc"),
        oracle="py.ruc",
        draw=either("00000000-0", "0000000-0", "000000-0", "000000000-0", "0000-0"),
        valid=("80028061-0", "9991603", "2660-3"),
    ),
    Case(
        names=("do_cedula",),
        oracle="do.cedula",
        draw=either("000-0000000-0", "00000000000"),
        valid=("00113918205", "224-0002211-1"),
    ),
    Case(
        names=("cr_cedula",),
        oracle="cr.cpf",
        draw=either("{1|2|3|4|5|6|7|8|9}-0000-0000", "0{1|7}-0000-0000", "20-0000-0000", "1-000"),
        valid=("3-0455-0175", "701610395"),
        differs=lambda number: re.fullmatch(r"0?0-?\d{4}-?\d{4}", number) is not None,
        reason="provinces are 1 to 9; the oracle takes a 0 too",
    ),
    Case(
        names=("cr_dimex",),
        oracle="cr.cr",
        draw=either("100000000000", "10000000000", "000000000000", "1000000000"),
        valid=("155812994816",),
    ),
    Case(
        names=("gt_nit",),
        oracle="gt.nit",
        draw=either("1000000-0", "100000-K", "10000000-0", "1000-0", "1000000-A"),
        valid=("576937-K", "7108-0", "39525503"),
    ),
    Case(
        names=("sv_nit",),
        oracle="sv.nit",
        draw=either("{0|1|9|5}000-000000-{000|099|100|101|104}-0", "{0|9}000-000000-000-0"),
        valid=("0614-050707-104-8",),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.oracle)
def test_verdict_equals_the_oracle(case: Case) -> None:
    assert disagreements(case, "americas") == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.oracle)
def test_published_numbers_pass(case: Case) -> None:
    assert REJECT not in judge(case.names, case.valid)


@pytest.mark.parametrize(
    ("name", "module", "template"),
    [
        ("ca_sin", "ca.sin", "{1|5|9}00000000"),
        ("ca_bn", "ca.bn", "000000000"),
        ("cl_rut:person", "cl.rut", "{1|2}0000000-0"),
        ("uy_rut", "uy.rut", "21-{1|2}00000-{001}-0"),
        ("ec_ci", "ec.ci", "17{0|5}0000000"),
        ("do_cedula", "do.cedula", "4000000000{0|1|2|3}"),
        ("gt_nit", "gt.nit", "1000000-0"),
    ],
)
def test_every_single_digit_error_is_caught(name: str, module: str, template: str) -> None:
    assert survivors(name, module, template) == []


@pytest.mark.parametrize(
    ("names", "number", "verdict"),
    [
        (("us_ssn",), "078-05-1120", RESERVED),
        (("us_ssn",), "987-65-4320", RESERVED),
        (("us_itin",), "987-65-4321", RESERVED),
        (("us_ssn",), "987-65-4319", REJECT),
        (("us_itin",), "912-50-1234", PLAUSIBLE),
        (("us_itin",), "912-66-1234", REJECT),
        (("us_itin",), "912-93-1234", REJECT),
        (("us_atin",), "912-93-1234", PLAUSIBLE),
        (("ca_sin",), "046 454 286", RESERVED),
        (("ca_bn",), "123026635RR0001", CHECKED),
        (("ca_bn",), "123026635RX0001", REJECT),
        (("mx_rfc:person",), "XAXX010101000", RESERVED),
        (("mx_rfc:person",), "GODE561231GR8", CHECKED),
        (("mx_rfc:person",), "GODE561231GR9", PLAUSIBLE),
        (("mx_rfc:person",), "GODE561331GR8", REJECT),
        (("mx_rfc:company",), "MAB9307148T4", CHECKED),
        (("mx_rfc:person",), "MAB9307148T4", REJECT),
        (("br_cpf",), "111.111.111-11", REJECT),
        (("br_cnpj",), "12.ABC.345/01DE-35", CHECKED),
        (("br_cnpj",), "12.ABC.345/01DE-36", REJECT),
        (("ar_cuit:person",), "20-05536168-2", CHECKED),
        (("cl_rut:person",), "76086428-5", REJECT),
        (("pe_ruc:person",), "10054148289", CHECKED),
        (("ec_ruc:person",), "1714307103001", CHECKED),
        (("uy_ci",), "1.234.567-2", CHECKED),
        (("sv_dui",), "00016297-5", CHECKED),
        (("sv_dui",), "00016297-6", REJECT),
    ],
)
def test_named_verdict(names: tuple[str, ...], number: str, verdict: int) -> None:
    assert judge(names, [number]) == [verdict]


@pytest.mark.parametrize(
    ("state", "number", "verdict"),
    [
        ("FL", "S514-172-80-844-0", PLAUSIBLE),  # Soundex S514, born in 1980, day code 500 + 344
        ("FL", "S514-172-80-499-0", REJECT),  # no such day
        ("FL", "S814-172-80-844-0", REJECT),  # Soundex has no 8
        ("FL", "S504-172-80-844-0", REJECT),  # a zero pads, so nothing follows it
        ("IL", "D400-7836-0001", PLAUSIBLE),
        ("IL", "D400-7836-0590", REJECT),
        ("WI", "J525-4209-0465-05", PLAUSIBLE),
        ("WI", "J525-4209-0499-05", REJECT),
        ("MD", "S 514 778 616 977", PLAUSIBLE),
        ("MD", "S 574 778 616 977", REJECT),
        ("NJ", "A1234 56789 01234", PLAUSIBLE),
        ("NJ", "A1234 56789 13234", REJECT),
        ("NJ", "A1234 56789 6223", REJECT),
    ],
)
def test_us_driving_licence_structure(state: str, number: str, verdict: int) -> None:
    assert judge([f"us_driving_licence:{state}"], [number]) == [verdict]


def test_curp_of_a_person_with_sex_x_has_one_check_digit() -> None:
    verdicts = judge(["mx_curp"], [f"BOXW310820XNERXN0{digit}" for digit in DIGITS])
    assert sorted(verdicts) == [REJECT] * 9 + [CHECKED]


def test_us_bank_number_any_digits() -> None:
    """Account numbers of many lengths are never a Social Security number or an ITIN."""
    accounts = ["1234567", "12345678", "1234567890", "12345678901", "945456787654", "000123456"]
    assert set(judge(["us_ssn", "us_itin", "us_atin"], accounts)) == {REJECT}


@pytest.mark.parametrize("argument", ["", "persons", "both"])
def test_unknown_role_is_refused(argument: str) -> None:
    with pytest.raises(RuleError):
        FACTORIES["cl_rut"](argument)


def test_unknown_state_is_refused() -> None:
    with pytest.raises(RuleError):
        FACTORIES["us_driving_licence"]("ZZ")


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_no_candidates_no_verdicts(name: str) -> None:
    assert judge([name], []) == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("DNI 20.123.456", PLAUSIBLE),
        ("DNI 20.123.456.", PLAUSIBLE),
        ("DNI 20.123.456, 30 years old", PLAUSIBLE),
        ("sum 20.123.456.789", REJECT),
        ("sum 20.123.456-7", REJECT),
        ("sum 1.20.123.456", REJECT),
    ],
)
def test_part_of_a_longer_number_is_rejected(text: str, verdict: int) -> None:
    candidates = candidate_in(text, "20.123.456")
    assert VERIFIERS["ar_dni"](candidates).tolist() == [verdict]
    assert VERIFIERS["whole_number"](candidates).tolist() == [verdict]


@pytest.mark.parametrize("name", sorted(set(VERIFIERS) - {"whole_number"}))
def test_prose_is_rejected(name: str) -> None:
    assert passing(name, PROSE) == []


@pytest.fixture(scope="module")
def detector() -> Detector:
    """Return a detector with the rows of this family only, its countries active."""
    return family_detector("gov_americas.toml", "BR", "US")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SSN-536-90-4399, and 078-05-1120 in every wallet",
            ["gov.us.ssn=536-90-4399", "gov.us.ssn=078-05-1120"],
        ),
        ("ssn: 536904399", ["gov.us.ssn=536904399"]),
        ("reference 536904399, batch 312 45 6087", []),
        ("Part 12-536-90-4399-1 and part 536-90-4399-1", []),
        (
            "CPF 390.533.447-05 e telefone 39053344705",
            ["gov.br.cpf=390.533.447-05", "gov.br.cpf=39053344705"],
        ),
        ("telefone 39053344705", []),
        ("CNPJ 12.ABC.345/01DE-35", ["org.br.cnpj=12.ABC.345/01DE-35"]),
        ("CURP boxw310820hnerxn09", ["gov.mx.curp=boxw310820hnerxn09"]),
        ("call 212-555-0123 or 650 253 0000", []),
    ],
)
def test_detected_in_text(detector: Detector, text: str, expected: list[str]) -> None:
    assert found_in(detector, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Please wire it to bank account 945456787654.",
        "bank account number 912345678",
        "acct 123456789, routing 021000021",
        "checking account 1234567890123456",
    ],
)
def test_us_bank_number_any_digits_is_no_id(detector: Detector, text: str) -> None:
    assert detector.find(text) == []
