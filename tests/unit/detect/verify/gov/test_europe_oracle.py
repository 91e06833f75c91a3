"""European checks against python-stdnum on seeded random and mutated numbers."""

import random
import re

import pytest
from identifier_tables import (
    LETTERS,
    MUTATED_PER_KIND,
    RANDOM_PER_KIND,
    changed_digits,
    judge,
    oracle_accepts,
    passing,
    verdict,
    with_one_other_digit,
)

from avow.detect.verify.interface import REJECT

# How numbers are drawn, one token after the other: `d5` five digits, `L2` two letters, `*2` two
# letters or digits, `Y` a two-digit year, `C` 18 to 21, `M` and `D` a month and a day (in one of
# forty cases out of range) to which one of the amounts after the letter is added, `[ABC]` one of
# these characters, `=X` literally X.
# Third column: a change of any one digit is always noticed, as the scheme promises.
CASES = {
    "gb_utr": ("gb.utr", "d10", False),
    "gb_nhs": ("gb.nhs", "d10", True),
    "gb_upn": ("gb.upn", "L1 [8] [0125] d9 [0123456789ABZIOS]", False),
    "gb_vat": ("gb.vat", "=GB d9", False),
    "ie_pps": ("ie.pps", "d7 L1 [ABHWTXQ]", True),
    "ie_vat": ("ie.vat", "=IE d7 L1 [ABHWTX]", True),
    "de_idnr": ("de.idnr", "d11", True),
    "de_stnr": ("de.stnr", "[123459] [0123456789] d2 [01] d8", False),
    "de_vat": ("de.vat", "=DE d9", True),
    "at_vnr": ("at.vnr", "d4 D M Y", True),
    "at_tin": ("at.tin", "d9", True),
    "at_vat": ("at.uid", "=ATU d8", True),
    "ch_ahv": ("ch.ssn", "[7] [5] [67] d10", True),
    "ch_uid": ("ch.uid", "=CHE d9", True),
    "li_peid": ("li.peid", "d12", False),
    "fr_nir": ("fr.nir", "[123478] Y M [2] [0123456789AB] d8", True),
    "fr_nif": ("fr.nif", "[0123] d12", True),
    "fr_siren": ("fr.siren", "d9", True),
    "fr_siret": ("fr.siret", "d14", True),
    "fr_vat": ("fr.tva", "=FR *2 d9", False),
    "be_nn": ("be.nn", "Y M D d5", False),
    "be_bis": ("be.bis", "Y M20,40 D d5", False),
    "be_eid": ("be.eid", "d12", True),
    "be_vat": ("be.vat", "=BE [01] d9", True),
    "nl_bsn": ("nl.bsn", "d9", True),
    "nl_onderwijsnummer": ("nl.onderwijsnummer", "[1] [01] d7", True),
    "nl_document": ("nl.identiteitskaartnummer", "L2 *6 d1", False),
    "nl_vat": ("nl.btw", "=NL d9 =B d2", False),
    "lu_vat": ("lu.tva", "=LU d8", True),
    "es_dni": ("es.dni", "d8 L1", True),
    "es_nie": ("es.nie", "[XYZW] d7 L1", True),
    "es_klm": ("es.nif", "[KLM] d7 L1", True),
    "es_cif": ("es.cif", "[ABCFGJNRSUVWIT] d7 [0123456789ABCDEFGHIJ]", True),
    "es_vat": (
        "es.nif",
        "=ES [0123456789XYZKLMABGT] d7 [TRWAGMYFPDXBNJZSQVHLCKE0123456789]",
        False,
    ),
    "pt_nif": ("pt.nif", "d9", False),
    "pt_cc": ("pt.cc", "d9 *2 d1", True),
    "it_codicefiscale": ("it.codicefiscale", "L6 Y [ABCDEHLMPRSTF] D0,40 L1 d3 L1", True),
    "it_iva": ("it.iva", "=IT d7 [0] d3", True),
    "gr_amka": ("gr.amka", "D M Y d5", True),
    "gr_vat": ("gr.vat", "=EL d9", False),
    "cy_vat": ("cy.vat", "=CY d8 L1", True),
    "mt_vat": ("mt.vat", "=MT d8", True),
    "se_personnummer": ("se.personnummer", "Y M D [-+] d4", True),
    "se_orgnr": ("se.orgnr", "[156789] d1 [23456789] d7", False),
    "se_vat": ("se.vat", "=SE d10 =01", True),
    "no_fodselsnummer": ("no.fodselsnummer", "D0,40 M0,40 Y d5", True),
    "no_orgnr": ("no.orgnr", "d9", True),
    "dk_cpr": ("dk.cpr", "D M Y d4", False),
    "dk_cvr": ("dk.cvr", "d8", True),
    "fi_hetu": ("fi.hetu", "D M Y [-+ABCDEFYXWVU] d3 [0123456789ABCDEFHJKLMNPRSTUVWXYG]", True),
    "fi_ytunnus": ("fi.alv", "d8", True),
    "is_kennitala": ("is_.kennitala", "D0,40 M Y d3 [890]", False),
    "ee_ik": ("ee.ik", "d1 Y M D d4", False),
    "ee_registrikood": ("ee.registrikood", "d8", False),
    "ee_vat": ("ee.kmkr", "=EE d9", True),
    "lv_person": ("lv.pvn", "D M Y [012] d4", False),
    "lv_vat": ("lv.pvn", "[456789] d10", True),
    "lt_asmens": ("lt.asmens", "d1 Y M D d4", False),
    "lt_vat": ("lt.pvm", "=LT d7 [12] d1", False),
    "pl_pesel": ("pl.pesel", "Y M0,20,40,60,80 D d5", True),
    "pl_nip": ("pl.nip", "d10", True),
    "pl_regon": ("pl.regon", "d9", False),
    "cz_rc": ("cz.rc", "Y M0,20,50,70 D d4", False),
    "cz_ico": ("cz.dic", "d8", False),
    "cz_vat": ("cz.dic", "=CZ [6] d8", False),
    "sk_vat": ("sk.dph", "=SK d10", False),
    "hu_vat": ("hu.anum", "=HU d8", True),
    "ro_cnp": ("ro.cnp", "d1 Y M D [01234] d5", False),
    "ro_cui": ("ro.cui", "d8", False),
    "bg_egn": ("bg.egn", "Y M0,20,40 D d4", False),
    "bg_pnf": ("bg.pnf", "d10", True),
    "bg_vat": ("bg.vat", "=BG d9", False),
    "hr_oib": ("hr.oib", "d11", True),
    "jmbg": ("si.emso", "D M [890] d8", False),
    "si_vat": ("si.ddv", "=SI d8", True),
    "rs_pib": ("rs.pib", "d9", True),
    "me_pib": ("me.pib", "d8", False),
    "mk_edb": ("mk.edb", "d13", False),
    "md_idno": ("md.idno", "d13", True),
    "tr_tckimlik": ("tr.tckimlik", "d11", True),
    "tr_vkn": ("tr.vkn", "d10", False),
    "ru_inn": ("ru.inn", "d12", False),
    "ru_ogrn": ("ru.ogrn", "d13", False),
    "ua_rntrc": ("ua.rntrc", "d10", False),
    "ua_edrpou": ("ua.edrpou", "d8", False),
}

