import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.errors import DecodeError, InputError, UsageError
from avow.scrub.formats.codecs import Codec, gzip_member
from avow.scrub.formats.csv_rows import CsvFormat, choose_delimiter
from avow.scrub.records import Leaf, Limits

CSV = CsvFormat()
TSV = CsvFormat(name="tsv", suffixes=(".tsv",), delimiter=b"\t")
Run = Callable[..., Any]


def mask_mail(leaf: Leaf) -> str:
    return leaf.text.replace("jane@mail.test", "[EMAIL]")


def test_header_names_the_columns(run: Run):
    result = run(CSV, b'id,"full name"\r\n007,"Doe, ""J"""\r\n')
    header, row = result.good
    assert header.is_header
    assert header.leaves == (Leaf("id", "id", True), Leaf("full name", "full name", True))
    assert not row.is_header
    assert row.leaves == (Leaf("id", "007"), Leaf("full name", 'Doe, "J"'))
    assert (row.ordinal, row.offset, row.raw) == (1, 16, b'007,"Doe, ""J"""\r\n')


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a,b\n",
        b"a,b",
        b"a,b\r\n1,2\r\n3,4",
        b"\xef\xbb\xbfa,b\n1,2\n",
        b'\xef\xbb\xbf"a",b\n1,"2"\n',
        b"a;b;c\n1,5;2;3\n",
        b"a|b\n1|2\n",
        b"a\tb\nx, y\tz\n",
        b'a,b\n"two\nlines",x\n"a ""quote""",\n',
        b'a,b\n"two\r\n\r\nlines",x\r\n,\r\n',
        b"a,b\n\n1,2\n\r\n\n3,4\n\n",
        b'a,b\n5" pipe,1\nx"y"z,2\n',
        'name,stadt\nJürgen,"Köln, Süd"\n'.encode(),
        b"a\n1\n2\n",
    ],
)
def test_what_is_not_replaced_keeps_its_bytes(run: Run, data: bytes):
    result = run(CSV, data)
    assert result.output == data
    assert not result.bad


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"jane@mail.test", b"[EMAIL]"),
        (b'"jane@mail.test"', b'"[EMAIL]"'),
        (b'"a ""b"" jane@mail.test, c"', b'"a ""b"" [EMAIL], c"'),
        (b'"x\njane@mail.test"', b'"x\n[EMAIL]"'),
        (b'5" jane@mail.test', b'"5"" [EMAIL]"'),
    ],
)
def test_a_changed_field_keeps_its_quoting(run: Run, field: bytes, expected: bytes):
    data = b'"id",text,n\r\n"1",%b,2\r\n\r\n"2","y",3'
    result = run(CSV, data % field, mask_mail)
    assert result.output == data % expected


@pytest.mark.parametrize("new", ["a,b", 'say "x"', "two\nlines", "cr\rhere"])
def test_a_new_text_is_quoted_when_it_must_be(run: Run, new: str):
    result = run(CSV, b"a,b\nX,1\n", lambda leaf: leaf.text.replace("X", new))
    assert list(csv.reader(io.StringIO(result.output.decode(), newline=""))) == [
        ["a", "b"],
        [new, "1"],
    ]


def test_a_header_cell_is_changed_too(run: Run):
    result = run(CSV, b"id,jane@mail.test\n1,2\n", mask_mail)
    assert result.output == b"id,[EMAIL]\n1,2\n"


def test_changed_header_cells_stay_apart(run: Run):
    result = run(CSV, b"x,n,y\n1,2,3\n", lambda leaf: "[E]" if leaf.text in "xy" else leaf.text)
    assert result.output == b"[E],n,[E]_2\n1,2,3\n"


@pytest.mark.parametrize("entry", [CSV, TSV])
def test_a_lone_surrogate_cannot_be_written(run: Run, entry: CsvFormat):
    with pytest.raises(DecodeError):
        run(entry, b"a\nX\n", lambda leaf: leaf.text.replace("X", "\udc80"))


def test_no_rows_without_a_header(run: Run):
    with pytest.raises(InputError, match="header row"):
        run(CSV, b"a,b\n1,2\n", leave_out=frozenset({0}))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"1,2,3\n", "bad-csv"),
        (b"1\n", "bad-csv"),
        (b"1,\x002\n", "bad-csv"),
        (b'"x"y,2\n', "bad-csv"),
        (b'"x" ,2\n', "bad-csv"),
        (b"1,\xff\n", "bad-utf8"),
        (b"1,\xed\xa0\x80\n", "bad-utf8"),
        (b'1,"\xff"\n', "bad-utf8"),
    ],
)
def test_a_bad_row_is_kept_apart_alone(run: Run, row: bytes, reason: str):
    result = run(CSV, b"a,b\n1,2\n" + row + b"3,4\n")
    assert result.reasons == [reason]
    assert (result.bad[0].raw, result.bad[0].offset, result.bad[0].ordinal) == (row, 8, 2)
    assert result.output == b"a,b\n1,2\n3,4\n"


