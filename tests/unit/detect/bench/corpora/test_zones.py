"""Zones of a clinical form, cut by the shape of lines."""

import pytest

from avow.detect.bench.corpora.zones import CLOSING, HEADER, NARRATIVE, cut_zones

FORM = """Datos del paciente.
Nombre: Olmo.
Apellidos: Quintana Vega.
Médico: Irene Solana NºCol: 12 34.
Informe clínico del paciente: acude por dolor.
Fue visto por Olmo en marzo.
Remitido por: Dra. Irene Solana. Email: irene@clinica.example
"""


@pytest.mark.parametrize(
    ("phrase", "zone"),
    [
        ("Datos", HEADER),
        ("Quintana", HEADER),
        ("Irene Solana NºCol", HEADER),
        ("Informe", NARRATIVE),
        ("Olmo en marzo", NARRATIVE),
        ("Remitido", CLOSING),
        ("irene@", CLOSING),
    ],
)
def test_zone_of_a_phrase(phrase: str, zone: str) -> None:
    assert cut_zones(FORM).zone_of(FORM.index(phrase)) == zone


def test_a_long_line_ends_the_header_whatever_it_says() -> None:
    text = "Nombre: Olmo.\nSin título: " + "palabra " * 30 + "\nfin"
    zones = cut_zones(text)
    assert zones.zone_of(0) == HEADER
    assert zones.zone_of(text.index("Sin")) == NARRATIVE
    assert zones.zone_of(text.index("fin")) == NARRATIVE


@pytest.mark.parametrize("text", ["", "una frase corta", "\n\n", "palabra " * 40])
def test_texts_without_a_form_do_not_fail(text: str) -> None:
    assert cut_zones(text).zone_of(len(text)) in (HEADER, NARRATIVE)
