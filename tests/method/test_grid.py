"""The nomenclature: codes, grids, and the way from one version to the next."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spirale.method.grid import (
    Code,
    GridMapping,
    common_general,
    compare,
    load_grid,
    load_mapping,
    parse_code,
    shipped_grid,
)
from spirale.method.problems import Problem, Problems

HEADER = "kind,code,parent,label_fr,label_en,note,status,source\n"

two_digits = st.integers(0, 99).map("{:02d}".format)


@st.composite
def codes(draw, dimensions="ABCDEFGHI"):
    component = draw(st.none() | two_digits)
    sense = draw(st.none() | st.sampled_from("RPOQS"))
    return Code(
        draw(st.sampled_from(dimensions)),
        component,
        draw(st.none() | two_digits) if component not in (None, "00") else None,
        sense,
        draw(st.none() | two_digits) if sense else None,
        draw(st.none() | st.sampled_from("abcijk")),
    )


near_codes = st.sampled_from(
    [
        parse_code(text)
        for text in ("A", "A01", "A01-11", "A02", "A/P", "A/P15", "A01/P", "A01/P15", "A01-11/P15/k", "A/O-00/k", "B")
    ]
)


def a_grid(*rows, version="1"):
    return load_grid(HEADER + "\n".join(rows), "essai", version)


def an_object(code, parent, label="x"):
    return f"object,{code},{parent},{label},{label},,unverified,"


def faults(text, **options):
    with pytest.raises(Problems) as caught:
        load_grid(text, "essai", "1", **options)
    return [
        (found.code, found.parameters.get("row"), found.parameters.get("column")) for found in caught.value.problems
    ]


# Codes


@given(codes())
def test_a_code_is_read_as_it_is_printed(code):
    assert parse_code(str(code)) == code
    assert code.normal == str(parse_code(str(code).swapcase()))


@pytest.mark.parametrize("text", ["A", "A00", "A00-00", "A00-00/O-00/i", "A00-00/0-00/i", "a00 / o-OO / I", "A/0-00"])
def test_zeros_and_the_general_beneficiary_say_nothing_more(text):
    assert parse_code(text) == Code("A")
    assert str(parse_code(text)) == "A"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("A01/P15", "A01/P15"),
        (" a01 - 11 / p15 / K ", "A01-11/P15/k"),
        ("A01-00/P--", "A01/P"),
        ("A01/P–", "A01/P"),
        ("A01/P00", "A01/P"),
        ("A01/O", "A01/O"),
        ("A01/O--", "A01/O"),
        ("A00/O-00/k", "A/O-00/k"),
    ],
)
def test_codes_are_read_however_people_write_them(text, normal):
    assert str(parse_code(text)) == normal


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("J01", 1),
        ("1", 1),
        ("A1", 3),
        ("A01-1", 6),
        ("A00-11", 5),
        ("A01/", 5),
        ("A01/Z", 5),
        ("A01/P1", 7),
        ("A01/P15/", 9),
        ("A01/P15/é", 9),
        ("A01/P15/kk", 10),
        ("A 01 / Px", 9),
        ("A०१", 2),
        ("=A01", 1),
    ],
)
def test_a_malformed_code_is_refused_at_its_first_wrong_character(text, position):
    with pytest.raises(Problem) as caught:
        parse_code(text)
    assert caught.value.code == "code malformed"
    assert caught.value.parameters == {"code": text, "position": position}


@given(st.text(st.sampled_from("ABIJabOP0159-/–ik \t\0é"), max_size=14))
def test_whatever_is_typed_is_a_code_or_a_problem(text):
    try:
        code = parse_code(text)
    except Problem as problem:
        position = problem.parameters["position"]
        assert isinstance(position, int)
        assert 1 <= position <= len(text) + 1
    else:
        assert parse_code(str(code)) == code


@pytest.mark.parametrize(
    "parts",
    [("J",), ("A", "1"), ("A", None, "11"), ("A", "00", "11"), ("A", "01", None, None, "15"), ("A", "01", None, "X")],
)
def test_a_code_that_could_not_be_printed_cannot_be_made(parts):
    with pytest.raises(Problem, match="code malformed"):
        Code(*parts)


@given(near_codes, near_codes, near_codes)
def test_generality_is_a_partial_order(one, other, third):
    assert one.covers(one)
    assert not (one.covers(other) and other.covers(one)) or one == other
    assert one.covers(third) or not (one.covers(other) and other.covers(third))


@given(codes(), codes())
def test_generality_is_a_partial_order_on_all_codes(one, other):
    assert not (one.covers(other) and other.covers(one)) or one == other


@given(codes())
def test_the_way_up_leads_from_the_nearest_general_code_to_the_dimension(code):
    way = (code, *code.parents())
    assert way[-1] == Code(code.dimension)
    for below, above in pairwise(way):
        assert above.covers(below)
        assert above != below


def test_the_way_up_drops_what_is_written_last():
    assert [str(code) for code in parse_code("A01-11/P15/k").parents()] == [
        "A01-11/P15",
        "A01-11/P",
        "A01-11",
        "A01",
        "A",
    ]


@given(st.lists(near_codes | codes(dimensions="AB"), min_size=1, max_size=4), near_codes)
def test_what_codes_share_covers_them_all_and_nothing_more_precise_does(several, candidate):
    shared = common_general(several)
    if shared is None:
        assert len({code.dimension for code in several}) > 1
        return
    assert all(shared.covers(code) for code in several)
    assert candidate.covers(shared) or not all(candidate.covers(code) for code in several)


def test_nothing_is_shared_by_no_code():
    assert common_general([]) is None


# Grids


def test_the_shipped_grid_says_which_rows_nobody_confirmed():
    grid = shipped_grid()
    assert len(grid.dimensions) == 9
    assert [entry.code for entry in grid.components("B")] == ["B01", "B02", "B03", "B04", "B05", "B06", "B07"]
    assert grid.is_verified(parse_code("A01-11/P15/k"))
    assert not grid.is_verified(parse_code("C01"))
    assert not grid.is_verified(parse_code("C01/P15"))
    assert not grid.is_verified(parse_code("A99"))
    assert [entry.code for entry in grid.questions] == ["Q1", "Q2", "Q3", "Q4"]
    assert [entry.code for entry in grid.senses if len(entry.code) == 1] == ["O", "P", "Q", "R", "S"]
    assert [entry.code for entry in grid.beneficiaries] == ["k"]
    assert [entry.code for entry in grid.subobjects("A01")] == ["A01-11"]


def test_a_dimension_and_its_row_in_general_are_one_code():
    grid = shipped_grid()
    assert sum(entry.code in {"A", "A00"} for entry in grid.entries) == 2
    assert [entry.code for entry in grid.entries if entry.is_general][:1] == ["A00"]
    assert grid.label(parse_code("A00"), "fr") == grid.label(parse_code("A"), "fr")
    assert grid.keywords(parse_code("A")) == ("having means of life", "being poor", "being rich")
    assert len(grid.codes()) == len(set(grid.codes())) == 80 - 9


@pytest.mark.parametrize(
    ("code", "language", "label"),
    [
        ("A01", "fr", "Alimentation / boisson"),
        ("A01", "en-gb", "Food / drink"),
        ("A01/P", "fr", "Alimentation / boisson\u00a0: Possibilité"),
        ("A01/P15", "en", "Food / drink: Financial obstacle, resources too low"),
        ("A01/P10", "fr", "Je ne peux pas obtenir «\u00a0Alimentation / boisson\u00a0»"),
        ("A01/O21/k", "en", "Not enough of “Food / drink” (My children)"),
        ("A01/O-00/k", "fr", "Alimentation / boisson (Mes enfants)"),
        ("A01/O-00/i", "fr", "Alimentation / boisson"),
    ],
)
def test_a_code_is_put_into_words(code, language, label):
    assert shipped_grid().label(parse_code(code), language) == label


def test_a_label_missing_in_one_language_is_given_in_the_other():
    theme = next(entry for entry in shipped_grid().entries if entry.kind == "theme" and not entry.label_fr)
    assert theme.label("fr") == theme.label_en


@pytest.mark.parametrize(
    ("code", "part"), [("A99", "A99"), ("A01/P99", "P99"), ("A01/P15/z", "z"), ("A01-12", "A01-12")]
)
def test_an_unknown_code_is_refused_with_the_part_nobody_knows(code, part):
    with pytest.raises(Problem) as caught:
        shipped_grid().check(parse_code(code))
    assert caught.value.code == "code unknown to the grid"
    assert caught.value.parameters["part"] == part
    assert not shipped_grid().is_known(parse_code(code))


def test_the_words_of_the_key_are_listed_one_by_one():
    assert shipped_grid().keywords(parse_code("A01/P15")) == ("food", "drink", "diet", "healthy", "no GMO")
    assert shipped_grid().keywords(parse_code("C01")) == ()


def test_the_digest_of_a_grid_is_that_of_its_rows():
    one = a_grid(an_object("A", "", "Vivre"))
    again = load_grid("\ufeff" + (HEADER + an_object("A", "", "Vivre") + "\r\n").replace("\n", "\r\n"), "autre", "2")
    assert one.digest == again.digest
    assert one.digest != a_grid(an_object("A", "", "Vivre ensemble")).digest


def test_columns_may_come_in_any_order_among_others():
    grid = load_grid(
        b"code,kind,remark,parent,label_en,label_fr,note,status,source\na,object,!,,Life,Vie,,Unverified,\n",
        "essai",
        "1",
    )
    assert grid.label(Code("A"), "fr") == "Vie"


def test_every_fault_of_a_grid_is_found_at_once_with_its_place():
    text = HEADER + "\n".join(
        [
            "object,A,,Vie,Life,,sourced,https://example.org",
            "object,A,,Vie,Life,,maybe,",
            "object,A1,A,x,x,,unverified,",
            "object,B01,B,x,x,,unverified,",
            "objet,C,,x,x,,unverified,",
            "sense,P15,P,x,x,,unverified,",
            "object,D,,,,,unverified,",
            "object,E,,x,x,,sourced,",
            "beneficiary,kk,,x,x,,unverified,",
            "object,A02,B,x,x,,unverified,",
            "theme,1.1,9,x,x,,unverified,",
            "question,?,,x,x,,unverified,",
            "sense,P15/k,,x,x,,unverified,",
            "object,A03,1,x,x,,unverified,",
        ]
    )
    assert faults(text) == [
        ("status unknown", 3, "status"),
        ("code twice", 3, "code"),
        ("code malformed", 4, "code"),
        ("parent missing", 5, "parent"),
        ("kind unknown", 6, "kind"),
        ("parent missing", 7, "parent"),
        ("label missing", 8, "label_fr"),
        ("source missing", 9, "source"),
        ("code malformed", 10, "code"),
        ("parent not the code above", 11, "parent"),
        ("parent missing", 12, "parent"),
        ("code malformed", 13, "code"),
        ("code malformed", 14, "code"),
        ("code malformed", 15, "parent"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [an_object("A", ""), an_object("A", "")],
        [an_object("A", ""), an_object("A00", "A"), an_object("A00-00", "A")],
        [an_object("A", ""), an_object("A01", "A"), an_object("a01", "A")],
        [an_object("A", ""), "sense,P,,x,x,,unverified,", "sense,P--,,x,x,,unverified,"],
        [an_object("A", ""), "sense,O-00,,x,x,,unverified,", "sense,0-00,,x,x,,unverified,"],
    ],
)
def test_two_rows_for_one_code_are_refused_whatever_their_spelling(rows):
    with pytest.raises(Problems) as caught:
        a_grid(*rows)
    (problem,) = caught.value.problems
    assert problem.code == "code twice"
    assert problem.parameters["row"] == len(rows) + 1
    assert problem.parameters["first_row"] == len(rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("file empty", 1, None)]),
        ("\n \n", [("file empty", 1, None)]),
        ("kind,code\nobject,A\n", [("column missing", 1, "parent")]),
        (HEADER.replace("note", "code"), [("column twice", 1, "code")]),
        (HEADER, [("grid without dimension", 1, None)]),
        (HEADER + "object,A,\n", [("row of another length", 2, None)]),
        (HEADER + 'object,"A\n', [("row not readable", 2, None)]),
        ((HEADER + an_object("A", "", "Santé")).encode("latin-1"), [("text not in UTF-8", 2, None)]),
        (HEADER + an_object("A", "", "x" * 5_000_000), [("cell too long", 2, "label_fr")]),
    ],
)
def test_a_file_that_is_no_grid_is_refused_with_its_place(text, expected):
    assert faults(text) == expected


# From one version to the next


OLD = a_grid(
    an_object("A", ""), an_object("A01", "A"), an_object("A01-11", "A01"), an_object("A02", "A"), an_object("B", "")
)
NEW = a_grid(
    an_object("A", "", "y"),
    an_object("A02", "A"),
    an_object("B", ""),
    an_object("B03", "B"),
    an_object("B03-11", "B03"),
    an_object("B04", "B"),
    "sense,P,,x,x,,unverified,",
    "sense,P15,P,x,x,,unverified,",
    "beneficiary,k,,x,x,,unverified,",
    version="2",
)


def test_what_was_added_removed_and_renamed_is_listed():
    changes = compare(OLD, NEW)
    assert [entry.code for entry in changes.added] == ["B03", "B03-11", "B04", "P", "P15", "k"]
    assert [entry.code for entry in changes.removed] == ["A01", "A01-11"]
    assert [(before.code, after.label_fr) for before, after in changes.renamed] == [("A", "y")]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("A01", ["B03"]),
        ("A01/P15/k", ["B03/P15/k"]),
        ("A01-11/P15/k", ["B03-11/P15/k"]),
        ("A02", ["A02", "B04"]),
        ("A02/P15", ["A02/P15", "B04/P15"]),
        ("B/P", ["B/P"]),
        ("A", ["A"]),
    ],
)
def test_the_most_precise_rule_speaks_and_the_rest_is_carried_over(code, outcome):
    mapping = load_mapping("from_code,to_code\nA01,B03\nA02,A02\nA02,B04\n", NEW)
    assert [str(result) for result in mapping.apply(parse_code(code))] == outcome


def test_a_more_precise_rule_goes_before_a_general_one():
    mapping = load_mapping("from_code,to_code\nA01,B03\nA01-11,B04\n", NEW)
    assert mapping.apply(parse_code("A01-11/P")) == (parse_code("B04/P"),)
    assert mapping.apply(parse_code("A01/P")) == (parse_code("B03/P"),)


def test_two_rules_that_say_different_things_leave_the_choice_to_a_person():
    mapping = load_mapping("from_code,to_code\nA01,B03\nA/P15,A/P\n", NEW)
    with pytest.raises(Problem, match="without a counterpart"):
        mapping.apply(parse_code("A01/P15"))  # one of the two outcomes, A01/P, is not in the new grid
    mapping = load_mapping("from_code,to_code\nA02,B04\nA/P15,A/P\n", NEW)
    assert [str(code) for code in mapping.apply(parse_code("A02/P15"))] == ["A02/P", "B04/P15"]


def test_what_is_folded_into_a_more_general_code_keeps_what_it_can():
    mapping = load_mapping("from_code,to_code\nA01,B\nA,B03\n", NEW)
    assert mapping.apply(parse_code("A01-11/P")) == (parse_code("B/P"),)
    assert mapping.apply(parse_code("A02/P")) == (parse_code("B03/P"),)


@given(st.lists(codes(dimensions="AB") | near_codes), st.dictionaries(near_codes, near_codes, max_size=4))
def test_mapping_never_drops_a_code(several, rules):
    mapping = GridMapping({rule: (target,) for rule, target in rules.items()}, NEW)
    done = mapping.apply_all(several)
    assert sorted(map(str, [*done.settled, *done.to_decide, *done.unknown])) == sorted(map(str, set(several)))
    assert all(NEW.is_known(code) for code in done.settled.values())
    assert all(NEW.is_known(code) for outcome in done.to_decide.values() for code in outcome)


def test_every_fault_of_a_mapping_is_found_with_its_place():
    with pytest.raises(Problems) as caught:
        load_mapping("from_code,to_code\nA1,B03\nA01,Z\nA01,C\nA01,B\nA01,B00\n", NEW)
    found = [
        (problem.code, problem.parameters["row"], problem.parameters["column"]) for problem in caught.value.problems
    ]
    assert found == [
        ("code malformed", 2, "from_code"),
        ("code malformed", 3, "to_code"),
        ("code unknown to the grid", 4, "to_code"),
        ("rule twice", 6, "to_code"),
    ]


@given(st.text(st.sampled_from('object,A0123"\n\r-/P uveridé'), max_size=80))
def test_whatever_is_loaded_is_a_grid_or_a_list_of_problems(text):
    problems: tuple[Problem, ...] = ()
    try:
        assert load_grid(HEADER + text, "essai", "1").entries
    except Problems as found:
        problems = found.problems
    assert all("row" in problem.parameters for problem in problems)