def test_an_unclosed_quote_costs_one_line(run: Run):
    data = b'a,b\n1,"open\n2,x\n\n3,y\n'
    result = run(CSV, data)
    assert result.reasons == ["bad-csv"]
    assert result.bad[0].raw == b'1,"open\n'
    assert result.output == b"a,b\n2,x\n\n3,y\n"


def test_a_quote_that_closes_in_another_row_costs_one_line(run: Run):
    data = b'a,b\n1,"open\n2,"x"\n3,y\n'
    result = run(CSV, data)
    assert result.bad[0].raw == b'1,"open\n'
    assert result.output == b'a,b\n2,"x"\n3,y\n'


def test_too_long_rows(run: Run):
    limits = Limits(max_record_bytes=20)
    data = b"a,b\n" + b"x" * 30 + b',1\n2,"' + b"y\n" * 20 + b'"\n3,4\n'
    result = run(CSV, data, limits=limits)
    assert result.reasons[:2] == ["too-long", "bad-csv"]
    assert result.bad[0].size == 33
    assert result.bad[0].raw == b"x" * 20
    assert result.output.endswith(b"3,4\n")
    assert sum(item.size for item in result.order) == len(data)


def test_a_field_of_many_lines_in_linear_work(run: Run):
    data = b'a,b\n"' + b'line with "" quotes\n' * 200_000 + b'",1\n'
    assert run(CSV, data).output == data


def test_many_lines_that_open_a_quote(run: Run):
    data = b"a,b\n" + b'1,"x""\n' * 20_000
    result = run(CSV, data)
    assert sum(item.size for item in result.order) == len(data)


def test_a_cut_file_ends_with_a_bad_frame(run: Run):
    result = run(CSV, gzip_member(b"a,b\n1,2\n3,")[:-4], codec=Codec.GZIP)
    assert [item.raw for item in result.order] == [b"a,b\n", b"1,2\n", b"3,"]
    assert result.reasons == ["bad-frame"]
    assert result.damage is not None


@pytest.mark.parametrize("header", [b"a,\xff\n", b"a,\x00\n", b'"a,b\n'])
def test_no_row_takes_the_place_of_a_bad_header(run: Run, header: bytes):
    result = run(CSV, header + b"1,2\n\n3,4\n")
    assert result.good == []
    assert [item.raw for item in result.bad] == [header, b"1,2\n", b"3,4\n"]
    assert result.output == b"\n"


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [(b"a,b;c,d", b","), (b"a;b;c,d", b";"), (b"a\tb", b"\t"), (b"a|b", b"|"), (b"alone", b",")],
)
def test_choose_delimiter(header: bytes, delimiter: bytes):
    assert choose_delimiter(header) == delimiter


def test_tsv_cuts_at_tabs_only(run: Run):
    result = run(TSV, b"a,b,c\td\n1,2\tjane@mail.test\n", mask_mail)
    assert result.good[1].leaves == (Leaf("a,b,c", "1,2"), Leaf("d", "jane@mail.test"))
    assert result.output == b"a,b,c\td\n1,2\t[EMAIL]\n"


CELLS = st.text(alphabet='ab,;"\n\r é', max_size=6)


@settings(deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_cells_equal_those_of_another_reader(run: Run, rows: list[list[str]]):
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\r\n").writerows([["h1", "h2"], *rows])
    data = target.getvalue().encode()
    result = run(CSV, data)
    assert not result.bad
    assert [[leaf.text for leaf in record.leaves] for record in result.good[1:]] == rows
    assert result.output == data
    marked = run(CSV, data, lambda leaf: leaf.text if leaf.is_key else leaf.text + '",\n')
    text = io.StringIO(marked.output.decode(), newline="")
    assert list(csv.reader(text))[1:] == [[cell + '",\n' for cell in row] for row in rows]


def test_content_lines_do_not_depend_on_line_ends(run: Run):
    unix, dos = run(CSV, b"a,b\n1,2\n").good[1], run(CSV, b"a,b\r\n1,2\r\n").good[1]
    assert CSV.content_lines(unix, {0: "x"}) == CSV.content_lines(dos, {0: "x"}) == b"x,2\n"


@pytest.mark.parametrize(("start", "end"), [(1, None), (0, 5)])
def test_ranges_are_refused(run: Run, start: int, end: int | None):
    with pytest.raises(UsageError, match="ranges"):
        run(CSV, b"a,b\n", start=start, end=end)
