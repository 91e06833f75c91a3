"""Identifiers of Asia against python-stdnum, published examples and mutations."""

import random

import pytest
from identifier_tables import (
    PROSE,
    RANDOM_PER_KIND,
    Case,
    both,
    candidate_in,
    disagreements,
    either,
    family_detector,
    found_in,
    judge,
    oracle_accepts,
    passing,
    pattern,
    survivors,
)

from avow.detect.detector import Detector
from avow.detect.verify.gov.asia import FACTORIES, VERIFIERS
from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT
from avow.errors import RuleError

CN_RIC = "{360426|110000|100000|990000}{1991|2001|1899|1849}{01|12|13}{01|29|31}000{0|1|2|3|4|5|X}"
UEN_OTHER = "{R|S|T|A}{16|01|24}{FC|RF|LL|ZZ}0000{A|B|C|D|E|F|G|H|J|K|L}"
NIK = "{31|11|65|99}{71|01}01{17|57|31|71|00|85}{08|02|13}{45|00|99}0000"

CASES = (
    Case(
        names=("in_aadhaar",),
        oracle="in_.aadhaar",
        draw=either("000000000000", "0000 0000 0000", "{222222222222|211111111112}"),
        valid=("234123412346", "2341 2341 2346"),
    ),
    Case(
        names=("in_vid",),
        oracle="in_.vid",
        draw=either("0000000000000000", "0000 0000 0000 0000", "{2222222222222222|1234}"),
        valid=("2341234123412341",),
    ),
    Case(
        names=both("in_pan"),
        oracle="in_.pan",
        draw=either("AAA{P|H|C|X}A0000A", "AAAAA0000A", "AAAPA{0000}A", "AAAPA00000"),
        valid=("ACUPA7085R", "AAPPV8261K"),
    ),
    Case(
        names=("in_epic",),
        oracle="in_.epic",
        draw=either("AAA0000000", "AA00000000"),
        valid=("WKH1186253",),
    ),
    Case(
        names=("in_gstin",),
        oracle="in_.gstin",
        draw=pattern("{27|38|00|97|98}AAPFU0939F{1|0|2|A}{Z|Y}{A|B|K|V|X|0|1|5}"),
        valid=("27AAPFU0939F1ZV",),
        differs=lambda number: number[:2] in {"38", "97", "99"},
        reason="38 (Ladakh), 97 (other territory) and 99 (centre) are state codes too",
    ),
    Case(
        names=("pk_cnic",),
        oracle="pk.cnic",
        draw=either("00000-0000000-0", "0000000000000"),
        valid=("34201-0891231-8", "42201-0397640-8"),
        differs=lambda number: number[0] == "8",
        reason="8 is Azad Jammu and Kashmir",
    ),
    Case(
        names=("id_nik",),
        oracle="id.nik",
        draw=pattern(NIK),
        valid=("3171011708450001",),
        differs=lambda number: (
            number[2:4] not in {"71", "01"}
            or number[:4] in {"6571", "9971", "3101", "6501"}
            or number[6] in "89"
            or number[0] == "9"
        ),
        reason="regencies are split often, so only the province is compared; a day is at most 71",
    ),
    Case(
        names=("id_npwp",),
        oracle="id.npwp",
        draw=either("00.000.000.0-000.000", "0{0|1|2}0000000000000", "{0}000000000000000", "00"),
        valid=("01.312.166.0-091.000", "016090524017000"),
        differs=lambda number: len(number) == 16,
        reason="sixteen digits without the zero are a NIK, see there",
    ),
    Case(
        names=("my_nric",),
        oracle="my.nric",
        draw=either(
            "000000-00-0000", "{77|00|04}{03|02|12|13}{05|29|30|31}{00|01|02|17|70|99}0000"
        ),
        valid=("770305-02-1234",),
    ),
    Case(
        names=both("th_id"),
        oracle="th.tin",
        draw=either("0-0000-00000-00-0", "0000000000000", "{0}000000000000"),
        valid=("3100600445635", "1-2345-45678-78-1", "0994000617721"),
    ),
    Case(
        names=both("vn_mst"),
        oracle="vn.mst",
        draw=either("0000000000", "0000000000-000", "0000000000-{000|001}", "01{0000000}00"),
        valid=("0100233488", "0314409058-002"),
    ),
    Case(
        names=("sg_uen",),
        oracle="sg.uen",
        draw=either("00000000A", "{1974|2016|1999}00000A", UEN_OTHER, "0000000000A"),
        valid=("00192200M", "197401143C", "S16FC0121D", "T01FC6132D"),
        differs=lambda number: (
            number[:4].isdigit() and len(number) == 10 and not 1850 <= int(number[:4]) <= 2025
        ),
        reason="years are bounded without a clock: 1850 to 2099",
    ),
    Case(
        names=("cn_ric",),
        oracle="cn.ric",
        draw=pattern(CN_RIC),
        valid=("360426199101010071",),
        differs=lambda number: (
            number[:6] not in {"360426", "110000", "100000", "990000"} or number[6:10] < "1950"
        ),
        reason="counties change by the year, so our check compares provinces only",
    ),
    Case(
        names=("cn_uscc",),
        oracle="cn.uscc",
        draw=either(
            "91110000600037341A", "{91|12|53}110000{M|5}0000000{A|X|Q}0", "9111000060003734A0"
        ),
        valid=("91110000600037341L",),
    ),
    Case(
        names=("tw_ubn",),
        oracle="tw.ubn",
        draw=either("00000000", "000000{7}0", "0000000"),
        valid=("00501503",),
        differs=lambda number: (
            ubn_total(number) % 5 == 0 or (number[6] == "7" and ubn_total(number) % 5 == 4)
        ),
        reason="since 2023 a multiple of 5 is enough; see test_tw_ubn_rule_of_2023",
    ),
    Case(
        names=("jp_my_number",),
        oracle="jp.in_",
        draw=either("0000 0000 0000", "000000000000"),
        valid=("6214 9832 0257",),
    ),
    Case(
        names=("jp_corporate",),
        oracle="jp.cn",
        draw=either("0-0000-0000-0000", "0000000000000"),
        valid=("5-8356-7825-6246",),
    ),
    Case(
        names=("kr_brn",),
        oracle="kr.brn",
        draw=either("000-00-00000", "{101|100}-{00|01}-0000{0|1}", "0000000000"),
        valid=("116-82-00276", "1168200276"),
    ),
    Case(
        names=both("il_id"),
        oracle="il.idnr",
        draw=either("000000000", "00000000-0", "0000000-0", "0000000000"),
        valid=("3933742-3", "39337423"),
    ),
)


