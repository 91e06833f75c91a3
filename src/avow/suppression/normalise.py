"""Normal forms of identifiers, so that one person's spellings meet: shared by scrub and the forms.

The forms are versioned: digests made under one version are only compared with the same version.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping
from urllib.parse import unquote

import idna
import phonenumbers

NORMALISER_VERSION = 1
UNICODE_VERSION = unicodedata.unidata_version

E164_DIGITS = range(8, 16)

_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "dame", "lord"}
    | {"lady", "rev", "hon", "herr", "frau", "fr", "hr", "m", "mme", "mlle", "monsieur", "madame"}
    | {"sr", "sra", "srta", "señor", "señora", "don", "doña", "sig", "signor", "signora", "dott"}
    | {"pan", "pani", "ing", "dipl", "phd", "md", "jr", "esq"}
)
_TITLES_KEPT_ALONE = frozenset({"m", "don", "pan", "jr", "ing", "md"})
_AT = re.compile(r"\s*[\[({<]\s*(?:at|@)\s*[\])}>]\s*|\s+at\s+|\s*@\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[\[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+dot\s+", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:;ext=|\bext\b|\bextension\b|\bx|#).*$", re.IGNORECASE | re.DOTALL)
_NOT_DIGIT = re.compile(r"\D+")
_SEPARATORS = re.compile(r"[\s.\-/_\u00ad\u2010-\u2015]+")


def fold_text(value: str) -> str:
    """Return NFKC, casefolded text with every run of white space as one space."""
    if not value.isascii():
        value = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
    else:
        value = value.lower()
    return " ".join(value.split())


def normalise_domain(value: str) -> str:
    """Return a domain in lower-case A-labels without a final dot; as folded text where invalid."""
    folded = fold_text(value).strip(".").replace(" ", "")
    if folded.isascii():
        return folded
    try:
        return idna.encode(folded, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return folded


def normalise_email(value: str) -> str:
    """Return an address as folded local part and A-label domain (RFC 5321, RFC 5891)."""
    folded = fold_text(value)
    if "%" in folded and "@" not in folded:
        folded = fold_text(unquote(folded))
    folded = folded.removeprefix("mailto:")
    if "@" not in folded or " " in folded:
        folded = _DOT.sub(".", _AT.sub("@", folded, count=1))
    local, _, domain = folded.rpartition("@")
    return f"{local}@{normalise_domain(domain)}" if local else folded


def email_forms(value: str) -> tuple[str, ...]:
    """Return the normal form of an address and, where it has a `+tag`, the form without it."""
    full = normalise_email(value)
    local, _, domain = full.rpartition("@")
    plain = local.partition("+")[0]
    if not plain or plain == local:
        return (full,)
    return (full, f"{plain}@{domain}")


def normalise_phone(value: str, region: str = "") -> str:
    """Return a number in E.164 form where its country is known, else its digits.

    Args:
        value: The number as written, with or without an extension (which is cut).
        region: ISO 3166 country that a number without a country code belongs to.
    """
    text = unicodedata.normalize("NFKC", value).strip().lower().removeprefix("tel:")
    text = _EXTENSION.sub("", text).strip()
    international = text.startswith(("+", "(+", "00"))
    if international:
        text = text.replace("(0)", "", 1)
    digits = _ascii_digits(text)
    if international:
        digits = digits.removeprefix("00") if text.startswith("00") else digits
        return f"+{digits}" if len(digits) in E164_DIGITS else digits
    return _national_number(text, region) or digits


def _ascii_digits(text: str) -> str:
    digits = _NOT_DIGIT.sub("", text)
    if digits.isascii():
        return digits
    return "".join(str(unicodedata.decimal(character)) for character in digits)


def _national_number(text: str, region: str) -> str:
    if not region:
        return ""
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    number = str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return number if len(number) - 1 in E164_DIGITS else ""


def normalise_person(value: str) -> str:
    """Return a name folded, with titles and outer punctuation stripped."""
    words = [word.strip(".,;:()\"'’") for word in fold_text(value).split(" ")]
    words = [word.removesuffix("'s").removesuffix("’s") for word in words if word]
    while len(words) > 1 and _is_title(words[0], len(words)):
        del words[0]
    while len(words) > 1 and words[-1] in {"jr", "sr", "phd", "md", "esq"}:
        del words[-1]
    return " ".join(words)


def _is_title(word: str, words: int) -> bool:
    # "Don Miller" and "M Lee" are names; only three words make such a word a title.
    return word in _TITLES and (word not in _TITLES_KEPT_ALONE or words > 2)


def normalise_ip(value: str) -> str:
    """Return an address compressed, with IPv4-mapped IPv6 unfolded; folded text where invalid."""
    text = fold_text(value).strip("[]").partition("%")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return address.compressed


def normalise_compact(value: str) -> str:
    """Return a card, IBAN or other number folded to upper case without separators."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", value)).upper()


def normalise_mac(value: str) -> str:
    """Return a MAC address as lower-case hexadecimal digits only."""
    return re.sub(r"[^0-9a-f]", "", fold_text(value))


def normalise_exact(value: str) -> str:
    """Return a case-sensitive value (secret, wallet address) as it is, without outer space."""
    return value.strip()


_BY_KIND: Mapping[str, Callable[[str], str]] = {
    "contact.email": normalise_email,
    "contact.phone": normalise_phone,
    "contact.fax": normalise_phone,
    "person.name": normalise_person,
    "network.ipv4": normalise_ip,
    "network.ipv6": normalise_ip,
    "network.mac": normalise_mac,
    "network.domain": normalise_domain,
    "financial": normalise_compact,
    "gov": normalise_compact,
    "health": normalise_compact,
    "vehicle": normalise_compact,
    "device": normalise_compact,
    "crypto": normalise_exact,
    "secret": normalise_exact,
}


def normalise(kind: str, value: str) -> str:
    """Return the normal form of a value of some kind; folded text for kinds without their own."""
    name = kind
    while name:
        form = _BY_KIND.get(name)
        if form is not None:
            return form(value)
        name = name.rpartition(".")[0]
    return fold_text(value)
