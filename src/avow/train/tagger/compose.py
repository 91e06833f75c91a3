r"""Samples made from our own templates: chats, mails, forms, tables, code and what holds no name.

The families stand in `templates/`, one template a line; `{slot}` is filled by `slots.Filler`, and
`\n` is a line end. Lines of `mail_xx.txt` begin with their language.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from avow.detect.people.interface import LABELS
from avow.train.tagger.names import NamePools
from avow.train.tagger.samples import Marked, Sample
from avow.train.tagger.slots import Filler

ORIGIN = "templates"
_SLOT = re.compile(r"\{([a-z]+)\}")
_GREETINGS = {
    "en": ("Hi {first},", "Dear {first},", "Hello {first},", "{first},", "Dear Mr. {last},",
           "Dear Ms {last},", "Hey {first}", "Hi {first} and {first},", "Dear Dr. {last},",
           "Good morning {first},", "Hi all,", "Dear team,", "Hello,", "To whom it may concern,"),
    "es": ("Hola {first}:", "Estimada Sra. {last}:", "Querido {first},", "Buenos días, {first}:",
           "Estimado Sr. {last}:", "Buenos días:"),
    "de": ("Hallo {first},", "Sehr geehrte Frau {last},", "Liebe {first},", "Lieber {first},",
           "Sehr geehrter Herr {last},", "Sehr geehrte Damen und Herren,"),
    "fr": ("Bonjour {first},", "Chère {first},", "Madame {last},", "Cher Monsieur {last},",
           "Bonjour,"),
    "it": ("Ciao {first},", "Gentile Signora {last},", "Buongiorno,"),
    "pt": ("Olá {first},", "Prezado Sr. {last},", "Bom dia,"),
    "nl": ("Hoi {first},", "Beste {first},", "Geachte mevrouw {last},"),
}  # fmt: skip
_CLOSINGS = {
    "en": ("Best,", "Best regards,", "Kind regards,", "Thanks,", "Cheers,", "Sincerely,", "Love,",
           "Yours,", "--", "Thank you,", "xx"),
    "es": ("Un saludo,", "Saludos cordiales,", "Atentamente,", "Un abrazo,"),
    "de": ("Viele Grüße", "Mit freundlichen Grüßen", "LG", "Beste Grüße", "Liebe Grüße,"),
    "fr": ("Cordialement,", "Bien à vous,", "Bises,", "À bientôt,"),
    "it": ("Cordiali saluti", "Un caro saluto,", "Grazie,"),
    "pt": ("Atenciosamente,", "Abraços,", "Obrigado,"),
    "nl": ("Met vriendelijke groet,", "Groetjes,", "Groeten,"),
}  # fmt: skip
_SIGNATURES = (
    "{first}",
    "{name}",
    "{name}",
    "{name}\n{job}, {org}",
    "{name}\n{org}\n{street}\n{phone}",
    "{first} {last}\n{job}\n{mail}",
    "{first}\n\nSent from my iPhone",
    "{last}",
    "Customer Service\n{org}",
    "{upper}",
    "{lfirst}",
)
_HEADERS = (
    "From: {name} <{mail}>\nTo: {name} <{mail}>\nCc: {rev} <{mail}>\nSubject: {subject}",
    "-----Original Message-----\nFrom: {rev}\nSent: {date}\nTo: {rev}\nSubject: {subject}",
    "From: {mail}\nTo: {mail}\nSubject: {subject}",
    "Von: {name}\nAn: {name}\nBetreff: {subject}",
    "De: {name} <{mail}>\nPara: {name}\nAsunto: {subject}",
)
_SPEAKERS = (
    "{who}: {line}",
    "[{time}] {who}: {line}",
    "<{who}> {line}",
    "{date}, {time} - {who}: {line}",
    "{who} ({time}): {line}",
    "{who}  {time}\n{line}",
    "**{who}**: {line}",
    "{who} wrote:\n> {line}",
    "{line}",
    "- {line}",
)
_COLUMNS = (
    ("name", "{name}"), ("full_name", "{rev}"), ("first_name", "{first}"), ("surname", "{last}"),
    ("city", "{city}"), ("country", "{country}"), ("email", "{mail}"), ("phone", "{phone}"),
    ("company", "{org}"), ("address", "{street}"), ("id", "{id}"), ("amount", "{n}"),
    ("dob", "{date}"), ("job", "{job}"), ("Nombre", "{name}"), ("Kunde", "{name}"),
    ("Ort", "{city}"), ("NAME", "{upper}"), ("contact", "{lowname}"), ("department", "{dept}"),
)  # fmt: skip
_FAMILIES = (
    ("chat", 5),
    ("chat_xx", 4),
    ("mail", 5),
    ("mail_xx", 4),
    ("line", 4),
    ("forms", 3),
    ("code", 2),
    ("table", 2),
    ("negatives", 4),
)


@dataclass
class _Draft:
    """Text under construction with its spans."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    spans: list[Marked] = field(default_factory=list)

    def add(self, text: str, label: str = "") -> None:
        if label == "PERSON" and self.parts[-1:] == [" "] and self._after_person():
            self.spans[-1] = Marked(self.spans[-1].start, self.length + len(text), label)
        elif label and text:
            self.spans.append(Marked(self.length, self.length + len(text), label))
        self.parts.append(text)
        self.length += len(text)

    def _after_person(self) -> bool:
        """Tell whether a person stands one space before, as in `{first} {last}`."""
        if not self.spans:
            return False
        return self.spans[-1].label == "PERSON" and self.spans[-1].end == self.length - 1

    def done(self) -> Sample:
        return Sample("".join(self.parts), tuple(self.spans), frozenset(LABELS), ORIGIN)