def ubn_total(number: str) -> int:
    """Return the sum of the digits of the weighted digits of a Taiwanese business number."""
    products = (
        int(digit) * weight for digit, weight in zip(number, (1, 2, 1, 2, 1, 2, 4, 1), strict=False)
    )
    return sum(product // 10 + product % 10 for product in products)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.oracle)
def test_verdict_equals_the_oracle(case: Case) -> None:
    assert disagreements(case, "asia") == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.oracle)
def test_published_numbers_pass(case: Case) -> None:
    assert REJECT not in judge(case.names, case.valid)


@pytest.mark.parametrize(
    ("name", "module", "template"),
    [
        ("in_aadhaar", "in_.aadhaar", "{2|5|9}00000000000"),
        ("in_vid", "in_.vid", "{2|5|9}000000000000000"),
        ("in_epic", "in_.epic", "WKH0000000"),
        ("il_id:person", "il.idnr", "{0|2|3}00000000"),
        ("cn_ric", "cn.ric", "{360426}{19}{7|8|9}0{01|09|12}{01|11|21}0000"),
        ("vn_mst:company", "vn.mst", "{01|03}00000000"),
    ],
)
def test_every_single_digit_error_is_caught(name: str, module: str, template: str) -> None:
    assert survivors(name, module, template) == []


def rrn_is_old_style(number: str) -> bool:
    return oracle_accepts("kr.rrn", number)


