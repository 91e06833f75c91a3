"""Verifiers of e-mail addresses, profile URLs, handles, user names and messenger ids."""

import re

import numpy as np

from avow.detect.verify.interface import (
    PLAUSIBLE,
    REJECT,
    RESERVED,
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
)
from avow.detect.verify.people.surroundings import (
    byte_after,
    byte_before,
    contexts,
)
from avow.text import ByteArray, IntArray

_LONGEST_EMAIL = 320
_LONGEST_LOCAL = 64
_LONGEST_LABEL = 63
_AT, _DOT, _HYPHEN = ord("@"), ord("."), ord("-")

# RFC 2606 and RFC 6761: never anyone's mailbox.
_RESERVED_ENDINGS = (
    b"@example.com", b".example.com", b"@example.org", b".example.org",
    b"@example.net", b".example.net", b".example", b".test", b".invalid", b".localhost",
)  # fmt: skip
# Endings that no registry delegates: retina images, systemd units, code.
_FILE_ENDINGS = (
    b".png", b".jpg", b".jpeg", b".gif", b".svg", b".webp", b".bmp", b".css", b".js", b".json",
    b".html", b".htm", b".php", b".xml", b".yml", b".yaml", b".txt", b".csv", b".jar", b".lock",
    b".exe", b".dll", b".service", b".socket", b".timer", b".target", b".mount", b".tar", b".gz",
)  # fmt: skip
# Accounts that stand for a service, as in `git@host:path`, not for a person.
_SERVICE_LOCALS = (b"git@", b"hg@", b"svn@", b"cvs@", b"anoncvs@", b"gitea@", b"gitlab@")


def verify_email(candidates: Candidates) -> ByteArray:
    """Judge addr-specs (RFC 5321 lengths, RFC 5322 dot-atoms, RFC 1035 labels).

    Documentation domains (RFC 2606) are RESERVED; service accounts, file names and the user part
    of a fediverse handle are rejected.
    """
    size = len(candidates)
    if not size:
        return np.zeros(0, dtype=np.uint8)
    longest = int((candidates.ends - candidates.starts).max(initial=1))
    wide = candidates.matrix(min(longest, _LONGEST_EMAIL) + 1)
    lengths = candidates.ends - candidates.starts
    is_at = wide == _AT
    at = is_at.argmax(axis=1)
    valid = (is_at.sum(axis=1) == 1) & (lengths <= _LONGEST_EMAIL)
    valid &= (at >= 1) & (at <= _LONGEST_LOCAL)
    valid &= _dot_atoms(wide) & _domain_labels(wide, at, lengths)
    before, after = byte_before(candidates), byte_after(candidates)
    valid &= (before != _AT) & (after != _AT)
    found = np.full(size, REJECT, dtype=np.uint8)
    rows = np.flatnonzero(valid)
    for row, text in zip(rows.tolist(), candidates.take(rows).texts(), strict=True):
        lowered = text.lower()
        if not lowered.endswith(_FILE_ENDINGS) and not lowered.startswith(_SERVICE_LOCALS):
            found[row] = RESERVED if lowered.endswith(_RESERVED_ENDINGS) else PLAUSIBLE
    return found


def _dot_atoms(wide: ByteArray) -> BoolArray:
    """Tell which rows have no dot beside another dot, the @ or either end."""
    dot, edge = wide == _DOT, (wide == _DOT) | (wide == _AT) | (wide == 0)
    beside = (dot[:, :-1] & edge[:, 1:]) | (edge[:, :-1] & dot[:, 1:])
    sound: BoolArray = ~beside.any(axis=1) & ~dot[:, 0]
    return sound


