"""VIN, IMEI, MEID, IMSI, ICCID, serial numbers, advertising ids and number plates."""

import random

import numpy as np
import pytest
from stdnum import imei as imei_oracle
from stdnum import luhn as luhn_oracle
from stdnum import meid as meid_oracle

from avow.detect.verify import devices
from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT, RESERVED, Candidates

SAMPLES = 4000


def candidates(values: list[str]) -> Candidates:
    """Lay values out in one batch."""
    parts = [value.encode() for value in values]
    ends = np.cumsum([len(part) + 1 for part in parts]).astype(np.int64) - 1
    starts = ends - np.array([len(part) for part in parts], dtype=np.int64)
    return Candidates(
        data=np.frombuffer(b"\n".join(parts), dtype=np.uint8), starts=starts, ends=ends
    )


def verify(name: str, *values: str) -> list[int]:
    """Run one verifier of this family."""
    verdict: list[int] = devices.VERIFIERS[name](candidates(list(values))).tolist()
    return verdict


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("vehicle_vin", "1M8GDM9AXKP042788", CHECKED),
        ("vehicle_vin", "1HGCM82633A004352", CHECKED),
        ("vehicle_vin", "WVWZZZ1JZXW000010", PLAUSIBLE),
        ("vehicle_vin", "1M8GDM9A1KP042788", REJECT),
        ("vehicle_vin", "WVWZZZ1JZUW000010", REJECT),
        ("vehicle_vin", "WVWZZZ1JZXWOOOO10", REJECT),
        ("vehicle_vin", "WVWZZZ1JZXW00001", REJECT),
        ("vehicle_vin_north_american", "1M8GDM9AXKP042788", CHECKED),
        ("vehicle_vin_north_american", "1M8GDM9AXKP042789", REJECT),
        ("vehicle_vin_north_american", "WVWZZZ1JZXW000010", REJECT),
        ("device_imei", "490154203237518", CHECKED),
        ("device_imei", "49-015420-323751-8", CHECKED),
        ("device_imei", "4901542032375180", PLAUSIBLE),
        ("device_imei", "00" + "1234567890128", RESERVED),
        ("device_imei", "490154203237519", REJECT),
        ("device_imei", "000000000000000", REJECT),
        ("device_imei", "4444444444444444", REJECT),
        ("device_imei", "49015420323751", REJECT),
        ("device_meid", "AF0123450ABCDE", PLAUSIBLE),
        ("device_meid", "AF0123450ABCDEC", CHECKED),
        ("device_meid", "293608736500703710", PLAUSIBLE),
        ("device_meid", "AF0123450ABCDE1", REJECT),
        ("device_meid", "123456789ABCDE", REJECT),
        ("device_meid", "093608736500703710", REJECT),
        ("device_imsi", "310150123456789", PLAUSIBLE),
        ("device_imsi", "001010123456789", RESERVED),
        ("device_imsi", "810150123456789", REJECT),
        ("device_imsi", "3101501234567", REJECT),
        ("device_serial", "C02XK1VDJGH5", PLAUSIBLE),
        ("device_serial", "unknown", REJECT),
        ("device_serial", "000000", REJECT),
        ("device_serial", "AB12", REJECT),
        ("device_advertising_id", "6D92078A-8246-4BA4-AE5B-76104861E7DC", PLAUSIBLE),
        ("device_advertising_id", "00000000-0000-0000-0000-000000000000", REJECT),
        ("vehicle_plate", "AB12 CDE", PLAUSIBLE),
        ("vehicle_plate", "ABCDEFG", REJECT),
        ("vehicle_plate", "1234567", REJECT),
    ],
)
def test_published_and_broken_values(name: str, value: str, expected: int) -> None:
    assert verify(name, value) == [expected]


def test_imei_agrees_with_the_oracle_on_random_and_mutated_numbers() -> None:
    chooser = random.Random(7)
    bodies = [f"{chooser.randrange(35 * 10**12, 99 * 10**12):014d}" for _ in range(SAMPLES)]
    values = [body + str(chooser.randrange(10)) for body in bodies]
    values += [body + str(luhn_oracle.calc_check_digit(body)) for body in bodies]
    expected = [bool(imei_oracle.is_valid(value)) for value in values]
    assert [code == CHECKED for code in verify("device_imei", *values)] == expected


def test_one_changed_digit_of_an_imei_is_noticed() -> None:
    chooser = random.Random(8)
    good = "356938035643809"
    mutated = []
    for place in range(15):
        other = str((int(good[place]) + chooser.randrange(1, 10)) % 10)
        mutated.append(good[:place] + other + good[place + 1 :])
    assert verify("device_imei", good) == [CHECKED]
    assert set(verify("device_imei", *mutated)) == {REJECT}


@pytest.mark.parametrize("body", ["894411006789012345", "8949210022001234567"])
def test_iccid_needs_its_prefix_length_and_luhn_digit(body: str) -> None:
    check = str(luhn_oracle.calc_check_digit(body))
    other = str((int(check) + 1) % 10)
    spaced = " ".join((body[:4], body[4:8], body[8:12], body[12:16], body[16:] + check))
    assert verify("device_iccid", body + check, spaced) == [CHECKED, CHECKED]
    foreign = "79" + body[2:]
    foreign += str(luhn_oracle.calc_check_digit(foreign))
    assert verify("device_iccid", body + other, foreign, body[:-2] + check) == [REJECT] * 3


def test_meid_check_digit_agrees_with_the_oracle() -> None:
    chooser = random.Random(9)
    for _ in range(500):
        meid = f"{chooser.randrange(0xA0 << 48, 1 << 56):014X}"
        expected = meid_oracle.calc_check_digit(meid).encode()
        assert devices.meid_check_digit(meid.encode()) == expected


def test_one_changed_character_of_an_american_vin_is_noticed() -> None:
    good = "1M8GDM9AXKP042788"
    for place in (2, 6, 12, 13, 16):
        for other in "23456":
            if other != good[place]:
                changed = good[:place] + other + good[place + 1 :]
                assert verify("vehicle_vin_north_american", changed) == [REJECT]