def test_kr_rrn_is_checked_exactly_where_the_oracle_accepts() -> None:
    """The oracle still demands a check digit; without one we say PLAUSIBLE, not CHECKED."""
    rng = random.Random("kr.rrn")
    draw = either("{97|00|20|85}{10|02|13}{13|29|31}-{1|2|3|4|9|0}000000", "000000-0000000")
    numbers = [draw(rng) for _ in range(RANDOM_PER_KIND)] + ["971013-9019902"]
    numbers = [number for number in numbers if number[7] not in "5678"]
    expected = [rrn_is_old_style(number) for number in numbers]
    assert [verdict == CHECKED for verdict in judge(["kr_rrn"], numbers)] == expected
    assert 30 < sum(expected) < len(numbers) / 2


@pytest.mark.parametrize(
    ("name", "number", "verdict"),
    [
        ("kr_rrn", "971013-9019902", CHECKED),
        ("kr_rrn", "971013-1019903", PLAUSIBLE),
        ("kr_rrn:evident", "971013-1019903", REJECT),  # born 1997: it would have a check digit
        ("kr_rrn:evident", "201001-3999999", PLAUSIBLE),  # born in October 2020: none
        ("kr_rrn:evident", "200930-3999999", REJECT),  # issued before
        ("kr_rrn", "971313-1019903", REJECT),
        ("kr_rrn", "970229-1019903", REJECT),
        ("kr_rrn", "000229-3019903", PLAUSIBLE),
        ("kr_brn", "123-45-67891", CHECKED),
        ("kr_brn", "123-45-67892", PLAUSIBLE),
        ("kr_brn", "100-45-67891", REJECT),
        ("sg_nric", "S1234567D", CHECKED),
        ("sg_nric", "T1234567J", CHECKED),
        ("sg_nric", "F1234567N", CHECKED),
        ("sg_nric", "G1234567X", CHECKED),
        ("sg_nric", "M1234567K", CHECKED),
        ("sg_nric", "s1234567d", CHECKED),
        ("sg_nric", "S1234567E", REJECT),
        ("sg_nric", "T1234567D", REJECT),
        ("sg_nric", "A1234567D", REJECT),
        ("tw_id", "A123456789", CHECKED),
        ("tw_id", "A123456788", REJECT),
        ("tw_id", "A323456789", REJECT),
        ("tw_id", "A800000014", CHECKED),
        ("tw_id", "A800000015", REJECT),
        ("tw_id", "AB23456789", CHECKED),
        ("tw_id", "AE23456789", REJECT),
        ("hk_id", "A123456(3)", CHECKED),
        ("hk_id", "A1234563", CHECKED),
        ("hk_id", "A123456(4)", REJECT),
        ("hk_id", "AB987654(3)", CHECKED),
        ("hk_id", "AB987654(2)", REJECT),
        ("hk_id", "1A23456(3)", REJECT),
        ("cn_uscc:letters", "91110000600037341L", CHECKED),
        ("cn_uscc:letters", "123456789012345678", REJECT),
        ("cn_uscc", "123456789012345678", CHECKED),
        ("ae_id", "784-1234-1234567-1", REJECT),
        ("ae_id", "784-1980-1234567-8", CHECKED),
        ("ae_id", "784-1980-1234567-9", PLAUSIBLE),
        ("ae_id", "785-1980-1234567-9", REJECT),
        ("sa_id", "1000000008", CHECKED),
        ("sa_id", "1000000009", REJECT),
        ("sa_id", "3000000006", REJECT),
        ("vn_cccd", "001099012345", PLAUSIBLE),
        ("vn_cccd", "003099012345", REJECT),
        ("in_pan:person", "ACUPA7085R", PLAUSIBLE),
        ("in_pan:company", "ACUPA7085R", REJECT),
        ("in_pan:company", "ABCCD1234E", PLAUSIBLE),
        ("in_gstin", "27AAPFU0939F1ZV", CHECKED),
        ("in_gstin", "27AAPFU0939F1ZW", REJECT),
        ("id_npwp", "3171011708450001", PLAUSIBLE),
        ("id_nik", "3171018508450001", REJECT),
        ("pk_cnic", "84201-0891231-8", PLAUSIBLE),
        ("pk_cnic", "94201-0891231-8", REJECT),
        ("cn_ric", "11010519491231002X", CHECKED),  # the example of GB 11643
        ("cn_ric", "110105194912310021", REJECT),
        ("cn_ric", "440524188001010014", CHECKED),  # the second example of GB 11643
        ("th_id:person", "1-2345-45678-78-1", CHECKED),
        ("th_id:company", "0994000617721", CHECKED),
        ("th_id:person", "0994000617721", REJECT),
        ("il_id:company", "516179157", CHECKED),
        ("il_id:person", "516179157", REJECT),
        ("vn_mst:company", "0100233488", CHECKED),
        ("vn_mst:person", "0100233488", REJECT),
    ],
)
def test_named_verdict(name: str, number: str, verdict: int) -> None:
    assert judge([name], [number]) == [verdict]


