"""Verifiers of vehicle and device identifiers."""

import re

import numpy as np

from avow.detect.verify.checksums import luhn
from avow.detect.verify.interface import (
    CHECKED,
    NO_DIGIT,
    PLAUSIBLE,
    REJECT,
    RESERVED,
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.text import ByteArray, IntArray

_VIN_LENGTH = 17
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_CHECK_COLUMN = 8
_VIN_YEAR_COLUMN = 9
_VIN_VALUES = dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ",
        (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_IMEI_LENGTH = 15
_IMEISV_LENGTH = 16
_ICCID_LENGTHS = (19, 20)


def _vin_values() -> IntArray:
    """Return the value of each byte by 49 CFR 565.15, -1 for bytes that a VIN cannot hold."""
    table = np.full(256, -1, dtype=np.int64)
    for digit in range(10):
        table[ord("0") + digit] = digit
    for letter, value in _VIN_VALUES.items():
        table[ord(letter)] = value
    return table


_VIN_TABLE = _vin_values()


def _vin_parts(candidates: Candidates) -> tuple[ByteArray, BoolArray, BoolArray]:
    """Return the characters [n, 17], whether each row is well formed, and its check digit holds."""
    symbols, counts = candidates.alnum(_VIN_LENGTH)
    values = _VIN_TABLE[symbols]
    formed = (counts == _VIN_LENGTH) & (values >= 0).all(axis=1)
    last_four = symbols[:, 13:]
    formed &= ((last_four >= ord("0")) & (last_four <= ord("9"))).all(axis=1)
    formed &= ~np.isin(symbols[:, _VIN_YEAR_COLUMN], np.frombuffer(b"UZ0", dtype=np.uint8))
    letters = ((symbols >= ord("A")) & (symbols <= ord("Z"))).sum(axis=1)
    formed &= letters >= 2
    rest = (values @ np.array(_VIN_WEIGHTS, dtype=np.int64)) % 11
    expected = np.where(rest == 10, ord("X"), ord("0") + rest)
    return symbols, formed, symbols[:, _VIN_CHECK_COLUMN] == expected


def _vin(candidates: Candidates) -> ByteArray:
    """Check a VIN of any region (ISO 3779): CHECKED where the North American digit holds."""
    symbols, formed, checked = _vin_parts(candidates)
    north_american = (symbols[:, 0] >= ord("1")) & (symbols[:, 0] <= ord("5"))
    verdict = np.where(checked, CHECKED, np.where(north_american, REJECT, PLAUSIBLE))
    return np.where(formed, verdict, REJECT).astype(np.uint8)


def _vin_north_american(candidates: Candidates) -> ByteArray:
    """Check a VIN of a North American maker (first character 1 to 5, 49 CFR 565)."""
    symbols, formed, checked = _vin_parts(candidates)
    north_american = (symbols[:, 0] >= ord("1")) & (symbols[:, 0] <= ord("5"))
    return verdicts(formed & checked & north_american, CHECKED)


def _imei(candidates: Candidates) -> ByteArray:
    """Check an IMEI (15 digits, Luhn) or IMEISV (16 digits); test devices (00...) are reserved."""
    digits, counts = candidates.digits(_IMEISV_LENGTH)
    varied = (digits[:, :_IMEI_LENGTH] != digits[:, :1]).any(axis=1)
    kept = np.where(digits == NO_DIGIT, 0, digits).astype(np.uint8)
    checked = (counts == _IMEI_LENGTH) & luhn(kept[:, :_IMEI_LENGTH], np.minimum(counts, 15))
    verdict = np.where(checked, CHECKED, REJECT)
    verdict = np.where(counts == _IMEISV_LENGTH, PLAUSIBLE, verdict)
    test = (digits[:, 0] == 0) & (digits[:, 1] == 0)
    verdict = np.where(test & (verdict != REJECT), RESERVED, verdict)
    return np.where(varied, verdict, REJECT).astype(np.uint8)


def meid_check_digit(meid: bytes) -> bytes:
    """Return the check digit of 14 hexadecimal digits: Luhn in base 16 (3GPP2 X.S0008)."""
    total = 0
    for place, digit in enumerate(meid):
        value = int(bytes([digit]), 16)
        if place % 2:
            value *= 2
            value = value // 16 + value % 16
        total += value
    return b"%X" % (-total % 16)


def _meid(candidates: Candidates) -> ByteArray:
    """Check a MEID: 14 hexadecimal digits from A0 (a 15th is a check digit), or 18 decimal."""
    out = np.zeros(len(candidates), dtype=np.uint8)
    for row, text in enumerate(candidates.texts()):
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", text).upper()
        if re.fullmatch(rb"\d{18}", digits):
            maker, serial = int(digits[:10]), int(digits[10:])
            out[row] = PLAUSIBLE if maker >= 0xA0000000 and serial <= 0xFFFFFF else REJECT
        elif re.fullmatch(rb"[A-F][0-9A-F]{13}", digits):
            out[row] = PLAUSIBLE
        elif re.fullmatch(rb"[A-F][0-9A-F]{14}", digits):
            out[row] = CHECKED if meid_check_digit(digits[:14]) == digits[14:] else REJECT
    return out


def _imsi(candidates: Candidates) -> ByteArray:
    """Check an IMSI: 14 or 15 digits after a mobile country code 2xx to 7xx (ITU-T E.212).

    The test networks 001 01 and 999 xx are reserved.
    """
    digits, counts = candidates.digits(_IMEI_LENGTH)
    first = digits[:, 0].astype(np.int64)
    length = (counts == 14) | (counts == _IMEI_LENGTH)
    code = first * 100 + digits[:, 1].astype(np.int64) * 10 + digits[:, 2]
    country = (code >= 202) & (code <= 750)
    test = (code == 1) | (code == 999)
    verdict = np.where(country, PLAUSIBLE, np.where(test, RESERVED, REJECT))
    return np.where(length, verdict, REJECT).astype(np.uint8)


def _iccid(candidates: Candidates) -> ByteArray:
    """Check an ICCID (ITU-T E.118): 89, 19 or 20 digits in all, Luhn."""
    digits, counts = candidates.digits(20)
    kept = np.where(digits == NO_DIGIT, 0, digits).astype(np.uint8)
    telecom = (kept[:, 0] == 8) & (kept[:, 1] == 9)
    length = np.isin(counts, _ICCID_LENGTHS)
    return verdicts(telecom & length & luhn(kept, np.minimum(counts, 20)))


def _serial(candidates: Candidates) -> ByteArray:
    """Check a serial number: 6 or more characters, at least 3 digits, not one repeated."""
    symbols, counts = candidates.alnum(32)
    digits = ((symbols >= ord("0")) & (symbols <= ord("9"))).sum(axis=1)
    varied = ((symbols != symbols[:, :1]) & (symbols != 0)).any(axis=1)
    return verdicts((counts >= 6) & (digits >= 3) & varied, PLAUSIBLE)


def _advertising_id(candidates: Candidates) -> ByteArray:
    """Check an advertising id (UUID): all zeros means that the user said no, so it is none."""
    digits, counts = candidates.alnum(32)
    nothing = (digits == ord("0")).all(axis=1)
    return verdicts((counts == 32) & ~nothing, PLAUSIBLE)


def _plate(candidates: Candidates) -> ByteArray:
    """Check a number plate: letters and digits both, four or more characters in all."""
    symbols, counts = candidates.alnum(12)
    digits = ((symbols >= ord("0")) & (symbols <= ord("9"))).sum(axis=1)
    return verdicts((counts >= 4) & (digits >= 1) & (digits < counts), PLAUSIBLE)


VERIFIERS: dict[str, Verifier] = {
    "device_advertising_id": _advertising_id,
    "device_iccid": _iccid,
    "device_imei": _imei,
    "device_imsi": _imsi,
    "device_meid": _meid,
    "device_serial": _serial,
    "vehicle_plate": _plate,
    "vehicle_vin": _vin,
    "vehicle_vin_north_american": _vin_north_american,
}

FACTORIES: dict[str, VerifierFactory] = {}
