"""`avow detect`: forms, exit codes, records, options and sub-commands, run as a user would."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from avow.cli.detect import detect
from avow.errors import AvowError, ConfigError, DecodeError, InputError, RuleError, UsageError

MAIL = "anna.keller@posteo.de"
TEXT = f"Bitte an {MAIL} schreiben.\nKarte 4539 5787 6362 1486\n"


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command in an empty directory, without the user's settings."""
    for name in ("AVOW_CACHE_DIR", "AVOW_LOCALES", "AVOW_PEOPLE", "AVOW_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(detect, arguments, input=given)
    if isinstance(result.exception, AvowError):
        raise result.exception
    return result


def write(name: str, content: str | bytes) -> str:
    body = content.encode() if isinstance(content, str) else content
    Path(name).write_bytes(body)
    return name


def test_terminal_shows_findings_and_exits_1() -> None:
    result = run(write("a.txt", TEXT))
    assert result.exit_code == 1
    assert f"{MAIL} ‹contact.email›" in result.stdout
    assert "2 findings" in result.stdout


def test_mask_hides_values() -> None:
    result = run("--mask", write("a.txt", TEXT))
    assert MAIL not in result.stdout
    assert "[EMAIL]" in result.stdout
    assert "[CARD]" in result.stdout


def test_nothing_found_exits_0() -> None:
    result = run(write("a.txt", "The weather is fine.\n"))
    assert (result.exit_code, result.stdout) == (0, "0 findings\n")


def test_test_values_do_not_fail_a_build() -> None:
    result = run(write("a.txt", "card 4242 4242 4242 4242"))
    assert result.exit_code == 0
    assert "test value" in result.stdout


def test_max_count_tolerates() -> None:
    name = write("a.txt", TEXT)
    assert run("--max-count", "2", name).exit_code == 0
    assert run("--max-count", "1", name).exit_code == 1
    assert run("--max-count", "-1", name).exit_code == 2


def test_several_files_as_a_hook_gives_them() -> None:
    first, second = write("a.txt", TEXT), write("b.txt", "fine")
    third = write("c.jsonl", json.dumps({"id": 1, "text": MAIL}))
    result = run("--mask", first, second, third)
    assert result.exit_code == 1
    assert "a.txt" in result.stdout
    assert "b.txt" not in result.stdout
    assert "c.jsonl · record 1" in result.stdout
    assert "3 findings" in result.stdout


def test_standard_input() -> None:
    result = run("-", given=TEXT)
    assert result.exit_code == 1
    assert MAIL in result.stdout


def test_json_of_a_text_is_one_finding_per_line() -> None:
    result = run("--json", write("a.txt", TEXT))
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [item["kind"] for item in found] == ["contact.email", "financial.card"]
    assert TEXT[found[0]["start"] : found[0]["end"]] == MAIL
    assert (found[1]["line"], found[1]["column"]) == (2, 7)
    assert MAIL not in result.stdout


def test_offsets_are_code_points_and_survive_line_ends_and_marks() -> None:
    text = f"\ufeff😀é\r\n{MAIL}\r\n"
    (found,) = map(json.loads, run("--json", write("a.txt", text)).stdout.splitlines())
    assert text[found["start"] : found["end"]] == MAIL
    assert text.encode()[found["byte_start"] : found["byte_end"]].decode() == MAIL


def test_json_records_print_one_line_each_and_exit_0() -> None:
    lines = [
        {"id": "r1", "text": f"😀 {MAIL}"},
        {"id": 2, "text": "nothing"},
        {"id": None, "text": ""},
    ]
    result = run("--json", write("r.jsonl", "\n".join(map(json.dumps, lines)) + "\n"))
    got = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [line["id"] for line in got] == ["r1", 2, None]
    assert [len(line["findings"]) for line in got] == [1, 0, 0]
    (found,) = got[0]["findings"]
    assert set(found) >= {"start", "end", "kind", "score", "rule"}
    assert (found["start"], found["end"]) == (2, 2 + len(MAIL))


def test_bad_records_are_named_counted_and_exit_2() -> None:
    body = b'{"id":1,"text":"x"}\n{oops\n{"id":3}\n{"id":4,"text":"' + MAIL.encode() + b'"}\n'
    result = run("--json", write("r.jsonl", body))
    got = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert [line["id"] for line in got] == [1, None, 3, 4]
    assert got[1]["error"]
    assert len(got[3]["findings"]) == 1
    assert "2 bad records" in result.stderr


def test_records_of_any_name_field_and_from_standard_input() -> None:
    line = json.dumps({"id": 1, "body": {"content": MAIL}})
    name = write("data.txt", line)
    for arguments, given in (((name,), None), (("-",), line)):
        result = run("--json", "--records", "--text-field", "body.content", *arguments, given=given)
        assert result.exit_code == 0
        assert len(json.loads(result.stdout)["findings"]) == 1


def test_records_in_the_terminal_name_the_record() -> None:
    body = json.dumps({"id": "r-9", "text": MAIL}) + "\n[]\n"
    result = run(write("r.jsonl", body))
    assert result.exit_code == 2
    assert "record r-9" in result.stdout
    assert "line 2" in result.stderr


def test_sarif_and_html_hold_no_value() -> None:
    name = write("a.txt", TEXT)
    sarif = run("--sarif", name)
    assert json.loads(sarif.stdout)["version"] == "2.1.0"
    html = run("--html", name)
    assert html.stdout.startswith("<!doctype html>")
    assert (sarif.exit_code, html.exit_code) == (1, 1)
    assert MAIL not in sarif.stdout + html.stdout
    assert MAIL in run("--html", "--show-values", name).stdout


def test_show_values_needs_html() -> None:
    with pytest.raises(UsageError, match="--html"):
        run("--show-values", write("a.txt", TEXT))


def test_only_names_what_is_reported_also_what_is_off() -> None:
    name = write("a.txt", TEXT + "Order number: 48213\n")
    result = run("--json", "--only", "id.order", "--only", "contact.email", name)
    found = [json.loads(line)["kind"] for line in result.stdout.splitlines()]
    assert found == ["contact.email", "id.order"]
    assert "id.order" not in run("--json", name).stdout
    with pytest.raises(UsageError, match="no kind or class"):
        run("--only", "nonsense", name)


@pytest.mark.parametrize(("tier", "kinds"), [("fast", ["person.name"]), ("off", [])])
def test_the_people_tier_decides_whether_names_in_prose_are_found(
    tier: str, kinds: list[str]
) -> None:
    result = run("--json", "--people", tier, write("a.txt", "yesterday John Smith came by"))
    assert [json.loads(line)["kind"] for line in result.stdout.splitlines()] == kinds


def test_people_of_another_name_is_a_usage_error() -> None:
    result = run("--people", "maybe", write("a.txt", TEXT))
    assert result.exit_code == 2
    assert "maybe" in result.stderr


RULES = """
[[kind]]
name = "id.widget"
title = "Widget number"
token = "WIDGET"
risk = "low"

[[rule]]
id = "id.widget.plain"
version = 1
kind = "id.widget"
pattern = 'WGT-\\d{4}'
source = "our own"
examples_yes = ["see <<WGT-1234>>", "(<<WGT-0001>>)"]
examples_no = ["see WGT-123", "WGT-12345"]
"""


def test_custom_rules_and_allow_list() -> None:
    name = write("a.txt", f"WGT-4821 and {MAIL}")
    rules, allow = write("w.toml", RULES), write("l.toml", f'[[allow]]\nvalue = "{MAIL}"\n')
    few = ("--only", "id.widget", "--only", "contact.email")
    result = run("--json", *few, "--rules", rules, "--allow", allow, name)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [item["kind"] for item in found] == ["id.widget", "contact.email"]
    assert found[1]["suppressed_by"] == "allow.1"
    assert run("--allow", allow, write("b.txt", MAIL)).exit_code == 0


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (("missing.txt",), InputError),
        ((".",), InputError),
        (("--json", "missing.jsonl"), InputError),
        (("--rules", "missing.toml", "a.txt"), ConfigError),
        (("--rules", "broken.toml", "a.txt"), RuleError),
        (("--allow", "missing.toml", "a.txt"), ConfigError),
        (("bad.txt",), DecodeError),
    ],
)
def test_what_cannot_be_read_is_an_error_with_a_hint(
    options: tuple[str, ...], error: type[AvowError]
) -> None:
    write("a.txt", TEXT)
    write("bad.txt", b"caf\xe9 " + MAIL.encode())
    write("broken.toml", RULES.replace("'WGT", "'(WGT").replace("pattern", "paten"))
    with pytest.raises(error) as caught:
        run(*options)
    assert caught.value.hint
    assert MAIL not in caught.value.message


