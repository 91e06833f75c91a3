"""The language of a text, as far as the detector's own vote tells it; for tables only."""

from avow.detect.engine.locales import COUNTRIES_OF_LANGUAGE, vote_countries

UNKNOWN = "unknown"
# These are voted for by their script alone, so one quoted word is enough for a tie.
_BY_SCRIPT = frozenset({"el", "he", "hi", "ja", "ko", "th", "ur", "zh"})


def guess_language(text: str) -> str:
    """Return a language code, several joined by `/` where close relatives tie, or `unknown`.

    The detector votes for countries. A language fits when all of its countries were voted for,
    and one whose countries are only part of another's that fits is passed over.
    """
    voted = vote_countries(text)
    fitting = {
        language: set(countries)
        for language, countries in COUNTRIES_OF_LANGUAGE.items()
        if voted.issuperset(countries)
    }
    best = sorted(
        language
        for language, countries in fitting.items()
        if not any(countries < others for others in fitting.values())
    )
    best = [language for language in best if language not in _BY_SCRIPT] or best
    return "/".join(best[:3]) if best else UNKNOWN
