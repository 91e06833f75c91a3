"""Self-diagnosis: engine, cache and rules, as they are on this machine."""

from pathlib import Path

from avow.detect.doctor import Check, diagnose


def checks(cache: Path) -> dict[str, Check]:
    return {check.name: check for check in diagnose(str(cache))}


def test_a_healthy_machine(tmp_path: Path) -> None:
    found = checks(tmp_path)
    assert found["engine"].state in {"ok", "slow"}
    assert found["pattern cache"].detail.endswith("0 compiled tables, 0.0 MB")
    assert "sha256:" in found["rules"].detail
    assert {check.state for check in found.values()} <= {"ok", "slow"}


def test_compiled_tables_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.hs").write_bytes(b"x" * 1_500_000)
    (tmp_path / "other").write_bytes(b"x")
    assert checks(tmp_path)["pattern cache"].detail.endswith("1 compiled tables, 1.5 MB")


def test_a_cache_that_does_not_exist_yet_is_no_fault(tmp_path: Path) -> None:
    missing = tmp_path / "not" / "yet"
    assert checks(missing)["pattern cache"].state == "ok"
    assert not missing.exists()


def test_a_cache_that_can_never_be_made_is_slow(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    check = checks(tmp_path / "file" / "patterns")["pattern cache"]
    assert check.state == "slow"
    assert "compiled at every start" in check.detail
