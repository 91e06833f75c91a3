"""MEDDOCAN's types and cuts from our labels."""

import pytest

from avow.detect.bench.corpora.interface import LabelledSpan, LabelledText
from avow.detect.bench.corpora.zones import cut_zones
from avow.detect.bench.predicted import make_predicted
from avow.detect.bench.scores.official import official_spans, score_official

FORM = """Nombre: Olmo.
NHC: 123456.
NASS: 28 1234.
País: España.
Localidad: Segura.
Médico: Irene Solana NºCol: 40 40 1.
Informe clínico del paciente: varón cuya madre, maestra, acude al Hospital Norte y al \
Centro de Salud Sur con Episodio: 77.
Remitido por: Dr. Pau Ribas. Calle Mayor, 3. 40001 Segura. Tel: 900. Fax: 901. x@y.example
"""


@pytest.mark.parametrize(
    ("value", "label", "official"),
    [
        ("Olmo", "PERSON", "NOMBRE_SUJETO_ASISTENCIA"),
        ("Irene Solana", "PERSON", "NOMBRE_PERSONAL_SANITARIO"),
        ("Pau Ribas", "PERSON", "NOMBRE_PERSONAL_SANITARIO"),
        ("123456", "ID", "ID_SUJETO_ASISTENCIA"),
        ("28 1234", "ID", "ID_ASEGURAMIENTO"),
        ("40 40 1", "ID", "ID_TITULACION_PERSONAL_SANITARIO"),
        ("77", "ID", "ID_CONTACTO_ASISTENCIAL"),
        ("España", "LOC", "PAIS"),
        ("Segura", "LOC", "TERRITORIO"),
        ("varón", "DEM", "SEXO_SUJETO_ASISTENCIA"),
        ("madre", "DEM", "FAMILIARES_SUJETO_ASISTENCIA"),
        ("maestra", "DEM", "PROFESION"),
        ("Hospital Norte", "ORG", "HOSPITAL"),
        ("Centro de Salud Sur", "ORG", "CENTRO_SALUD"),
        ("900", "PHONE", "NUMERO_TELEFONO"),
        ("901", "PHONE", "NUMERO_FAX"),
        ("x@y.example", "EMAIL", "CORREO_ELECTRONICO"),
        ("Calle Mayor, 3", "ADDRESS", "CALLE"),
    ],
)
def test_types(value: str, label: str, official: str) -> None:
    start = FORM.index(value)
    item = make_predicted(FORM, start, start + len(value), label=label, kind=label)
    spans = list(official_spans(FORM, [item], cut_zones(FORM)))
    assert spans == [(start, start + len(value), official)]


def test_addresses_are_cut_as_the_source_cuts_them() -> None:
    value = "Calle Mayor, 3. 40001 Segura"
    start = FORM.index(value)
    item = make_predicted(FORM, start, start + len(value), label="ADDRESS", kind="contact.address")
    spans = official_spans(FORM, [item], cut_zones(FORM))
    assert [(FORM[a:b], kind) for a, b, kind in spans] == [
        ("Calle Mayor, 3", "CALLE"),
        ("40001", "TERRITORIO"),
        ("Segura", "TERRITORIO"),
    ]


@pytest.mark.parametrize(
    ("value", "cuts"),
    [
        (
            "C/ Sol, 3. 40001 Segura (Norte) España",
            [
                ("C/ Sol, 3", "CALLE"),
                ("40001", "TERRITORIO"),
                ("Segura", "TERRITORIO"),
                ("Norte", "TERRITORIO"),
                ("España", "PAIS"),
            ],
        ),
        (
            "C/ Sol, 3.\nCP: 40001.",
            [("C/ Sol, 3", "CALLE"), ("40001", "TERRITORIO")],
        ),
        (
            "C/ Sol, 4.º E. 40001 Segura - México",
            [
                ("C/ Sol, 4.º E", "CALLE"),
                ("40001", "TERRITORIO"),
                ("Segura", "TERRITORIO"),
                ("México", "PAIS"),
            ],
        ),
        ("C/ España, 3", [("C/ España, 3", "CALLE")]),
        (
            "Sol 3, E-40001 España",
            [
                ("Sol 3", "CALLE"),
                ("E-40001", "TERRITORIO"),
                ("España", "PAIS"),
            ],
        ),
    ],
)
def test_towns_and_countries_of_an_address_are_apart(
    value: str, cuts: list[tuple[str, str]]
) -> None:
    item = make_predicted(value, 0, len(value), label="ADDRESS", kind="contact.address")
    spans = official_spans(value, [item], cut_zones(value))
    assert [(value[a:b], kind) for a, b, kind in spans] == cuts


def test_a_postcode_alone_is_territory_and_a_diagnosis_has_no_type() -> None:
    text = "CP: 5500 asma"
    code = make_predicted(text, 4, 8, label="ADDRESS", kind="quasi.postcode")
    illness = make_predicted(text, 9, 13, label="DEM", kind="quasi.health")
    assert list(official_spans(text, [code, illness], cut_zones(text))) == [(4, 8, "TERRITORIO")]


@pytest.mark.parametrize(
    ("text", "cut"), [("tiene 53 años y", "53 años"), ("Edad: 53.", "53"), ("3 meses", "3 meses")]
)
def test_ages_take_their_unit(text: str, cut: str) -> None:
    start = next(place for place, sign in enumerate(text) if sign.isdigit())
    end = max(place for place, sign in enumerate(text) if sign.isdigit()) + 1
    item = make_predicted(text, start, end, label="AGE", kind="quasi.age")
    ((first, last, official),) = official_spans(text, [item], cut_zones(text))
    assert (text[first:last], official) == (cut, "EDAD_SUJETO_ASISTENCIA")


@pytest.mark.parametrize("label", ["URL", "USERNAME", "IP", ""])
def test_labels_without_an_official_type_are_left_out(label: str) -> None:
    item = make_predicted(FORM, 0, 6, label=label, kind="x")
    assert list(official_spans(FORM, [item], cut_zones(FORM))) == []


def test_score_by_view_and_zone() -> None:
    spans = []
    for value, source in (("Olmo", "NOMBRE_SUJETO_ASISTENCIA"), ("Pau Ribas", "ID_ASEGURAMIENTO")):
        start = FORM.index(value)
        end = start + len(value)
        spans.append(
            LabelledSpan(
                start=start,
                end=end,
                core_start=start,
                core_end=end,
                label="PERSON",
                source_label=source,
            )
        )
    text = LabelledText(id="1", text=FORM, language="es", domain="", spans=tuple(spans))
    guesses = [
        make_predicted(FORM, span.start, span.end, label="PERSON", kind="x") for span in spans
    ]
    views = score_official([text], [guesses])
    types, bare = views["types"], views["spans"]
    assert types["all"].counts.tolist() == [[1, 1, 1]]
    assert bare["all"].counts.tolist() == [[2, 0, 0]]
    assert types["header"].counts.tolist() == [[1, 0, 0]]
    assert types["closing"].counts.tolist() == [[0, 1, 1]]
    assert types["narrative"].f1 is None