def test_tw_ubn_rule_of_2023() -> None:
    rng = random.Random("ubn")
    numbers = [pattern("00000000")(rng) for _ in range(RANDOM_PER_KIND)]
    expected = [
        ubn_total(number) % 5 == 0 or (number[6] == "7" and ubn_total(number) % 5 == 4)
        for number in numbers
    ]
    assert [verdict == CHECKED for verdict in judge(["tw_ubn"], numbers)] == expected
    assert any(expected)


@pytest.mark.parametrize("number", ["R16RF0037F", "T01FC6132D", "S16FC0121D", "r16rf0037f"])
def test_presidio_2088_uen(number: str) -> None:
    """Entities of the third format may begin with R, S or T, in either case."""
    changed = number[:-1] + ("A" if number[-1].upper() != "A" else "B")
    assert judge(["sg_uen"], [number, changed]) == [CHECKED, REJECT]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("id 2341 2341 2346 ok", CHECKED),
        ("id 2341 2341 2346 12 ok", CHECKED),
        ("id 2341 2341 2346 1234 ok", REJECT),
        ("id 1234 2341 2341 2346 ok", REJECT),
        ("id 1234-2341 2341 2346", REJECT),
    ],
)
def test_spaced_number_within_a_card_number_is_rejected(text: str, verdict: int) -> None:
    candidates = candidate_in(text, "2341 2341 2346")
    assert VERIFIERS["in_aadhaar"](candidates).tolist() == [verdict]


@pytest.mark.parametrize("name", sorted(FACTORIES))
def test_unknown_argument_is_refused(name: str) -> None:
    with pytest.raises(RuleError):
        FACTORIES[name]("strict")


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_no_candidates_no_verdicts(name: str) -> None:
    assert judge([name], []) == []


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_prose_is_rejected(name: str) -> None:
    assert passing(name, PROSE) == []


@pytest.fixture(scope="module")
def detector() -> Detector:
    """Return a detector with the rows of this family only, its countries active."""
    return family_detector("gov_asia.toml", "IN", "CN")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的身份证号是11010519491231002X，请查收", ["gov.cn.ric=11010519491231002X"]),
        ("订单110105194912310021已发货", []),
        ("UEN R16RF0037F, society T01FC6132D", ["org.sg.uen=R16RF0037F", "org.sg.uen=T01FC6132D"]),
        ("UEN R16RF0037A", []),
        ("マイナンバーは6214 9832 0257です", ["gov.jp.my_number=6214 9832 0257"]),
        ("phone 6214 9832 0257", []),
        ("주민등록번호 971013-9019902", ["gov.kr.rrn=971013-9019902"]),
        ("order 971013-9019902", []),
        ("HKID A123456(3), not A123456(4)", ["gov.hk.id=A123456(3)"]),
        ("id 5d5aec19bc97-3146-4100-8294-329b88aec0e8", []),
        ("Aadhaar 2341 2341 2346", ["gov.in.aadhaar=2341 2341 2346"]),
        ("card 2341 2341 2346 9912", []),
        ("bot 123456789012345678", []),
    ],
)
def test_detected_in_text(detector: Detector, text: str, expected: list[str]) -> None:
    assert found_in(detector, text) == expected