def test_no_file_and_help() -> None:
    assert run().exit_code == 2
    result = run("--help")
    assert result.exit_code == 0
    for word in ("--json", "--sarif", "--locale", "explain", "doctor", "warm", "rules"):
        assert word in result.stdout


def test_rules_lint_and_test() -> None:
    name = write("w.toml", RULES)
    assert run("rules", "lint", name).stdout.endswith("1 rules, 0 complaints\n")
    assert run("rules", "test", name).stdout.endswith("1 rules, 4 examples, 0 failed\n")
    bad = write("b.toml", RULES.replace("see WGT-123", "see WGT-1234"))
    for command in ("lint", "test"):
        result = run("rules", command, bad)
        assert result.exit_code == 1
        assert "counter-example 1 is found" in result.stdout


def test_rules_lint_refuses_what_the_engine_cannot_run() -> None:
    name = write("w.toml", RULES.replace("WGT-\\d{4}", "(?=W)WGT-\\d{4}"))
    result = run("rules", "lint", name)
    assert result.exit_code == 1
    assert "look-around" in result.stdout


def test_rules_list_names_the_catalogue() -> None:
    result = run("rules", "list", write("w.toml", RULES))
    assert result.exit_code == 0
    for word in ("financial.iban", "id.widget", "sha256:"):
        assert word in result.stdout


def test_explain_says_why_without_the_value() -> None:
    result = run("explain", write("a.txt", TEXT))
    assert result.exit_code == 0
    assert "a.txt:2:7" in result.stdout
    assert "because its check digits hold" in result.stdout
    assert "would change" in result.stdout
    assert MAIL not in result.stdout


def test_doctor_and_warm(pattern_cache: Path) -> None:
    result = run("doctor")
    assert result.exit_code == 0
    for word in ("hyperscan", str(pattern_cache), "rules", "sha256:"):
        assert word in result.stdout
    warmed = run("warm")
    assert str(pattern_cache) in warmed.stdout
    assert list(pattern_cache.rglob("*.hs"))


def test_every_command_has_help() -> None:
    def walk(command: click.Command, name: str) -> list[str]:
        missing = [] if command.help else [name]
        if isinstance(command, click.Group):
            context = click.Context(command)
            for key in command.list_commands(context):
                child = command.get_command(context, key)
                assert child is not None
                missing += walk(child, f"{name} {key}")
        return missing

    assert walk(detect, "detect") == []
