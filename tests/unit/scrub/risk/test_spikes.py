"""Makers of spikes: deterministic, valid under python-stdnum, never a reserved value."""

import importlib
import re
from collections.abc import Callable
from typing import Any

import phonenumbers
import pytest

from avow.detect.table import load_table
from avow.scrub.risk.spikes.check_digits import ean, iso_7064_mod_11_10, luhn, verhoeff
from avow.scrub.risk.spikes.interface import BARE, LABELLED, PROSE, Maker, invented_word, seeded
from avow.scrub.risk.spikes.registry import MAKERS

ORACLES = {
    "financial.card": "stdnum.luhn",
    "financial.iban": "stdnum.iban",
    "crypto.bitcoin": "stdnum.bitcoin",
    "device.imei": "stdnum.imei",
    "gov.us.ssn": "stdnum.us.ssn",
    "gov.us.itin": "stdnum.us.itin",
    "gov.ca.sin": "stdnum.ca.sin",
    "gov.br.cpf": "stdnum.br.cpf",
    "gov.mx.curp": "stdnum.mx.curp",
    "gov.cl.rut": "stdnum.cl.rut",
    "health.gb.nhs": "stdnum.gb.nhs",
    "gov.de.tax_id": "stdnum.de.idnr",
    "gov.fr.nir": "stdnum.fr.nir",
    "gov.es.dni": "stdnum.es.dni",
    "gov.es.nie": "stdnum.es.nie",
    "gov.it.fiscal_code": "stdnum.it.codicefiscale",
    "gov.nl.bsn": "stdnum.nl.bsn",
    "gov.be.national_number": "stdnum.be.nn",
    "gov.ch.ahv": "stdnum.ch.ssn",
    "gov.pl.pesel": "stdnum.pl.pesel",
    "gov.se.personnummer": "stdnum.se.personnummer",
    "gov.no.fodselsnummer": "stdnum.no.fodselsnummer",
    "gov.dk.cpr": "stdnum.dk.cpr",
    "gov.fi.hetu": "stdnum.fi.hetu",
    "gov.pt.nif": "stdnum.pt.nif",
    "gov.ro.cnp": "stdnum.ro.cnp",
    "gov.tr.tckn": "stdnum.tr.tckimlik",
    "gov.in.aadhaar": "stdnum.in_.aadhaar",
    "gov.in.pan": "stdnum.in_.pan",
    "gov.cn.ric": "stdnum.cn.ric",
    "gov.kr.rrn": "stdnum.kr.rrn",
    "gov.il.id": "stdnum.il.idnr",
    "gov.au.tfn": "stdnum.au.tfn",
    "gov.za.id": "stdnum.za.idnr",
}
ROUNDS = 60


def values(maker: Maker, rounds: int = ROUNDS) -> list[str]:
    return [maker.make(seeded("test", maker.kind, number)) for number in range(rounds)]


def oracle(kind: str) -> Callable[[str], Any]:
    validate: Callable[[str], Any] = importlib.import_module(ORACLES[kind]).validate
    return validate


@pytest.mark.parametrize("kind", ORACLES)
def test_values_are_valid_for_the_oracle(kind: str) -> None:
    validate = oracle(kind)
    for maker in MAKERS:
        if maker.kind == kind:
            for value in values(maker):
                validate(value.replace(" ", "") if kind == "financial.card" else value)


@pytest.mark.parametrize("kind", ["gov.us.ssn", "gov.br.cpf", "financial.iban", "gov.pl.pesel"])
def test_the_oracle_refuses_a_broken_value(kind: str) -> None:
    validate = oracle(kind)
    value = values(next(maker for maker in MAKERS if maker.kind == kind))[0]
    broken = re.sub(r"^\S+?(?=\d{2}\D*$)", "000", value)
    with pytest.raises(ValueError, match=r".*"):
        validate("0" + broken)


def test_every_kind_is_in_the_catalogue() -> None:
    kinds = load_table(()).kinds
    assert [maker.kind for maker in MAKERS if maker.kind not in kinds] == []
    assert len({maker.kind for maker in MAKERS}) >= 50


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: f"{maker.kind}-{maker.form}")
def test_makers_are_deterministic_varied_and_labelled(maker: Maker) -> None:
    first = values(maker, 20)
    assert first == values(maker, 20)
    assert len(set(first)) >= 18
    assert maker.labels
    assert set(maker.placings) <= {LABELLED, BARE, PROSE}
    assert all(value == value.strip() and "\n" not in value for value in first)


def test_phones_are_possible_and_not_from_fiction() -> None:
    for maker in MAKERS:
        if maker.kind == "contact.phone":
            for value in values(maker):
                assert phonenumbers.is_possible_number(phonenumbers.parse(value, "US"))
                assert not re.search(r"\b555\W", value)


def test_mails_and_addresses_are_not_reserved() -> None:
    for maker in MAKERS:
        for value in values(maker, 30):
            assert "example." not in value
            assert not value.startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8"))


@pytest.mark.parametrize(
    ("check", "body", "digit"),
    [
        (luhn, "7992739871", "3"),
        (verhoeff, "236", "3"),
        (iso_7064_mod_11_10, "8609574271", "9"),
        (ean, "400638133393", "1"),
    ],
)
def test_published_check_digits(check: Callable[[str], str], body: str, digit: str) -> None:
    assert check(body) == digit
    assert check(str(int(body) + 1)) != digit


def test_seeds_do_not_run_into_each_other() -> None:
    assert seeded("ab", "c").random() != seeded("a", "bc").random()
    assert invented_word(seeded(1)) == invented_word(seeded(1))
    assert invented_word(seeded(1)) != invented_word(seeded(2))