# A second layout of the same scheme, or a second scheme behind the same verifier.
VARIANTS = {
    "gb_upn": ("gb.upn", "L1 [8] [0] [0123] d8 L1"),
    "gb_vat": ("gb.vat", "[1] [0] d7"),
    "ie_pps": ("ie.pps", "d7 L1"),
    "ie_vat": ("ie.vat", "=IE [0123456789] L1 d5 L1"),
    "de_stnr": ("de.stnr", "d11"),
    "be_vat": ("be.vat", "=BE d9"),
    "fr_nir": ("fr.nir", "[12] d14"),
    "fr_vat": ("fr.tva", "=FR d11"),
    "it_codicefiscale": ("it.codicefiscale", "L6 [LMNPQRSTUV] d1 [AHT] D [ZH] [LMN0] d2 L1"),
    "lt_vat": ("lt.pvm", "=LT d10 [1] d1"),
    "lv_person": ("lv.pvn", "[3] [2] d9"),
    "pl_regon": ("pl.regon", "d14"),
    "cz_rc": ("cz.rc", "Y M0,50 D d3"),
    "cz_vat": ("cz.dic", "=CZ Y M0,50 D d4"),
    "cz_ico": ("cz.dic", "[0123] d7"),
    "sk_vat": ("sk.dph", "=SK Y M0,50 D d4"),
    "ro_cui": ("ro.cui", "[123456789] d4"),
    "bg_vat": ("bg.vat", "=BG d10"),
    "ru_inn": ("ru.inn", "d10"),
    "no_fodselsnummer": ("no.fodselsnummer", "d11"),
    "se_vat": ("se.vat", "=SE d12"),
}

