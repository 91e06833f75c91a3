"""Tables of issuers and formats: card ranges, test cards, IBAN structures, bank codes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRange:
    """Issuer identification numbers of one card scheme (ISO/IEC 7812-1).

    Attributes:
        scheme: Name of the scheme.
        first, last: Lowest and highest six-digit prefix, both inclusive.
        lengths: Numbers of digits that the scheme issues.
    """

    scheme: str
    first: int
    last: int
    lengths: tuple[int, ...]


def _ranges(scheme: str, prefixes: str, lengths: tuple[int, ...]) -> tuple[CardRange, ...]:
    """Expand prefixes such as `51-55` or `36` to six-digit ranges."""
    rows = []
    for item in prefixes.split():
        first, _, last = item.partition("-")
        low, high = int(first.ljust(6, "0")), int((last or first).ljust(6, "9"))
        rows.append(CardRange(scheme=scheme, first=low, last=high, lengths=lengths))
    return tuple(rows)


CARD_RANGES = (
    *_ranges("visa", "4", (13, 16, 19)),
    *_ranges("mastercard", "51-55 2221-2720", (16,)),
    *_ranges("american express", "34 37", (15,)),
    *_ranges("discover", "6011 644-649 65", (16, 17, 18, 19)),
    *_ranges("diners club", "300-305 3095 36 38-39", (14, 15, 16, 17, 18, 19)),
    *_ranges("jcb", "3528-3589", (16, 17, 18, 19)),
    *_ranges("unionpay", "62 810-817", (16, 17, 18, 19)),
    *_ranges("mir", "2200-2204", (16, 17, 18, 19)),
    *_ranges("rupay", "508500-508999 606985-607984 608001-608500", (16,)),
    *_ranges("elo", "506699-506778 509000-509999 627780 636297 636368", (16,)),
    *_ranges("hipercard", "606282", (16,)),
    *_ranges("verve", "506099-506198 650002-650027", (16, 18, 19)),
    *_ranges("troy", "9792", (16,)),
    *_ranges("dankort", "5019", (16,)),
)
"""Ranges in which a valid Luhn digit is evidence enough."""

WEAK_CARD_RANGES = (
    *_ranges("maestro", "50 56-58 60-69", tuple(range(12, 20))),
    *_ranges("maestro", "0604", (12,)),
    *_ranges("uatp", "1", (15,)),
    *_ranges("jcb", "2131 1800", (15,)),
    *_ranges("unassigned", "35", (16,)),
)
"""Wide, old and unassigned ranges: reported only with a context word."""

_TEST_CARD_TEXT = """
    4111_1111_1111_1111 4012_8888_8888_1881 4242_4242_4242_4242 4222_2222_2222_2
    4000_0566_5566_5556 4217_6511_1111_1119 4500_6000_0000_0061 4005_5192_0000_0004
    4009_3488_8888_1881 4012_0000_3333_0026 4012_0000_7777_7777 4916_3385_0608_2832
    5555_5555_5555_4444 5105_1051_0510_5100 5200_8282_8282_8210 2223_0031_2200_3222
    2223_0000_4840_0011 5425_2334_3010_9903 2222_4200_0000_1113 5454_5454_5454_5454
    3782_822463_10005 3714_496353_98431 3787_344936_71000 3400_000000_00009
    6011_1111_1111_1117 6011_0009_9013_9424 6011_9811_1111_1113 6011_0000_0000_0004
    3056_930902_5904 3852_000002_3237 3056_930009_0200_04 3622_720627_1667
    3530_1113_3330_0000 3566_0020_2036_0505 6555_9000_0060_4105
    6200_0000_0000_0005 6200_0000_0000_0047 6205_5000_0000_0000_004
