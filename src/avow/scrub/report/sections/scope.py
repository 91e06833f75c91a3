"""What was scanned and what was not: the blind spots of this run, named one by one."""

from avow.scrub.report.figures import plural, size
from avow.scrub.report.markup import Html, code, escape, facts, items, join, raw, section
from avow.scrub.report.model import Report
from avow.scrub.report.wording import reason

MOST_COLUMNS = 20


def scope_section(report: Report) -> Html:
    """Return the section on what was looked at."""
    data = report.dataset
    formats = ", ".join(f"{name} ({files})" for name, files in data.formats)
    scanned = [
        ("Read", escape(f"{size(data.input_bytes)} in {plural(data.shards, 'shard')}")),
        ("Text", escape(f"{size(data.text_bytes)} after decompression")),
        ("Formats (files)", escape(formats)),
        ("Scanned", escape("every string value, object key, column name and header of a record")),
    ]
    if report.settings is not None:
        locales = ", ".join(report.settings.locales) or "none declared; each text's own language"
        scanned.append(("Countries' formats", escape(locales)))
        scanned.insert(0, ("Stated purpose", escape(report.settings.purpose)))
    parts: list[Html] = [facts(scanned), raw("<h3>Not looked at</h3>"), items(_blind_spots(report))]
    return section("scope", "What was scanned, and what was not", *parts)


def _blind_spots(report: Report) -> list[Html]:
    spots = [*_configured(report), *_by_nature(report)]
    for name, files in report.files_left_out:
        spots.append(
            escape(f"{plural(files, 'input entry', 'input entries')} passed over: {reason(name)}.")
        )
    if report.dataset.truncated:
        spots.append(
            escape(
                f"{plural(report.dataset.truncated, 'shard')} whose input broke off: what stood "
                f"behind the break is not in the output."
            )
        )
    return spots


def _configured(report: Report) -> list[Html]:
    settings = report.settings
    if settings is None:
        return [
            escape(
                "The configuration was not at hand when this report was made, so fields that it "
                "left out are not listed here."
            )
        ]
    spots = []
    if settings.skip:
        spots.append(_named("Fields that were not scanned: ", settings.skip))
    if settings.untouched:
        spots.append(
            _named("Fields that were scanned and left as they stand: ", settings.untouched)
        )
    if settings.has_allow_list:
        spots.append(escape("Values that the allow list releases."))
    kept = [name for name, action in settings.kind_actions if action == "keep"]
    if kept:
        spots.append(_named("Kinds kept by policy: ", kept))
    if settings.mode == "keep":
        spots.append(escape("Mode keep: findings were reported and left as they stand."))
    return spots


def _by_nature(report: Report) -> list[Html]:
    spots = [
        escape("Numbers that are not written as text (a telephone number as a JSON number)."),
        escape("Images, sound and other binary content; text inside them was not read."),
        escape("Dates, ages, post codes and order numbers, which are off by default."),
    ]
    if report.settings is None or report.settings.people == "off":
        spots.insert(0, escape("Names of people in running text."))
    if report.risk is not None and report.risk.unscanned:
        columns = [f"{path}: {column}" for path, column in report.risk.unscanned]
        spots.append(_named("Columns without text: ", columns))
    return spots


def _named(lead: str, names: tuple[str, ...] | list[str]) -> Html:
    shown = join([code(name or "(whole text)") for name in names[:MOST_COLUMNS]], ", ")
    more = len(names) - MOST_COLUMNS
    tail = f" and {more} more" if more > 0 else ""
    return join([escape(lead), shown, escape(f"{tail}.")])