# Every deliberate difference from the oracle: verifier, numbers to which it applies, a number on
# which the two disagree, what we say about it, and why.
DIFFERENCES = (
    ("fr_nir", r"[0569].*|...(00|1[3-9]).*", "590052042893916", False, "no such sex or month"),
    (
        "be_nn",
        r"(2[7-9]|3\d|40).*",
        "38110169879",
        True,
        "the century is a fixed table, not today's date",
    ),
    ("be_bis", r"(2[7-9]|3\d|40).*", "38491787180", True, "the same"),
    (
        "se_samordningsnummer",
        r"\d{4}[6-9].*",
        "701063-2391",
        True,
        "oracle refuses coordination numbers",
    ),
    ("se_orgnr", r"..[01].*|0.*", "2303421149", False, "companies have a third digit of 2 or more"),
    (
        "no_fodselsnummer",
        r"..[89].*",
        "12876023359",
        True,
        "synthetic month of the tax agency: reserved",
    ),
    (
        "no_fodselsnummer",
        r"\d{4}(2[6-9]|3\d)[5-9].*",
        "01033952097",
        True,
        "no clock: not yet born",
    ),
    ("dk_cpr", r"\d{4}(2[6-9]|3[0-6])[4-9].*", "1908365505", True, "no clock: not yet born"),
    ("dk_cpr", r"\d{4}(3[7-9]|4\d|5[0-7])[5-8].*", "0608488193", True, "no clock: not yet born"),
    ("fi_hetu", r".{7}9\d\d.", "260999D904R", True, "temporary codes are given to people"),
    ("lv_person", r"[0-3].{5}[3-9].*", "10011189347", False, "nobody is born in 2100 or later"),
    ("lv_person", r"[4-9].*", "78698832498", False, "companies have their own verifier"),
    ("lv_vat", r"[0-3].*", "14069351958", False, "persons have their own verifier"),
    ("cz_rc", r"..(4|9).*", "8941051438", False, "no rule adds 40 or 90 to a month"),
    ("cz_vat", r"CZ..(4|9).*", "CZ8941051438", False, "the same"),
    ("sk_vat", r"SK..(4|9).*", "SK0892095480", False, "the same"),
    ("ru_ogrn", r"\d{15}", "476347140694742", True, "a rest above 9 is written as its last digit"),
)

# Schemes in which the oracle takes all zeros for a number; we never do.
ZEROS = (
    ("gb_nhs", "0000000000"), ("gb_vat", "GB000000000"),
    ("ch_uid", "CHE000000000"), ("fr_nif", "0000000000000"),
    ("fr_siren", "000000000"), ("fr_siret", "00000000000000"), ("lu_vat", "LU00000000"),
    ("gr_vat", "EL000000000"), ("se_orgnr", "0000000000"), ("no_orgnr", "000000000"),
    ("fi_ytunnus", "00000000"), ("ee_vat", "EE000000000"), ("pl_nip", "0000000000"),
    ("pl_regon", "000000000"), ("hu_vat", "HU00000000"), ("bg_pnf", "0000000000"),
    ("bg_vat", "BG000000000"), ("me_pib", "00000000"), ("mk_edb", "0000000000000"),
    ("md_idno", "0000000000000"), ("ru_inn", "000000000000"), ("ua_rntrc", "0000000000"),
    ("ua_edrpou", "00000000"),
)  # fmt: skip

