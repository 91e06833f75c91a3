"""Locales: which countries' formats are at home in a document."""

import re
from collections.abc import Sequence

COUNTRIES_OF_LANGUAGE: dict[str, tuple[str, ...]] = {
    "en": (
        "US",
        "GB",
        "CA",
        "AU",
        "IE",
        "NZ",
        "ZA",
        "IN",
        "SG",
        "KE",
        "GH",
        "NG",
        "HK",
        "MU",
        "PH",
    ),
    "de": ("DE", "AT", "CH", "LI", "LU"),
    "fr": ("FR", "BE", "CH", "CA", "LU"),
    "es": (
        "ES",
        "MX",
        "AR",
        "CL",
        "CO",
        "PE",
        "UY",
        "EC",
        "VE",
        "PY",
        "DO",
        "CR",
        "GT",
        "SV",
    ),
    "it": ("IT", "CH"),
    "pt": ("PT", "BR"),
    "nl": ("NL", "BE"),
    "sv": ("SE", "FI"),
    "no": ("NO",),
    "da": ("DK",),
    "fi": ("FI",),
    "is": ("IS",),
    "pl": ("PL",),
    "cs": ("CZ",),
    "sk": ("SK",),
    "hu": ("HU",),
    "ro": ("RO", "MD"),
    "bg": ("BG",),
    "hr": ("HR", "BA", "RS", "ME"),
    "sl": ("SI",),
    "et": ("EE",),
    "lv": ("LV",),
    "lt": ("LT",),
    "el": ("GR", "CY"),
    "tr": ("TR",),
    "ru": ("RU",),
    "uk": ("UA",),
    "he": ("IL",),
    "ar": ("EG", "AE", "SA"),
    "hi": ("IN",),
    "id": ("ID",),
    "ms": ("MY",),
    "th": ("TH",),
    "vi": ("VN",),
    "zh": ("CN", "TW", "HK", "SG"),
    "ja": ("JP",),
    "ko": ("KR",),
    "ur": ("PK",),
}

_STOP_WORDS: dict[str, str] = {
    "en": "the and of to is that with for was this are have from not you",
    "de": "der die und das ist nicht mit ein eine auf für den von sich bei wurde bitte",
    "fr": "le la les des est une dans pour que qui avec sur pas vous son été",
    "es": "el los las una que del por con para como está su fue pero más",
    "it": "il che di una per non sono della con gli alla nel più è questo",
    "pt": "o que não uma com para os dos das pelo foi você são mais seu",
    "nl": "de het een en van is niet dat op met voor zijn aan ook bij",
    "sv": "och att det som en är på för av med inte den till har om",
    "no": "og det som er på av ikke til har med jeg den ble fra hun",
    "da": "og det som er på af ikke til har med jeg den blev fra ikke",
    "fi": "ja on ei että se hän oli ovat mutta kun niin joka myös tai",
    "is": "og að er ekki það sem við fyrir hann var með til um",
    "pl": "i w nie na się jest że do z to jak ale jego przez dla",
    "cs": "a je se na že to v si jako by pro jsem ale nebo když",
    "sk": "a je sa na že to v si ako by pre som ale alebo keď",
    "hu": "a az és hogy nem egy is van ez meg már csak volt de",
    "ro": "și în de la nu cu este care pentru mai din că sunt pe",
    "bg": "и на да се от за не е по че това като са",
    "hr": "i je u na da se za od su nije kao ali što sam",
    "sl": "in je v na da se za od so ni kot ali ki sem",
    "et": "ja on ei see et oli ka kui ta aga oma nii",
    "lv": "un ir ka ar no uz tas par bet nav viņš lai",
    "lt": "ir yra kad su iš tai bet kaip nėra jis dėl",
    "el": "και το να του της για με που είναι από δεν",
    "tr": "ve bir bu için ile da de değil olarak çok var daha",
    "ru": "и в не на что с по это как но он из для был",
    "uk": "і в не на що з це та як але він для був",
    "he": "של את על לא הוא זה עם אני כי גם",
    "ar": "في من على إلى أن هذا التي مع لا",
    "id": "dan yang di untuk dengan dari ini tidak pada itu adalah",
    "ms": "dan yang di untuk dengan dari ini tidak pada itu ialah anda",
    "vi": "và của là có được cho không một trong với",
}
_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", "[\u3040-\u30ff]"),
    ("ko", "[\uac00-\ud7af]"),
    ("zh", "[\u4e00-\u9fff]"),
    ("th", "[\u0e00-\u0e7f]"),
    ("hi", "[\u0900-\u097f]"),
    ("ur", "[\u0679\u067e\u0686\u0688\u0691\u06ba\u06be\u06d2]"),
    ("he", "[\u0590-\u05ff]"),
    ("el", "[\u0370-\u03ff]"),
)
SAMPLE_CHARACTERS = 1500
FEWEST_VOTES = 2
VOTE_SHARE = 0.5

_LANGUAGES_OF_WORD: dict[str, tuple[str, ...]] = {}
for _language, _words in _STOP_WORDS.items():
    for _word in dict.fromkeys(_words.split()):
        _LANGUAGES_OF_WORD[_word] = (*_LANGUAGES_OF_WORD.get(_word, ()), _language)
_STOP_WORD_SET = frozenset(_LANGUAGES_OF_WORD)
_SCRIPT_PATTERNS = tuple((language, re.compile(pattern)) for language, pattern in _SCRIPTS)


def declared_countries(locales: Sequence[str]) -> frozenset[str]:
    """Return the countries of BCP 47 tags: `en-GB` is GB, a bare `de` is all of its countries.

    A bare upper-case country code is taken as it stands.
    """
    countries: set[str] = set()
    for locale in locales:
        parts = locale.replace("_", "-").split("-")
        region = parts[-1] if len(parts) > 1 or locale.isupper() else ""
        if len(region) == len("US") and region.isalpha():
            countries.add("GB" if region.upper() == "UK" else region.upper())
        else:
            countries.update(COUNTRIES_OF_LANGUAGE.get(parts[0].lower(), ()))
    return frozenset(countries)


def vote_countries(text: str) -> frozenset[str]:
    """Return the countries whose language a document seems to use; deterministic, may be empty.

    Distinct stop words of the first characters vote; every language with at least half the votes of
    the first counts, so that close relatives are all on. The vote can only add formats.
    """
    sample = text[:SAMPLE_CHARACTERS]
    votes: dict[str, int] = {}
    for word in _STOP_WORD_SET.intersection(sample.lower().split()):
        for language in _LANGUAGES_OF_WORD[word]:
            votes[language] = votes.get(language, 0) + 1
    if not sample.isascii():
        for language, pattern in _SCRIPT_PATTERNS:
            count = len(pattern.findall(sample))
            if count:
                votes[language] = votes.get(language, 0) + count
    best = max(votes.values(), default=0)
    if best < FEWEST_VOTES:
        return frozenset()
    chosen = (language for language, count in votes.items() if count >= best * VOTE_SHARE)
    return frozenset(
        country for language in chosen for country in COUNTRIES_OF_LANGUAGE.get(language, ())
    )
