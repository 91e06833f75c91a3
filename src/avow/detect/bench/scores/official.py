"""MEDDOCAN's own view: exact micro F1 over its types (sub-track 1) and its spans (sub-track 2).

The official task types a person as patient or staff and a number as record, insurance, licence or
contact number, and parts an address into street, postcode and town. Our kinds do not make these
differences; the field before a span and its shape do. The words below come from the training part
and the annotation scheme.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from avow.detect.bench.corpora.interface import LabelledText
from avow.detect.bench.corpora.zones import CLOSING, ZONES, Zones, cut_zones
from avow.detect.bench.predicted import Predicted, Predictions
from avow.detect.bench.scores.interface import CountArray, SpanScore
from avow.detect.bench.scores.match import score_counts

Typed = tuple[int, int, str]

_LOOK_BACK = 45
_STAFF_FIELD = re.compile(
    r"(?:\bm[ée]dic[oa]s?|\bdr\.?|\bdra\.?|\bdres\.?|\bdoctora?|remitido por|responsable)\W*$",
    re.IGNORECASE,
)
_ID_FIELDS = (
    (re.compile(r"(?:nass|seguridad social)\W*$", re.IGNORECASE), "ID_ASEGURAMIENTO"),
    (
        re.compile(r"(?:n\S? ?col|colegiad[oa])\W*$", re.IGNORECASE),
        "ID_TITULACION_PERSONAL_SANITARIO",
    ),
    (re.compile(r"(?:episodio|contacto)\W*$", re.IGNORECASE), "ID_CONTACTO_ASISTENCIAL"),
)
_FAX_FIELD = re.compile(r"fax\W*$", re.IGNORECASE)
_COUNTRY_FIELD = re.compile(r"pa[íi]s(?: de \w+)?\W*$", re.IGNORECASE)
_HOSPITAL = re.compile(r"hospital|cl[íi]nica|complejo|policl", re.IGNORECASE)
_HEALTH_CENTRE = re.compile(r"centro de salud|ambulatorio|consultorio", re.IGNORECASE)
_POSTCODE = re.compile(r"(?:[A-Z]-)?\d{4,5}")
_SEX = re.compile(
    r"h|m|var[óo]n|mujer|hombre|ni[ñn][oa]s?|masculino|femenin[oa]|chic[oa]|joven|se[ñn]ora?|"
    r"lactante|reci[ée]n nacid[oa]|f|v|male|female",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:auxiliar|militar|profesora?|maestr[oa]|emplead[oa]|pescadora?|jugadora?|deportista|"
    r"azafata|dependient[ea]|monitora?|polic[íi]a|agricultora?|ama de casa|tareas|"
    r"administrativ[oa]|camarer[oa]|alba[ñn]il|conductora?|ganader[oa]|enfermer[oa]|m[ée]dic[oa]|estudiante)",
    re.IGNORECASE,
)
_AGE_UNIT = re.compile(r"\s*(?:años?|meses|mes|semanas?|d[íi]as?)\b", re.IGNORECASE)
_COUNTRIES = re.compile(
    r"espa[ñn]a|spain|argentina|m[ée]xico|chile|colombia|per[úu]|venezuela|ecuador|bolivia|"
    r"uruguay|paraguay|cuba|nicaragua|panam[áa]|guatemala|honduras|brasil|portugal|francia|italia|"
    r"alemania|marruecos|ruman[íi]a|bulgaria|china|jap[óo]n|india|pakist[áa]n|rusia|ucrania|"
    r"polonia|senegal|nigeria|argelia|egipto|turqu[íi]a|suiza|b[ée]lgica|holanda|irlanda|usa|"
    r"rep[úu]blica dominicana|rep[úu]blica argentina|costa rica|el salvador|estados unidos|"
    r"ee\.? ?uu\.?|reino unido|inglaterra|guinea ecuatorial|sierra leona|puerto rico",
    re.IGNORECASE,
)
_COUNTRY_AT_END = re.compile(rf"(?:^|[\s(,.;-])({_COUNTRIES.pattern})$", re.IGNORECASE)
_PLACE_BREAKS = re.compile(r"[(),.;\n]+|\s-\s")
_CODE_LABEL = re.compile(
    r"[\s,.;-]*(?:\bC\.? ?P\.?:?|\bc[óo]digo postal:?|\bE-)?[\s,.;-]*$", re.IGNORECASE
)
_PLACE_EDGES = " ,.;\n-()"
_NO_TYPE = ("quasi.health", "quasi.event")
"""Kinds that the annotation scheme has no type for: diagnoses are no identifiers there."""
_FIXED = {
    "DATE": "FECHAS",
    "AGE": "EDAD_SUJETO_ASISTENCIA",
    "EMAIL": "CORREO_ELECTRONICO",
}


def score_official(
    texts: Sequence[LabelledText], predictions: Predictions
) -> dict[str, dict[str, SpanScore]]:
    """Score the official views.

    Returns:
        By view (`types`, `spans`) and by zone (`all` first): exact micro scores.
    """
    counts = {
        (view, zone): np.zeros((len(texts), 3), dtype=np.int64)
        for view in ("types", "spans")
        for zone in ("all", *ZONES)
    }
    for row, (text, predicted) in enumerate(zip(texts, predictions, strict=True)):
        zones = cut_zones(text.text)
        gold = {(span.start, span.end, span.source_label) for span in text.spans}
        guess = set(official_spans(text.text, predicted, zones))
        _add_counts(counts, row, zones, gold, guess)
    return {
        view: {
            zone: score_counts(f"{view}, {zone}", "exact", counts[view, zone])
            for zone in ("all", *ZONES)
        }
        for view in ("types", "spans")
    }


def _add_counts(
    counts: dict[tuple[str, str], CountArray],
    row: int,
    zones: Zones,
    gold: set[Typed],
    guess: set[Typed],
) -> None:
    bare_gold = {(start, end, "") for start, end, _ in gold}
    bare_guess = {(start, end, "") for start, end, _ in guess}
    for view, wanted, given in (("types", gold, guess), ("spans", bare_gold, bare_guess)):
        for column, items in enumerate((wanted & given, given - wanted, wanted - given)):
            for start, _, _ in items:
                counts[view, "all"][row, column] += 1
                counts[view, zones.zone_of(start)][row, column] += 1


def official_spans(text: str, predicted: Sequence[Predicted], zones: Zones) -> Iterator[Typed]:
    """Yield predictions in the source's types and cuts; labels without one are left out."""
    for item in predicted:
        if item.label == "ADDRESS":
            yield from _address_parts(text, item)
        elif official := _official_type(text, item, zones):
            yield *_official_place(text, item), official


