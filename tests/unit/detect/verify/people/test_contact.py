"""E-mail addresses, profile pages, handles and user names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.detector import Detector
from avow.detect.verify.interface import PLAUSIBLE, REJECT, RESERVED, Candidates
from avow.detect.verify.people.contact import VERIFIERS


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load(only=("contact.email", "contact.username", "contact.profile_url"))


def judge(name: str, text: str, *, before: str = "", after: str = "") -> int:
    data = np.frombuffer((before + text + after).encode(), dtype=np.uint8)
    start, length = len(before.encode()), len(text.encode())
    one = Candidates(
        data=data,
        starts=np.array([start], dtype=np.int64),
        ends=np.array([start + length], dtype=np.int64),
    )
    return int(VERIFIERS[name](one)[0])


def spans(detector: Detector, text: str) -> list[tuple[str, str]]:
    return [(item.kind, text[item.start : item.end]) for item in detector.find(text)]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("jane.doe@corp-mail.de", PLAUSIBLE),
        ("j@uni-bonn.de", PLAUSIBLE),
        ("jane+tag@mail.co.uk", PLAUSIBLE),
        ("jane@xn--bcher-kva.xn--p1ai", PLAUSIBLE),
        ("a" * 64 + "@firm-mail.de", PLAUSIBLE),
        ("someone@example.com", RESERVED),
        ("someone@sub.example.org", RESERVED),
        ("someone@host.test", RESERVED),
        ("someone@notexample.com", PLAUSIBLE),
        ("a" * 65 + "@firm-mail.de", REJECT),
        (".jane@firm-mail.de", REJECT),
        ("jane.@firm-mail.de", REJECT),
        ("ja..ne@firm-mail.de", REJECT),
        ("jane@firm..de", REJECT),
        ("jane@-firm.de", REJECT),
        ("jane@firm-.de", REJECT),
        ("jane@firm", REJECT),
        ("jane@firm.d", REJECT),
        ("jane@10.0.0.1", REJECT),
        ("jane@" + "b" * 64 + ".de", REJECT),
        ("jane@" + "b" * 63 + ".de", PLAUSIBLE),
        ("jane@a@firm.de", REJECT),
        ("logo@2x.png", REJECT),
        ("getty@tty1.service", REJECT),
        ("git@github.com", REJECT),
        ("GIT@gitlab.com", REJECT),
        ("gitte@firm-mail.de", PLAUSIBLE),
    ],
)
def test_email_structure(text: str, verdict: int) -> None:
    assert judge("email", text) == verdict


def test_email_beside_another_at_sign_is_a_handle() -> None:
    assert judge("email", "jane@mastodon.social", before="@") == REJECT
    assert judge("email", "jane@mastodon.social", before=" ") == PLAUSIBLE


def test_email_verdicts_do_not_depend_on_the_batch() -> None:
    texts = [b"jane@firm-mail.de", b"x@y", b"a" * 70 + b"@b.de", b"someone@example.com"]
    data = np.frombuffer(b" ".join(texts), dtype=np.uint8)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    ends = np.cumsum(lengths + 1) - 1
    together = VERIFIERS["email"](Candidates(data=data, starts=ends - lengths, ends=ends))
    assert together.tolist() == [judge("email", text.decode()) for text in texts]


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_no_candidates_give_no_verdicts(name: str) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    empty = Candidates(data=np.zeros(0, dtype=np.uint8), starts=nothing, ends=nothing)
    assert len(VERIFIERS[name](empty)) == 0


@given(st.text(alphabet="ab.@-_1é路", min_size=1, max_size=40))
def test_email_verifier_accepts_only_addresses(text: str) -> None:
    if judge("email", text) == REJECT:
        return
    local, _, domain = text.partition("@")
    assert local
    assert len(local.encode()) <= 64
    assert ".." not in text
    assert domain.count(".") >= 1
    assert not any(label.startswith("-") or label.endswith("-") for label in domain.split("."))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("jörg@bücher.de", PLAUSIBLE),
        ("用户@例子.广告", PLAUSIBLE),
        ("иван@почта.рф", PLAUSIBLE),
        ("jane@bücher.example.com", RESERVED),
        ("请联系jane@firm.de", REJECT),
        ("jane@firm.com谢谢", REJECT),
        ("jane@firm.de", REJECT),
        ("jö—rg@bücher.de", REJECT),
    ],
)
def test_idn_email(text: str, verdict: int) -> None:
    assert judge("email_idn", text) == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("jane [at] uni [dot] de", PLAUSIBLE),
        ("jane(at)cs.stanford.edu", PLAUSIBLE),
        ("jane at corp dot com", PLAUSIBLE),
        ("jane%40corp.com", PLAUSIBLE),
        ("jane {at} example {dot} com", RESERVED),
        ("jane [at] home", REJECT),
        ("look at this", REJECT),
    ],
)
def test_disguised_email(text: str, verdict: int) -> None:
    assert judge("email_obfuscated", text) == verdict


@pytest.mark.parametrize(
    ("text", "after", "verdict"),
    [
        ("https://github.com/octo-jane", " ", PLAUSIBLE),
        ("https://github.com/octo-jane", "/repo", REJECT),
        ("https://github.com/features", "", REJECT),
        ("twitter.com/jane_doe", "/status/1", PLAUSIBLE),
        ("twitter.com/intent", "/tweet", REJECT),
        ("https://www.linkedin.com/in/jane-doe", "", PLAUSIBLE),
        ("https://medium.com/@jane", "/post", PLAUSIBLE),
        ("https://www.facebook.com/sharer", "", REJECT),
    ],
)
def test_profile_pages(text: str, after: str, verdict: int) -> None:
    assert judge("profile_url", text, after=after) == verdict


@pytest.mark.parametrize(
    ("before", "text", "after", "verdict"),
    [
        ("Thanks ", "@jane_doe", " for it", PLAUSIBLE),
        ("", "@jane_doe", " good idea", PLAUSIBLE),
        ("(", "@jane_doe", ")", PLAUSIBLE),
        ("", "@property", "\ndef x(self):", REJECT),
        ("", "@cached_thing", "\ndef x(self):", REJECT),
        ("", "@app", ".route('/')", REJECT),
        ("npm i ", "@scope", "/pkg", REJECT),
        ("", "@count", " = 3", REJECT),
        (" * ", "@param", " name", REJECT),
        ("return ", "@users", ";", REJECT),
        ("", "@media", " screen", REJECT),
    ],
)
def test_handles(before: str, text: str, after: str, verdict: int) -> None:
    assert judge("handle", text, before=before, after=after) == verdict


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("username", "jdoe42", PLAUSIBLE),
        ("username", "m.kowalska", PLAUSIBLE),
        ("username", "ubuntu", REJECT),
        ("username", "Public", REJECT),
        ("username", "root", REJECT),
        ("username", "request.POST", REJECT),
        ("account_word", "jdoe42", PLAUSIBLE),
        ("account_word", "j.doe", PLAUSIBLE),
        ("account_word", "How", REJECT),
        ("account_word", "someone", REJECT),
    ],
)
def test_account_names(name: str, text: str, verdict: int) -> None:
    assert judge(name, text) == verdict


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("INFO login ok user=tholloway ip=10.0.0.1", ["tholloway"]),
        ("rid=7 acct=tholloway done", ["tholloway"]),
        ("find(user=person, uid=number)", []),
        ("set user=person", []),
        ("rid=7 user=Person done", []),
        ("rid=7 user=root done", []),
        ("rid=7 player=someone done", []),
    ],
)
def test_a_plain_word_is_an_account_only_among_pairs(
    detector: Detector, text: str, found: list[str]
) -> None:
    assert [value for kind, value in spans(detector, text) if kind == "contact.username"] == found


def test_presidio_2095_email_redos(detector: Detector) -> None:
    flood = "a" * 30_000 + "." * 30_000 + "a-" * 30_000
    assert spans(detector, flood + " jane@firm-mail.de") == [("contact.email", "jane@firm-mail.de")]


def test_datatrove_email_quadratic(detector: Detector) -> None:
    assert detector.find("a." * 1_000_000 + "!") == []


def test_presidio_2077_idn_email(detector: Detector) -> None:
    text = "Mail an jörg.müller@bücher-welt.de, oder 用户@例子.广告 bitte"
    assert spans(detector, text) == [
        ("contact.email", "jörg.müller@bücher-welt.de"),
        ("contact.email", "用户@例子.广告"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jane@firm-mail.de.", "jane@firm-mail.de"),
        ("<a href='mailto:jane@firm-mail.de'>", "jane@firm-mail.de"),
        ("jane&#64;firm-mail.de", "jane&#64;firm-mail.de"),
        ("jane＠firm-mail.de", "jane＠firm-mail.de"),
        ("请联系jane@qq.com谢谢", "jane@qq.com"),
        ('"jane doe"@firm-mail.de', '"jane doe"@firm-mail.de'),
        ("- jane@firm-mail.de;joe@firm-mail.de", "jane@firm-mail.de"),
    ],
)
def test_email_spans(detector: Detector, text: str, value: str) -> None:
    assert ("contact.email", value) in spans(detector, text)


@pytest.mark.parametrize(
    "text",
    [
        "ssh user@host",
        "git@github.com:org/repo.git",
        "npm install @babel/core@7.22.1",
        "logo@2x.png",
        "meet me @ 5.30 pm",
        "a@b",
    ],
)
def test_not_an_email(detector: Detector, text: str) -> None:
    assert [kind for kind, _ in spans(detector, text) if kind == "contact.email"] == []