def _domain_labels(wide: ByteArray, at: IntArray, ends: IntArray) -> BoolArray:
    """Tell which rows have a host of two or more labels and a top label of letters."""
    columns = np.arange(wide.shape[1])
    domain = (columns > at[:, None]) & (columns < ends[:, None])
    dots = domain & (wide == _DOT)
    last_dot = np.where(dots, columns, 0).max(axis=1)
    top = domain & (columns > last_dot[:, None])
    lower = wide | 0x20
    letter = ((lower >= ord("a")) & (lower <= ord("z"))) | (wide >= 0x80)
    following = np.minimum(last_dot[:, None] + 1 + np.arange(4), wide.shape[1] - 1)
    ascii_form = (np.take_along_axis(lower, following, axis=1) == _PUNYCODE).all(axis=1)
    top_ok = (letter | ~top).all(axis=1) | ascii_form
    separator = dots | (columns == at[:, None]) | (columns == ends[:, None])
    hyphen = domain & (wide == _HYPHEN)
    hyphen_edge = (hyphen[:, 1:] & separator[:, :-1]) | (hyphen[:, :-1] & separator[:, 1:])
    label_start = np.maximum.accumulate(np.where(separator | (columns == 0), columns, 0), axis=1)
    too_long = domain & ~separator & ((columns - label_start) > _LONGEST_LABEL)
    enough = dots.any(axis=1) & (top.sum(axis=1) >= 2)
    sound: BoolArray = enough & top_ok & ~hyphen_edge.any(axis=1) & ~too_long.any(axis=1)
    return sound


_PUNYCODE = np.frombuffer(b"xn--", dtype=np.uint8) | np.uint8(0x20)

_CJK = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")


def verify_email_idn(candidates: Candidates) -> ByteArray:
    """Judge an address with letters beyond ASCII (RFC 6531, RFC 5890).

    A label that mixes ASCII letters with Chinese or Japanese characters is running text that
    touches an address, not part of it.
    """
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    longest = int((candidates.ends - candidates.starts).max(initial=1))
    beyond = np.flatnonzero((candidates.matrix(longest) >= 0x80).any(axis=1))
    if not len(beyond):
        return found
    chosen = candidates.take(beyond)
    found[beyond] = verify_email(chosen)
    for row, text in zip(beyond.tolist(), chosen.texts(), strict=True):
        if found[row] != REJECT:
            labels = re.split(rb"[@.]", text)
            mixed = any(_CJK.search(label) and re.search(rb"[A-Za-z]", label) for label in labels)
            if mixed or not _decodes(text):
                found[row] = REJECT
    return found


def _decodes(text: bytes) -> bool:
    try:
        return all(char.isalnum() or char.isascii() for char in text.decode())
    except UnicodeDecodeError:
        return False


_OBFUSCATED_AT = re.compile(
    rb"\s*[\[({<]\s*(?:at|@|arroba)\s*[\])}>]\s*|\s+at\s+|%40", re.IGNORECASE
)
_OBFUSCATED_DOT = re.compile(
    rb"\s*[\[({<]\s*(?:dot|\.|punto|punkt)\s*[\])}>]\s*|\s+dot\s+", re.IGNORECASE
)


def verify_email_obfuscated(candidates: Candidates) -> ByteArray:
    """Judge `name [at] host (dot) tld` forms by the address that they spell."""
    plain = [
        _OBFUSCATED_DOT.sub(b".", _OBFUSCATED_AT.sub(b"@", text)) for text in candidates.texts()
    ]
    lengths = np.array([len(text) for text in plain], dtype=np.int64)
    ends = np.cumsum(lengths + 1) - 1
    data = np.frombuffer(b" ".join(plain), dtype=np.uint8)
    return verify_email(Candidates(data=data, starts=ends - lengths, ends=ends))


# First path segments that are pages of the site, not people.
_SITE_PAGES = frozenset(
    b"about abuse account accounts ads advertise api apps articles auth blog blogs business "
    b"careers categories category channel channels collections community contact contests "
    b"copyright create customer dashboard data developer developers dialog directory discover docs "
    b"documentation downloads edit embed en enterprise events explore faq favicon.ico features "
    b"feed feeds gaming groups hashtag hashtags help home i images inbox index index.html "
    b"index.php intent issues jobs join joinchat language legal lists live local login logout mail "
    b"maps marketing marketplace media messages mobile music new news newsletter notifications "
    b"oauth orgs p page pages people permalink photo photo.php photos plans plugins policies "
    b"policy popular posts premium press pricing privacy profile profile.php profiles pub public "
    b"pulls questions r reel reels register report rules s search security services settings share "
    b"share.php sharearticle sharer sharer.php shop signin signup site sites sponsors start static "
    b"stories story subscribe support tag tags team teams terms topics tos tour trending tv u "
    b"upload user users video videos w watch widgets".split()
)
_HANDLE = re.compile(rb"[A-Za-z0-9_\x80-\xff][A-Za-z0-9_.~%\x80-\xff-]*")
# Sites whose next path segment names a repository, so the page is no profile.
_CODE_HOSTS = re.compile(
    rb"(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/", re.IGNORECASE
)


