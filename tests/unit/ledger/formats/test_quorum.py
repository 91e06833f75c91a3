import pytest

from avow.errors import ConfigError
from avow.ledger.formats.quorum import parse_policy
from avow.ledger.formats.signing import (
    ED25519,
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    SignerKey,
)


def key(number: int, kind: int = ED25519_COSIGNATURE, name: str = "w.example") -> str:
    return SignerKey(name=name, kind=kind, seed=bytes([number]) * 32).verifier.render()


LOG = f"log {key(1, ED25519, 'log.example')}\n"
WITNESSES = "".join(f"witness W{n} {key(n)} http://w{n}.example\n" for n in range(2, 8))


def test_groups_of_groups() -> None:
    policy = parse_policy(
        (
            f"# whom we trust\n\n{LOG}{WITNESSES}group A 2 W2 W3 W4\n\tgroup B any W5 W6 W7 \n"
            "group both all A B\nquorum both\n"
        ).encode()
    )
    assert policy.reached({"W2", "W4", "W7"})
    assert not policy.reached({"W2", "W3", "W4"})
    assert not policy.reached({"W2", "W5", "W6", "W7"})
    assert not policy.reached(set())
    assert policy.witnesses["W3"].url == "http://w3.example"


def test_one_witness_or_none() -> None:
    assert parse_policy(f"{LOG}quorum none\n".encode()).reached(set())
    one = parse_policy(f"{LOG}{WITNESSES}quorum W2".encode())
    assert one.reached({"W2"})
    assert not one.reached({"W3"})


def test_logs_may_have_addresses_and_two_keys() -> None:
    second = key(9, MLDSA44_COSIGNATURE, "log.example")
    policy = parse_policy(f"{LOG}log {second} https://log.example/x\nquorum none\n".encode())
    assert len(policy.logs) == 2
    assert policy.log_urls == {second: "https://log.example/x"}


@pytest.mark.parametrize(
    "text",
    [
        LOG,
        LOG + "quorum none\nquorum none\n",
        LOG + "quorum\n",
        LOG + "quorum W9\n",
        "log\nquorum none\n",
        "log a b c\nquorum none\n",
        "log nonsense\nquorum none\n",
        LOG + LOG + "quorum none\n",
        f"log {key(1)}\nquorum none\n",
        f"witness W2 {key(2, ED25519)}\nquorum none\n",
        "witness W2\nquorum none\n",
        f"witness none {key(2)}\nquorum none\n",
        f"witness W2 {key(2)}\nwitness W2 {key(3)}\nquorum none\n",
        f"witness W2 {key(2)}\nwitness W3 {key(2)}\nquorum none\n",
        WITNESSES + "group G any\nquorum none\n",
        WITNESSES + "group W2 any W3\nquorum none\n",
        WITNESSES + "group G 0 W2\nquorum none\n",
        WITNESSES + "group G 2 W2\nquorum none\n",
        WITNESSES + "group G some W2\nquorum none\n",
        WITNESSES + "group G any W9\nquorum none\n",
        WITNESSES + "group G any W2\ngroup H any W2\nquorum none\n",
        "trust me\nquorum none\n",
        "# x\n" * 1001 + "quorum none\n",
    ],
)
def test_impossible_policies_are_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_policy(text.encode())


def test_a_policy_is_utf8() -> None:
    with pytest.raises(ConfigError, match="UTF-8"):
        parse_policy(b"\xff")
