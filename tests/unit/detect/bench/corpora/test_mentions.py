"""Titles, possessives and role words of mentions."""

import pytest

from avow.detect.bench.corpora.mentions import core_of, is_role, is_title


@pytest.mark.parametrize(
    ("mention", "core"),
    [
        ("Mr Tobias Wren", "Tobias Wren"),
        ("Mrs. Wren", "Wren"),
        ("Prof. Dr. Ada Quill", "Ada Quill"),
        ("Sra. Pilar Ocaña", "Pilar Ocaña"),
        ("Dra Pilar", "Pilar"),
        ("Judge Wren", "Wren"),
        ("Lt. Gen. Wren", "Wren"),
        ("Wren's", "Wren"),
        ("Wren’s", "Wren"),
        ("James'", "James"),
        ("Ms Wren's", "Wren"),
        ("Tobias Wren", "Tobias Wren"),
        ("M. Wren", "M. Wren"),
        ("Don Wren", "Don Wren"),
        ("O'Quill", "O'Quill"),
        ("Drake Wren", "Drake Wren"),
        ("Gen Ishii", "Gen Ishii"),
        ("Major", "Major"),
        ("Mr", "Mr"),
        ("'s", "'s"),
    ],
)
def test_core(mention: str, core: str) -> None:
    text = f"so {mention} said"
    start, end = core_of(text, 3, 3 + len(mention))
    assert text[start:end] == core


@pytest.mark.parametrize(
    ("mention", "title", "role"),
    [
        ("Mr.", True, True),
        ("Prof. Dr.", True, False),
        ("President", False, True),
        ("the Prime Minister", False, True),
        ("Borrower", False, True),
        ("Major Wren", False, False),
        ("Wren", False, False),
        ("...", False, False),
        ("", False, False),
    ],
)
def test_titles_and_roles(mention: str, *, title: bool, role: bool) -> None:
    assert (is_title(mention), is_role(mention)) == (title, role)
