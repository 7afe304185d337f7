"""Tables of letters: places, alternatives, and the errors that a person who edits one should see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matcher.errors import DataFileError
from matcher.names.scripts import letter_tables, script_entries
from matcher.names.scripts.letter_tables import letter_table
from matcher.names.scripts.letters import Candidate, consonants, rank
from matcher.names.scripts.tidying import plain
from matcher.names.sounds import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = ("georgian", "armenian", "greek", "hebrew")


@pytest.fixture
def edited(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, ...]]]:
    """Rows that stand for the file ``scripts/edited.tsv``."""
    rows: list[tuple[str, ...]] = [("scheme", "ka-letters"), ("scheme", "hy-east", "3")]
    monkeypatch.setattr(
        letter_tables, "read_table", lambda _path, columns: [(*row, *[""] * 6)[:columns] for row in rows]
    )
    letter_table.cache_clear()
    yield rows
    letter_table.cache_clear()


def texts(word: str, scheme: str = "ka-letters") -> list[tuple[int, str]]:
    return [(one.cost, one.text) for one in letter_table("edited").schemes[scheme].candidates(word)]


def test_alternatives_cost_by_their_order_and_longer_rows_win(edited: list[tuple[str, ...]]) -> None:
    edited += [("letter", "ა", "а"), ("letter", "ბ", "б, п"), ("letter", "აბ", "аб"), ("letter", "გ", "-, г", "end")]
    assert texts("აბბ") == [(0, "абб"), (1, "абп")]
    assert texts("ბაგ") == [(0, "ба"), (1, "баг"), (1, "па"), (2, "паг")]


def test_a_row_that_says_where_wins_there_and_only_there(edited: list[tuple[str, ...]]) -> None:
    edited += [
        ("class", "vowel", "ა"),
        ("letter", "ა", "а"),
        ("letter", "ბ", "б"),
        ("letter", "ბ", "в", "after:vowel"),
        ("letter", "ბ", "п", "start", "hy-east"),
    ]
    assert texts("ბაბ") == [(0, "бав")]
    assert texts("ბაბ", "hy-east") == [(3, "пав")]


def test_of_rows_that_hold_at_once_all_alternatives_count(edited: list[tuple[str, ...]]) -> None:
    edited += [("letter", "ბ", "б, п", "start"), ("letter", "ბ", "п, в", "end"), ("letter", "ბ", "ф")]
    assert texts("ბ") == [(0, "б"), (0, "п"), (1, "в")]
    assert texts("ბბბ") == [(0, "бфп"), (1, "бфв"), (1, "пфп"), (2, "пфв")]


def test_a_hyphen_begins_a_word_anew(edited: list[tuple[str, ...]]) -> None:
    edited += [("letter", "ბ", "б"), ("letter", "ბ", "п", "start"), ("letter", "ბ", "в", "end not-after:ა")]
    assert texts("ბბ-ბბ") == [(0, "пв-пв")]


def test_a_rare_reading_costs_more_than_a_second_alternative(edited: list[tuple[str, ...]]) -> None:
    edited += [("letter", "ბ", "б, п"), ("letter", "ბ", "в", "", "", "rarely")]
    assert texts("ბ") == [(0, "б"), (1, "п"), (2, "в")]


def test_without_plain_letters_only_cyrillic_stands_for_itself(edited: list[tuple[str, ...]]) -> None:
    edited += [("letter", "ბ", "б")]
    assert texts("ბxа") == [(0, "ба")]


def test_with_plain_letters_a_word_with_another_letter_is_not_read(edited: list[tuple[str, ...]]) -> None:
    edited += [("plain", "ан"), ("letter", "ბ", "б"), ("letter", "ა", "о", "end"), ("letter", "ან", "ан")]
    assert texts("анბა") == [(0, "анбо")]
    assert texts("анx") == []
    assert texts("აბ") == [], "a letter that is read only in another place"
    assert texts("н", "hy-east") == [(3, "н")]


def test_habits_are_folded_until_nothing_changes_and_never_to_nothing(edited: list[tuple[str, ...]]) -> None:
    edited += [("fold", "ბ", "-"), ("fold", "აა", "ა"), ("fold", "გ", "დ", "start"), ("fold", "დ", "გ", "end")]
    table = letter_table("edited")
    assert table.fold("აბააგ") == "აგ"
    assert table.fold("ბ") == "ბ"
    assert table.fold("გ") in {"გ", "დ"}, "rows that undo each other come to rest"


def test_readings_that_sound_alike_are_one_and_name_every_scheme() -> None:
    candidates = [
        Candidate(1, "петросян", "hy-west"),
        Candidate(0, "петрасьян", "hy-east"),
        Candidate(2, "петрасян", "hy-west"),
        Candidate(3, "бедросян", "hy-west"),
    ]
    found = [(one.text, one.scheme, one.also) for one in rank(candidates, most=2)]
    assert found == [("петрасьян", "hy-east", ("hy-west",)), ("петросян", "hy-west", ())]


def test_consonants_forget_vowels_and_doubling() -> None:
    assert consonants(skeleton("ремаренко")) == consonants(skeleton("рмрнко"))
    assert consonants(skeleton("маман")) == consonants(skeleton("ман"))
    assert consonants(skeleton("раман")) != consonants(skeleton("раван"))


@pytest.mark.parametrize(
    "row",
    [
        ("scheme", "no-scheme"),
        ("scheme", "ka-letters", "dear"),
        ("letter", "ა", "а", "", "el-elot"),  # a scheme that this table has not
        ("rule", "ა", "а"),
        ("letter", "ა", "a"),  # a Latin a
        ("letter", "ა", "а", "nowhere"),
        ("letter", "ა", "а", "", "no-scheme"),
        ("letter", "ა", "а", "", "", "sometimes"),
    ],
)
def test_a_mistake_in_a_table_is_named(edited: list[tuple[str, ...]], row: tuple[str, ...]) -> None:
    edited.append(row)
    with pytest.raises(DataFileError, match=r"scripts/edited\.tsv"):
        letter_table("edited")


@pytest.mark.parametrize("module", TABLES)
def test_every_letter_that_tells_a_script_is_read_by_its_module(module: str) -> None:
    entry = next(entry for entry in script_entries() if entry.module == module)
    firsts = {first for scheme in letter_table(module).schemes.values() for first in scheme.firsts}
    assert all(entry.letters.search(first) for first in firsts if first.isalpha())


def test_marks_ligatures_and_kinds_of_hyphen_and_apostrophe_are_tidied() -> None:
    assert plain("Γεώργιος") == "γεωργιος"
    assert plain("ﬓ") == "մն"
    assert plain("בן־דוד ") == "בן-דוד"
    assert plain("ЙОСЕФ") == "йосеф"