class Composer:
    """Makes samples from the templates; the same seed gives the same samples.

    Args:
        pools: Names and places.
        seed: Of everything random.
    """

    def __init__(self, pools: NamePools, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - training data, not keys
        self._filler = Filler(pools, self._chance)
        folder = files("avow.train.tagger") / "templates"
        self._lines = {
            name: (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
            for name in (
                *("chat_en", "chat_xx", "mail_en", "mail_xx", "prose_en"),
                *("forms", "code", "negatives"),
            )
        }

    def samples(self, count: int) -> Iterator[Sample]:
        """Yield some samples, all families mixed."""
        names = [name for name, share in _FAMILIES for _ in range(share)]
        for _ in range(count):
            yield getattr(self, "_" + self._chance.choice(names))()

    def _write(self, draft: _Draft, template: str) -> None:
        position = 0
        template = template.replace("\\n", "\n")
        for match in _SLOT.finditer(template):
            draft.add(template[position : match.start()])
            draft.add(*self._filler.fill(match[1]))
            position = match.end()
        draft.add(template[position:])

    def _pick(self, family: str) -> str:
        return self._chance.choice(self._lines[family])

    def _chat(self, family: str = "chat_en") -> Sample:
        draft = _Draft()
        frame = self._chance.choice(_SPEAKERS)
        speakers = [self._speaker() for _ in range(self._chance.randint(1, 3))]
        for _ in range(self._chance.choice((1, 1, 2, 3, 5))):
            source = "negatives" if self._chance.random() < 0.12 else family
            before, _, after = frame.partition("{line}")
            self._frame(draft, before, speakers)
            self._write(draft, self._pick(source))
            self._write(draft, after + "\n")
        return draft.done()

    def _chat_xx(self) -> Sample:
        return self._chat("chat_xx")

    def _speaker(self) -> tuple[str, str]:
        slot = self._chance.choice(("first", "name", "lfirst", "nick", "name"))
        return self._filler.fill(slot)

    def _frame(self, draft: _Draft, template: str, speakers: list[tuple[str, str]]) -> None:
        before, marker, after = template.partition("{who}")
        self._write(draft, before)
        if marker:
            draft.add(*self._chance.choice(speakers))
        self._write(draft, after)

    def _mail(self, language: str = "en") -> Sample:
        draft = _Draft()
        if self._chance.random() < 0.3:
            self._write(draft, self._chance.choice(_HEADERS) + "\n\n")
        self._write(draft, self._chance.choice(_GREETINGS[language]) + "\n\n")
        bodies = self._bodies(language)
        for _ in range(self._chance.randint(1, 4)):
            self._write(draft, self._chance.choice(bodies) + self._chance.choice((" ", "\n")))
        self._write(draft, "\n\n" + self._chance.choice(_CLOSINGS[language]) + "\n")
        self._write(draft, self._chance.choice(_SIGNATURES) + "\n")
        return draft.done()

    def _mail_xx(self) -> Sample:
        return self._mail(self._chance.choice(sorted(set(_GREETINGS) - {"en"})))

    def _bodies(self, language: str) -> list[str]:
        if language == "en":
            return self._lines["mail_en"]
        marked = (line.partition("|") for line in self._lines["mail_xx"])
        return [body for code, _, body in marked if code == language]

    def _one(self, family: str) -> Sample:
        draft = _Draft()
        self._write(draft, self._pick(family))
        return draft.done()

    def _line(self) -> Sample:
        draft = _Draft()
        for _ in range(self._chance.randint(1, 3)):
            self._write(draft, self._pick(self._chance.choice(("prose_en", "mail_en"))) + " ")
        return draft.done()

    def _forms(self) -> Sample:
        return self._one("forms")

    def _code(self) -> Sample:
        return self._one("code")

    def _negatives(self) -> Sample:
        draft = _Draft()
        for _ in range(self._chance.randint(1, 3)):
            self._write(draft, self._pick("negatives") + "\n")
        return draft.done()

    def _table(self) -> Sample:
        draft = _Draft()
        columns = self._chance.sample(_COLUMNS, self._chance.randint(2, 5))
        border = self._chance.choice((",", "\t", " | ", ";", "|"))
        edge = "|" if "|" in border and self._chance.random() < 0.7 else ""
        if self._chance.random() < 0.8:
            heads = border.join(head for head, _ in columns)
            draft.add(f"{edge}{heads}{edge}\n")
        for _ in range(self._chance.randint(1, 5)):
            draft.add(edge)
            for number, (_, slot) in enumerate(columns):
                if number:
                    draft.add(border)
                self._write(draft, slot)
            draft.add(edge + "\n")
        return draft.done()
