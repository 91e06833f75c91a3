"""Verifiers of personal names that a label, a title or a header announces."""

import re

import numpy as np

from avow.detect.verify.interface import PLAUSIBLE, REJECT, Candidates, Verifier, VerifierFactory
from avow.detect.verify.people.surroundings import contexts, fills_its_cell
from avow.text import ByteArray

_MOST_WORDS = 6
_LONGEST_WORD = 24


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that stand after "Name:" and its like but are part of no name.
_NOT_NAMES = _words_of(
    "a about absolutely access account action active actually add address administrator "
    "adolescente after afternoon age all alpha alright also an and any apellidos api app "
    "application are array as association at author authors available avenue bank be because been "
    "beta between boolean both boy branch bueno bug build business but button by bye called can "
    "cancel cannot category change channel check checkout cirugía claro class cleanup client "
    "closed code college color column command comment commission committee company component con "
    "config configuration confirm contact container content corp corporation correct could "
    "council country create custom customer daily data database date datos day debug default "
    "delete department deploy description detail details dev device did die directory disabled "
    "display docker docs document documents does domain done download dr dra draft during edit "
    "ein eine either email empty enabled end enter entry error et evening event exactly example "
    "existing external fail failed failure false feature fecha female femenino file files final "
    "fine first folder for foreign form format found foundation frau free from full function "
    "general generate gestante get girl gmbh good goodbye gracias great group had has have hello "
    "help her here herr hey hi his hmm hola hombre home hospital host how however id if image "
    "import in inc index infant info information informe ing initial input insert install "
    "institute internal invalid invoice is issue it item items its job joven just kind label "
    "lactante language last latest left length level library lic limited line lint list llc local "
    "location log login logs ltd mail main maintainer male man manager masculino master maybe me "
    "medicina member menu message method ministry missing mobile model module monthly more "
    "morning mr mrs ms mujer must my n/a na name names neonato network new next nicht night niña "
    "niñas niño no nom nombre nome none nope normal not note noted notes nothing null number "
    "object oder of off office oh ok okay on once oncología only open optional options or order "
    "org organisation organization other ou our output over overview owner paciente package para "
    "parameter part pas password path payment pending person phone plan please plugin policy por "
    "position preferred prefix present previous primary primigesta print private process product "
    "production prof profile program project property public publish pull push quantity que query "
    "question ready really reason recién record redacted reference region release remove report "
    "repository request required reset resource response result results return right road role "
    "root row rule run same sample save schema script search section see select send server "
    "service services servicio session set setting settings setup señor señora should show sign "
    "simple sin site size some something sorry source sr sra staff staging standard start state "
    "status step still stop string style subject submit such summary support sure sync system sí "
    "tab table tag target task tbd team template test testing tests text than thank thanks that "
    "the their them then there these they this those through time title to todas today todos "
    "token tool total true two uh um un una und undefined understood une unidad unique unit "
    "university unknown unos until update upgrade upload url usage use user username users using "
    "vale valid value values various varon varón verify version very view warning was we web "
    "weekly well were what when where whether which while who whole why will with within without "
    "woman work workflow write wrong yeah yep yes yet you your zone"
)
_PARTICLES = _words_of(
    "abu af al av ben bin bint da das de del della den der di do dos du e el ibn la las le los mac "
    "mc st ten ter van vom von y zu zum zur"
)
_CONTRACTIONS = ("'m", "'ll", "'ve", "'re", "n't", "'d")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-`´])*")


def _words(raw: bytes) -> list[str]:
    return raw.decode(errors="replace").replace(",", " ").split()


def _lawful(words: list[str]) -> bool:
    """Tell whether every word is made of letters and none is a word that labels things."""
    if not 1 <= len(words) <= _MOST_WORDS:
        return False
    for word in words:
        if len(word) > _LONGEST_WORD or not _WORD.fullmatch(word):
            return False
        lowered = word.lower().replace("’", "'").rstrip(".")
        if lowered.endswith(_CONTRACTIONS):
            return False
        if lowered in _NOT_NAMES:
            return False
    return max(len(word.rstrip(".")) for word in words) >= 2


def _capitalised(words: list[str]) -> bool:
    """Tell whether all words but particles begin with a capital or belong to a caseless script."""
    real = [word for word in words if word.lower() not in _PARTICLES]
    return bool(real) and all(word[0].isupper() or not word[0].islower() for word in real)


def _looks_like_name(raw: bytes, fewest: int = 1) -> bool:
    words = _words(raw)
    shouted = len(words) == 1 and raw.isupper() and len(raw) <= 4
    return len(words) >= fewest and _lawful(words) and _capitalised(words) and not shouted


def verify_name(candidates: Candidates) -> ByteArray:
    """Judge one to six capitalised words, none of them a word that labels things."""
    return _judge([_looks_like_name(text) for text in candidates.texts()])


def verify_full_name(candidates: Candidates) -> ByteArray:
    """Judge two to six capitalised words, none of them a word that labels things."""
    return _judge([_looks_like_name(text, 2) for text in candidates.texts()])


def verify_name_field(candidates: Candidates) -> ByteArray:
    """Judge the value of a field that can only hold a name (Surname, Patient): any case."""
    return _judge([_lawful(_words(text)) for text in candidates.texts()])


_FORM_LABEL = re.compile(
    rb"\b(?:surname|first name|last name|family name|given name|middle name|date of birth|birth|dob"
    rb"|born|e-?mail|phone|telephone|tel|mobile|address|street|city|zip|postcode|postal|age|sex"
    rb"|gender|nationality|passport|ssn|occupation|signature|marital|apellidos?|edad|sexo"
    rb"|nacimiento|domicilio|tel\xc3\xa9fono|correo|dni|pr\xc3\xa9nom|naissance|adresse|vorname"
    rb"|nachname|geburtsdatum|anschrift|cognome|nascita|indirizzo|nascimento|endere\xc3\xa7o"
    rb"|achternaam|geboortedatum|nazwisko|adres|job title|employer|company)\b[^\n:=]{0,24}[:=\t\n]",
    re.IGNORECASE,
)


def verify_bare_name_field(candidates: Candidates) -> ByteArray:
    """Judge the value after a bare `Name:`, which labels files and build steps as well.

    Two capitalised words suffice; one word or lower case needs another personal field near.
    """
    found = []
    for before, text, after in contexts(candidates, 120, 160):
        words = _words(text)
        continues = re.match(rb"[ \t]*(?:[A-Za-z0-9(/_:-]|\.\w)", after) is not None
        two = len(words) >= 2 and _capitalised(words) and not continues
        found.append(_lawful(words) and (two or _in_form(before, after)))
    return _judge(found)


def _in_form(before: bytes, after: bytes) -> bool:
    return _FORM_LABEL.search(before) is not None or _FORM_LABEL.search(after) is not None


def verify_name_cell(candidates: Candidates) -> ByteArray:
    """Judge a name that is the whole text (a CSV cell, a JSON value): any case."""
    found = []
    for before, text, after in contexts(candidates, 8, 8):
        found.append(fills_its_cell(before, after) and _lawful(_words(text)))
    return _judge(found)


# What follows a title without being a name: offices, fiction, products, places.
_AFTER_TITLE = _words_of(
    "ambassador america and attorney avenue bean chair chairman chairperson chairwoman clean "
    "commissioner corazon darcy de dipl director doctor doom dre drive earth evil fantastic freeze "
    "general giovanni governor holle house in incredible juan judge jur justice manager marple "
    "mayor med minister muffet nat oec of office or pac-man pepper phil piggy potato president "
    "president's prime professor quijote rer right road robot robotnik secretary senator seuss "
    "speaker spock strangelove street teen the universe usa vice who word world wrong"
)
_NAME_BEFORE = re.compile(r"(?:^|\s)(?:[A-Z][\w.]*|\d+)\s$")


def verify_titled_name(candidates: Candidates) -> ByteArray:
    """Judge what follows Mr, Dr, Herr, Sra. and their like; offices and figures of fiction fail."""
    found = []
    for before, text, _ in contexts(candidates, 24, 0):
        words = _words(text)
        first = words[0].lower().rstrip(".") if words else ""
        surname = first.rsplit("-", maxsplit=1)[-1]
        head = before.decode(errors="replace")
        abbreviation = re.search(r"\b(?:Dr|M\.|St)\s$", head)
        used_otherwise = abbreviation and _NAME_BEFORE.search(head[: abbreviation.start()])
        fiction = first in _AFTER_TITLE or surname in _AFTER_TITLE
        found.append(_looks_like_name(text) and not fiction and not used_otherwise)
    return _judge(found)


_NO_ADDRESSEE = _words_of(
    "chairman chairwoman chair senator president professor judge minister ambassador governor "
    "again all also any applicant baby best board boss both candidate client clients colleague "
    "colleagues committee community customer customers dad daddy damen darling dear diary editor "
    "everybody everyone father folks friday friend friends gentlemen god good grandma grandpa "
    "great guys happy hello herren hey hi hiring honey how investor just kids kind kollegen "
    "kolleginnen ladies lord love madam madame mama member members mom mommy monday monsieur "
    "mother mum nice no not ok okay papa parents please reader readers regards sales santa "
    "saturday shareholder sir sirs sorry staff students sunday support sweetheart team thank "
    "thanks there this thursday todos tous tuesday user users valued wednesday welcome well what "
    "when where why world yes"
)


def verify_addressee(candidates: Candidates) -> ByteArray:
    """Judge the word or words after Dear, Hi or a closing: a name, not a group or an endearment."""
    found = []
    for text in candidates.texts():
        words = _words(text)
        group = any(word.lower() in _NO_ADDRESSEE for word in words)
        found.append(len(words) <= 3 and _looks_like_name(text) and not group)
    return _judge(found)


# What people say after "my name is" that is no name.
_NO_INTRODUCTION = _words_of(
    "a already also an at in legion listed mentioned misspelled mud never not now of on pronounced "
    "right spelled still the unimportant unknown written wrong"
)


def verify_introduction(candidates: Candidates) -> ByteArray:
    """Judge the words after "my name is", in any case; sentences that go on otherwise fail."""
    found = []
    for text in candidates.texts():
        words = _words(text)
        first = words[0].lower() if words else ""
        found.append(_lawful(words) and first not in _NO_INTRODUCTION)
    return _judge(found)


def _judge(found: list[bool]) -> ByteArray:
    return np.where(np.array(found, dtype=np.bool_), PLAUSIBLE, REJECT).astype(np.uint8)


VERIFIERS: dict[str, Verifier] = {
    "name": verify_name,
    "full_name": verify_full_name,
    "name_field": verify_name_field,
    "bare_name_field": verify_bare_name_field,
    "name_cell": verify_name_cell,
    "titled_name": verify_titled_name,
    "addressee": verify_addressee,
    "introduction": verify_introduction,
}

FACTORIES: dict[str, VerifierFactory] = {}