def verify_profile_url(candidates: Candidates) -> ByteArray:
    """Judge profile URLs: the last segment is a user, and on code hosts no repository follows."""
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    for row, (_, text, after) in enumerate(contexts(candidates, 0, 2)):
        name = re.split(rb"[/@=]", text.rstrip(b"/"))[-1]
        if not _HANDLE.fullmatch(name) or name.lower() in _SITE_PAGES:
            continue
        if _CODE_HOSTS.search(text) and re.match(rb"/[A-Za-z0-9._-]", after):
            continue
        found[row] = PLAUSIBLE
    return found


# Words that follow @ in code, style sheets, documentation comments and shells.
_AT_WORDS = frozenset(
    b"abstract after aftereach angular api apply aspect async author autowired babel bean before "
    b"beforeeach begin body brief builder cached callback charset classmethod code column "
    b"component configuration const constructor container context contextmanager controller "
    b"copyright counter-style data dataclass date def default define deletemapping deprecated "
    b"description details disabled documented echo end entity enum error event everyone example "
    b"examples exception export extend extends fieldset file final fixme font-face "
    b"font-feature-values foreach function functools generated getmapping getter group here host "
    b"id if ifdef ignore implementation implements import include inherit inheritdoc inject "
    b"injectable input interface internal issue iterator jit jsonproperty key keyframes layer lazy "
    b"license link list listen login long lru_cache main mark media member memberof method mixin "
    b"mock mod module name namespace ngmodule nonatomic nonnull note notnull nullable observable "
    b"off oneway optional output overload override package page param parameter parametrize params "
    b"patch pathvariable pipe post postconstruct postmapping prefix private properties property "
    b"protected protocol provider public putmapping pytest query readonly ref register repository "
    b"request requestbody requestmapping requestparam required resource rest restcontroller result "
    b"ret retention return returns retval root route rule safe safevarargs see selector self "
    b"service set setter setup since size slot source springbootapplication state static "
    b"staticmethod store string subpackage summary super supports suppresswarnings synthesize "
    b"synthesized table tailwind target task template test test_case testable this throw throws "
    b"time title tmp todo tparam transactional try tutorial type typedef types undef unittest "
    b"unknown url use user using util utils validate value values var variable version view "
    b"viewport virtual void volatile warning with work wraps xmlelement yield".split()
)
_CODE_LINE = re.compile(
    rb"[;{}]\s*$|^\s*[*#/%<-]|=>|->|::|==|&&|\|\||</|/>|#\{|\$\w|\w\(|\(\)|\w\s?[+:|]?=\s?\S"
    rb"|^\s*(?:def|class|if|end|return|var|let|const|public|private|protected|static|import|from"
    rb"|function|func|fn|sudo|npm|yarn|pip|select|declare|exec)\b",
    re.IGNORECASE | re.MULTILINE,
)
_AFTER_HANDLE_IN_CODE = re.compile(rb"[(/\[={@<\\]|\s*(?:=[^=]|[+*/-]=|\[|\{|:=)|\.\w+\(|-\w|\.\d")


def verify_handle(candidates: Candidates) -> ByteArray:
    """Judge @handles in social text: no decorators, at-rules, instance variables or scopes."""
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    for row, (before, text, after) in enumerate(contexts(candidates, 160, 80)):
        name = text.lstrip(b"@").rstrip(b".").lower()
        head, tail = before.rpartition(b"\n")[2], after.partition(b"\n")[0]
        alone = not head.strip() and not tail.strip()
        if name in _AT_WORDS or _AFTER_HANDLE_IN_CODE.match(after):
            continue
        if alone and (before.strip() or after.strip()):
            continue
        if not re.search(rb"[a-z]", name) or _CODE_LINE.search(head + text + tail):
            continue
        found[row] = PLAUSIBLE
    return found