# Months, days and years of another scheme lie within these; one in forty is out of range.
_RANGES = {"Y": (0, 99), "M": (1, 12), "D": (1, 28)}


def draw(rng: random.Random, layout: str) -> str:
    """Draw one number of a layout."""
    return "".join(_draw_token(rng, token) for token in layout.split())


def _draw_token(rng: random.Random, token: str) -> str:
    head, rest = token[0], token[1:]
    if head == "=":
        return rest
    if head == "[":
        return rng.choice(token[1:-1])
    if head in _RANGES:
        low, high = _RANGES[head] if rng.random() > 1 / 40 else (0, 39)
        added = int(rng.choice(rest.split(","))) if rest else 0
        return f"{rng.randint(low, high) + added:02d}"
    alphabet = {"d": "0123456789", "L": LETTERS, "*": LETTERS + "0123456789"}[head]
    return "".join(rng.choice(alphabet) for _ in range(int(rest)))


def excused(name: str, number: str) -> bool:
    """Tell whether a deliberate difference covers a number."""
    rows = [row for row in DIFFERENCES if row[0] == name]
    return any(re.fullmatch(row[1], number) for row in rows)


def table() -> list[tuple[str, str, str]]:
    """Return verifier, oracle and layout of all cases and variants."""
    rows = [(name, oracle, layout) for name, (oracle, layout, _) in CASES.items()]
    return rows + [(name, *variant) for name, variant in VARIANTS.items()]


@pytest.mark.parametrize(("name", "module", "layout"), table())
def test_equals_oracle(name: str, module: str, layout: str) -> None:
    rng = random.Random(f"{name} {layout}")
    numbers = [draw(rng, layout) for _ in range(RANDOM_PER_KIND)]
    valid = [number for number in numbers if oracle_accepts(module, number)]
    assert valid, "the layout draws no valid number"
    numbers += [with_one_other_digit(rng, rng.choice(valid)) for _ in range(MUTATED_PER_KIND)]
    numbers = [number for number in numbers if not excused(name, number)]
    assert passing(name, numbers) == [one for one in numbers if oracle_accepts(module, one)]


@pytest.mark.parametrize("name", [name for name, (_, _, promised) in CASES.items() if promised])
def test_any_changed_digit_is_noticed(name: str) -> None:
    module, layout, _ = CASES[name]
    rng = random.Random(name)
    numbers = [draw(rng, layout) for _ in range(RANDOM_PER_KIND)]
    valid = [
        number for number in numbers if oracle_accepts(module, number) and not excused(name, number)
    ][:15]
    assert passing(name, valid) == valid
    changed = [other for number in valid for other in changed_digits(number)]
    assert passing(name, changed) == []


@pytest.mark.parametrize(("name", "covered", "number", "ours", "_reason"), DIFFERENCES)
def test_deliberate_difference(
    name: str, covered: str, number: str, ours: bool, _reason: str
) -> None:
    module = "se.personnummer" if name == "se_samordningsnummer" else CASES[name][0]
    assert re.fullmatch(covered, number)
    assert (verdict(name, number) != REJECT) is ours
    assert oracle_accepts(module, number) is not ours


@pytest.mark.parametrize(("name", "zeros"), ZEROS)
def test_all_zeros_are_no_number(name: str, zeros: str) -> None:
    assert oracle_accepts(CASES[name][0], zeros)
    assert verdict(name, zeros) == REJECT


@pytest.mark.parametrize("name", sorted(CASES))
def test_wrong_lengths_and_nothing_are_rejected(name: str) -> None:
    assert passing(name, ["7", "1" * 25, "A" * 25]) == []
    assert judge([name], []) == []
