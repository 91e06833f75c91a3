"""Folders of weights: explicit, complete, without code."""

from pathlib import Path

import pytest

from avow.detect.backends.model_folder import folder_digest, open_model_folder, short_digest
from avow.errors import ConfigError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "config.json").write_text('{"model_type": "x"}')
    return tmp_path


def test_a_complete_folder_is_opened(folder: Path) -> None:
    assert open_model_folder(folder, backend="gliner2") == folder


def test_weights_in_several_files_are_a_complete_folder(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model.safetensors.index.json")
    assert open_model_folder(str(folder), backend="gliner2") == folder


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "needs the folder"), ("openai/privacy-filter", "does not exist")],
)
def test_the_name_of_a_hub_model_is_never_looked_up(name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as raised:
        open_model_folder(name, backend="privacy-filter")
    assert "nothing is downloaded" in raised.value.message


@pytest.mark.parametrize("name", ["pytorch_model.bin", "modeling_x.py", "sub/extra.pkl"])
def test_what_could_run_code_is_refused(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"")
    with pytest.raises(ConfigError, match="could run code"):
        open_model_folder(folder, backend="gliner2")


@pytest.mark.parametrize("place", ["config.json", "encoder_config/config.json"])
def test_a_configuration_that_names_code_is_refused(folder: Path, place: str) -> None:
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_text('{"auto_map": {"AutoModel": "modeling_x.X"}}')
    with pytest.raises(ConfigError, match="could run code"):
        open_model_folder(folder, backend="gliner2")


def test_a_folder_without_weights_or_with_broken_json_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    with pytest.raises(ConfigError, match="not readable JSON"):
        open_model_folder(folder, backend="gliner2")
    (folder / "model.safetensors").unlink()
    with pytest.raises(ConfigError, match=r"has no model\.safetensors"):
        open_model_folder(folder, backend="gliner2")


def test_the_digest_changes_with_any_byte_and_any_name(folder: Path) -> None:
    first = folder_digest(folder)
    assert folder_digest(folder) == first
    (folder / "config.json").rename(folder / "settings.json")
    second = folder_digest(folder)
    (folder / "settings.json").write_text('{"model_type": "y"}')
    assert len({first, second, folder_digest(folder)}) == 3


def test_settings_do_not_run_together_in_a_digest() -> None:
    assert short_digest("ab", "c") != short_digest("a", "bc")