# Accounts that every machine has, or that stand for nobody.
_SHARED_NAMES = frozenset(
    b"int str bool float bytes object dict list tuple set char long short void uint32 size_t "
    b"handle "
    b"a admin administrator airflow all all-users allusers and anon anonymous any apache app "
    b"application apps are azureuser backup bin bitnami bob build builder cache can cannot centos "
    b"ci circleci client cloud coder codespace conda config container current custom daemon data "
    b"db debian default defaultuser demo deploy deployer developer docker ec2-user email example "
    b"false fedora field foo for form ftp gcp git github gitpod guest hadoop has home host http id "
    b"in input is jenkins jovyan kali lib linux linuxbrew local localhost login logs mail me "
    b"mongodb must my mysql myuser myusername n name nginx nil no nobody node none not null of or "
    b"oracle password path pi podman postgres prod project projects public python redis required "
    b"root runner sa sample scripts server service share shared site sites some someone someuser "
    b"spark src staff string student sudo superuser support sys system target temp test tester "
    b"testing testuser the this tmp to travis true type ubuntu undefined unknown user user1 user2 "
    b"userid username users usr vagrant value vcap was web webmaster will with www www-data xxx "
    b"xxxx you your your-username your_user your_username yourname youruser yourusername".split()
)
_CODE_OBJECT = re.compile(
    rb"(?:request|req|self|this|os|args|config|params|session|env|data|form|event|settings|process"
    rb"|current_user|user|options|opts|ctx|cfg|row|obj|input|get|fake|faker)\.",
    re.IGNORECASE,
)
_NAME_SHAPE = re.compile(rb"[A-Za-z\x80-\xff][A-Za-z0-9._@\x80-\xff-]*")


def verify_username(candidates: Candidates) -> ByteArray:
    """Judge account names from paths and assignments; names that every system has are rejected."""
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    for row, (_, text, after) in enumerate(contexts(candidates, 0, 1)):
        name = text.lstrip(b"@+").rstrip(b".").lower()
        shaped = _NAME_SHAPE.fullmatch(name) and len(name) >= 2 and not _CODE_OBJECT.match(name)
        if shaped and name not in _SHARED_NAMES and after not in (b"(", b"["):
            found[row] = PLAUSIBLE
    return found


def verify_account_word(candidates: Candidates) -> ByteArray:
    """Judge account names after a loose label (`user:`): only those that no plain word looks like.

    A digit, an underscore or an inner dot is needed, so that chat transcripts stay quiet; in a
    row of `key=value` pairs, as log lines have, a plain word will do.
    """
    found = verify_username(candidates)
    for row, (before, text, after) in enumerate(contexts(candidates, 48, 24)):
        if not _UNLIKE_WORDS.search(text) and not _in_log_pairs(before, text, after):
            found[row] = REJECT
    return found


_UNLIKE_WORDS = re.compile(rb"[0-9_]|[a-z]\.[a-z]")
_LOG_LABEL = re.compile(rb"(?:^|[\s\[])(?i:user|uid|acct|account|member)=[\"']?$")
_PAIR_BEFORE = re.compile(rb"[\w.]=[^\s=,;()]{1,24}\s+\w+=[\"']?$")
_PAIR_AFTER = re.compile(rb"[\"']?\s+[\w.]{1,16}=[^\s=,;()]")


def _in_log_pairs(before: bytes, text: bytes, after: bytes) -> bool:
    """Tell whether a lower-case word stands in a row of pairs that blanks divide."""
    paired = _PAIR_BEFORE.search(before) or _PAIR_AFTER.match(after)
    return text.islower() and bool(_LOG_LABEL.search(before) and paired)


VERIFIERS: dict[str, Verifier] = {
    "email": verify_email,
    "email_idn": verify_email_idn,
    "email_obfuscated": verify_email_obfuscated,
    "profile_url": verify_profile_url,
    "handle": verify_handle,
    "username": verify_username,
    "account_word": verify_account_word,
}

FACTORIES: dict[str, VerifierFactory] = {}