"""

TEST_CARDS = tuple(int(number.replace("_", "")) for number in _TEST_CARD_TEXT.split())
"""Cards that payment providers publish for tests (Visa, Stripe, PayPal, Braintree, Adyen)."""

_REGISTERED_BY_STRUCTURE = {
    "11n": "NO",
    "12n": "BE",
    "14n": "DK FI FO GL SD",
    "2a 12n": "FK",
    "4a 10n": "NL",
    "15n": "SI",
    "3n 10c 2n": "MK",
    "16n": "AT BA EE LT MN XK",
    "3n 13c": "KZ LU",
    "17n": "HR",
    "4a 13c": "LV",
    "5n 12c": "CH LI",
    "18n": "CR DE ME RS VA",
    "2a 16n": "GE",
    "4a 14c": "BH",
    "4a 14n": "GB IE",
    "4a 6n 8c": "BG",
    "19n": "AE IL SO TL",
    "3n 16c": "OM",
    "4a 15c": "GI",
    "4a 15n": "IQ",
    "20c": "MD",
    "20n": "CZ ES SE SK TN",
    "2n 18c": "SA",
    "4a 16c": "PK RO",
    "4a 16n": "VG",
    "8n 12c": "AD",
    "21n": "LY PT ST",
    "22n": "IS",
    "6n 16c": "TR",
    "10n 11c 2n": "FR MC",
    "1a 10n 12c": "IT SM",
    "23n": "BI DJ MR",
    "7n 16c": "GR",
    "24c": "GT",
    "24n": "HU PL",
    "4a 20c": "AZ",
    "4a 20n": "HN NI SV",
    "4c 20n": "DO",
    "4c 4n 16c": "BY",
    "4n 20c": "LB",
    "8n 16c": "AL CY",
    "23n 1a 1c": "BR",
    "25n": "EG",
    "4a 21c": "PS QA",
    "6n 19c": "UA",
    "4a 19n 3a": "MU",
    "4a 22c": "KW",
    "4a 4n 18c": "JO YE",
    "4a 20n 3a": "SC",
    "4a 5n 18c": "MT",
    "4a 24c": "LC",
    "14n 15c": "RU",
}
"""SWIFT IBAN registry, release 101: structure of the part after country and check digits."""

_ANNOUNCED_BY_STRUCTURE = {
    "21n": "AO CV MZ",
    "2c 19n": "GW",
    "22n": "DZ IR",
    "23n": "CF CG CM GA GQ KM MG TD",
    "24n": "MA",
    "2c 22n": "BF BJ CI ML NE SN TG",
}
"""Countries that issue IBANs in practice without an entry in the registry."""

IBAN_STRUCTURES = {
    country: structure
    for table in (_REGISTERED_BY_STRUCTURE, _ANNOUNCED_BY_STRUCTURE)
    for structure, countries in table.items()
    for country in countries.split()
}
"""Country to structure: counts of digits (n), upper-case letters (a), either (c)."""

_COUNTRY_TEXT = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM
    DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS
    GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
    VN VU WF WS XK YE YT ZA ZM ZW
"""

BIC_COUNTRIES = tuple(_COUNTRY_TEXT.split())
"""ISO 3166 countries, and XK, which SWIFT uses for Kosovo."""

CA_INSTITUTIONS = (
    1, 2, 3, 4, 6, 10, 16, 30, 39, 117, 127, 177, 219, 241, 245, 260, 269, 270, 290, 294, 303,
    307, 308, 309, 310, 311, 312, 315, 320, 323, 326, 327, 328, 330, 332, 334, 335, 338, 340,
    342, 343, 344, 346, 352, 355, 361, 362, 365, 366, 367, 369, 370, 371, 372, 374, 376, 377,
    378, 379, 380, 381, 382, 383, 384, 540, 608, 614, 621, 623, 809, 815, 819, 828, 829, 837,
    839, 849, 853, 865, 879, 889, 899,
)  # fmt: skip
"""Institution numbers of Payments Canada's Financial Institutions File."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAlgorithm:
    """How a New Zealand bank checks its accounts.

    Attributes:
        weights: One per digit of bank (2), branch (4), account (7) and suffix (3).
        modulus: What the weighted sum must be a multiple of.
        fold: Products above 9 are first reduced to one digit by adding their digits.
    """

    weights: tuple[int, ...]
    modulus: int
    fold: bool = False


NZ_ALGORITHMS = {
    "A": AccountAlgorithm(weights=(0, 0, 6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0), modulus=11),
    "B": AccountAlgorithm(weights=(0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0), modulus=11),
    "D": AccountAlgorithm(weights=(0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0), modulus=11),
    "F": AccountAlgorithm(weights=(0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1, 0, 0, 0), modulus=10),
    "G": AccountAlgorithm(
        weights=(0, 0, 0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1), modulus=10, fold=True
    ),
    "E": AccountAlgorithm(
        weights=(0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 1), modulus=11, fold=True
    ),
}
"""Weights of Inland Revenue's specification; B replaces A for accounts from 0990000."""

NZ_BANKS = dict.fromkeys((1, 2, 3, 4, 6, *range(10, 25), 27, 30, 35, 38), "A") | {
    8: "D",
    9: "E",
    25: "F",
    26: "G",
    28: "G",
    29: "G",
    33: "F",
}
"""Bank code to algorithm."""

NZ_BANKS_WITHOUT_CHECK = (5, 31, 88)
"""Bank codes that are assigned but have no published check."""