def _official_place(text: str, item: Predicted) -> tuple[int, int]:
    """Return a span in the source's cut: names without titles, ages with their unit."""
    if item.label == "PERSON":
        return item.core_start, item.core_end
    unit = _AGE_UNIT.match(text, item.end) if item.label == "AGE" else None
    return item.start, unit.end() if unit else item.end


def _official_type(text: str, item: Predicted, zones: Zones) -> str:
    if item.kind in _NO_TYPE:
        return ""
    before = text[max(0, item.start - _LOOK_BACK) : item.start].rpartition("\n")[2]
    value = text[item.start : item.end]
    match item.label:
        case "PERSON":
            staff = zones.zone_of(item.start) == CLOSING or _STAFF_FIELD.search(before)
            name = "NOMBRE_PERSONAL_SANITARIO" if staff else "NOMBRE_SUJETO_ASISTENCIA"
        case "ID":
            hits = (kind for field, kind in _ID_FIELDS if field.search(before))
            name = next(hits, "ID_SUJETO_ASISTENCIA")
        case "PHONE":
            name = "NUMERO_FAX" if _FAX_FIELD.search(before) else "NUMERO_TELEFONO"
        case "LOC":
            country = _COUNTRY_FIELD.search(before) or _COUNTRIES.fullmatch(value)
            name = "PAIS" if country else "TERRITORIO"
        case "ORG":
            hospital = "HOSPITAL" if _HOSPITAL.search(value) else "INSTITUCION"
            name = "CENTRO_SALUD" if _HEALTH_CENTRE.search(value) else hospital
        case "DEM":
            name = _demographic_type(value)
        case _:
            name = _FIXED.get(item.label, "")
    return name


def _demographic_type(value: str) -> str:
    if _SEX.fullmatch(value):
        return "SEXO_SUJETO_ASISTENCIA"
    return "PROFESION" if _WORK.search(value) else "FAMILIARES_SUJETO_ASISTENCIA"


def _address_parts(text: str, item: Predicted) -> Iterator[Typed]:
    """Yield street, postcode and town of an address apart, as the source labels them."""
    if item.kind == "quasi.postcode":
        yield item.start, item.end, "TERRITORIO"
        return
    value = text[item.start : item.end]
    postcodes = [match for match in _POSTCODE.finditer(value) if len(match.group()) >= 5]
    if not postcodes:
        yield item.start, item.end, "CALLE"
        return
    code = postcodes[-1]
    street = _CODE_LABEL.sub("", value[: code.start()])
    if street:
        yield item.start, item.start + len(street), "CALLE"
    yield item.start + code.start(), item.start + code.end(), "TERRITORIO"
    for start, end in _pieces(value, code.end()):
        yield from _place_parts(value, start, end, item.start)


def _pieces(value: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield what punctuation parts from `start` on, without its edges."""
    breaks = [(match.start(), match.end()) for match in _PLACE_BREAKS.finditer(value, start)]
    for last, following in pairwise([(start, start), *breaks, (len(value), len(value))]):
        piece = value[last[1] : following[0]]
        if town := piece.strip(_PLACE_EDGES):
            begin = last[1] + piece.index(town)
            yield begin, begin + len(town)


def _place_parts(value: str, start: int, end: int, origin: int) -> Iterator[Typed]:
    """Yield a town, and the country behind it apart, at their place in the text."""
    country = _COUNTRY_AT_END.search(value[start:end])
    town_end = start + country.start() if country else end
    town = value[start:town_end].rstrip(_PLACE_EDGES)
    if town:
        yield origin + start, origin + start + len(town), "TERRITORIO"
    if country:
        yield origin + start + country.start(1), origin + start + country.end(1), "PAIS"
