"""`spirale synthesise`: rows in, ideas out, every row accounted for, and the same bytes each time."""

import csv
import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from spirale.cli import main
from spirale.cli.synthesis_folder import FILES

SAID = [
    ("Des bus le soir", "jeunes", "Ce qui fait le bien-être", "+"),
    ("des BUS le soir !", "aînés", "Ce qui fait le bien-être", "+1"),
    ("Une crèche", "jeunes", "Ce qui fait le bien-être", "1"),
    ("Le bruit la nuit", "aînés", "Ce qui fait le mal-être", "−"),
    ("", "aînés", "Ce qui fait le mal-être", "-"),
    ("=HYPERLINK(1)", "jeunes", "Ce qui fait le mal-être", "négatif"),
    ("<script>alert(1)</script>", "jeunes", "Ce qui fait le mal-être", ""),
    ("مدرسة قريبة", "aînés", "Ce qui fait le mal-être", "-1"),
    ("🚲🚲", "aînés", "Ce qui fait le mal-être", "-1"),
    ("mot " * 25_000, "jeunes", "Ce qui fait le mal-être", "-1"),
]


COLUMNS = ("text", "group", "question", "sign")


def a_table(folder, rows=SAID, name="notes.csv", columns=COLUMNS):
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def run(path, out, *more):
    columns = ["--text", "text", "--group", "group", "--question", "question", "--sign", "sign"]
    return CliRunner().invoke(
        main, ["synthesise", str(path), *columns, "--encoder", "ngrams", "--seed", "7", "--out", str(out), *more]
    )


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def out(tmp_path):
    result = run(a_table(tmp_path), tmp_path / "out")
    assert result.exit_code == 0, result.output
    return tmp_path / "out"


def test_every_row_is_accounted_for(out):
    ledger = json.loads((out / "ledger.json").read_text("utf-8"))
    assert ledger["in"] == len(SAID)
    assert ledger["in"] == ledger["shown"] + ledger["merged"] + ledger["single"] + ledger["set_aside"]
    assert ledger["set_aside_rows"] == [{"row": 5, "reason": "nothing written"}]
    placed = {int(row["row"]) for row in rows_of(out / "members.csv")}
    assert placed == set(range(1, len(SAID) + 1)) - {5}


def test_counts_of_ideas_are_those_of_their_members(out):
    members = Counter(row["idea"] for row in rows_of(out / "members.csv"))
    ideas = rows_of(out / "ideas.csv")
    assert list(ideas[0])[:4] == ["idea", "parent", "wording", "count"]
    for idea in ideas:
        assert int(idea["count"]) == members[idea["idea"]]
        assert int(idea["count"]) == int(idea["group: jeunes"]) + int(idea["group: aînés"])
        assert int(idea["count"]) == sum(int(idea[f"sign: {sign}"]) for sign in ("+", "-", "not told"))
    buses = next(idea for idea in ideas if idea["count"] == "2")
    assert (buses["group: jeunes"], buses["group: aînés"], buses["sign: +"]) == ("1", "1", "2")


def test_ideas_are_counted_by_territory_and_groups_of_two_territories_are_two(tmp_path):
    rows = [(text, "jeunes", "Q", "+", place) for text in ("Des bus le soir", "Un jardin") for place in ("Pau", "Gap")]
    path = a_table(tmp_path, [*rows, ("Un jardin", "", "Q", "+", "Gap")], columns=[*COLUMNS, "territoire"])
    found = run(path, tmp_path / "out", "--territory", "territoire")
    assert found.exit_code == 0, found.output
    garden, buses = rows_of(tmp_path / "out" / "ideas.csv")
    counts = ("group: Gap · jeunes", "group: Pau · jeunes", "territory: Gap", "territory: Pau")
    assert [garden[name] for name in counts] == ["1", "1", "2", "1"]
    assert [buses[name] for name in counts] == ["1", "1", "1", "1"]


def test_two_runs_give_the_same_bytes_and_the_second_replaces_the_first(tmp_path, out):
    first = {name: (out / name).read_bytes() for name in FILES}
    (out / "ledger.json").write_bytes(first["ledger.json"])
    assert run(tmp_path / "notes.csv", out).exit_code == 0
    assert {entry.name: entry.read_bytes() for entry in out.iterdir()} == first
    assert run(tmp_path / "notes.csv", tmp_path / "again").exit_code == 0
    assert {entry.name: entry.read_bytes() for entry in (tmp_path / "again").iterdir()} == first


def test_nothing_is_left_beside_the_folder(tmp_path, out):
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["notes.csv", "out"]


def test_a_thousand_copies_of_a_note_change_its_count_and_no_other_idea(tmp_path, out):
    flooded = a_table(tmp_path, [*SAID, *[SAID[2]] * 1000], "flooded.csv")
    assert run(flooded, tmp_path / "flooded").exit_code == 0
    before, after = rows_of(out / "ideas.csv"), rows_of(tmp_path / "flooded" / "ideas.csv")
    assert [idea["idea"] for idea in before] == [idea["idea"] for idea in after]
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert [(one["wording"], one["count"], other["count"]) for one, other in changed] == [("Une crèche", "1", "1001")]


def test_the_digests_are_those_of_the_files(out):
    import hashlib

    digests = json.loads((out / "ledger.json").read_text("utf-8"))["digests"]
    for name in FILES:
        if name != "ledger.json":
            assert digests[name] == hashlib.sha256((out / name).read_bytes()).hexdigest()
    assert digests["synthesis"] in (out / "synthesis.html").read_text("utf-8")


class Tags(HTMLParser):
    """Collects the tags and the addresses of a page."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def test_the_page_holds_everything_and_runs_nothing(out):
    page = (out / "synthesis.html").read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    names = {tag for tag, _ in tags.seen}
    assert names.isdisjoint({"script", "link", "img", "iframe", "object"})
    assert not [value for _, attrs in tags.seen for value in attrs.values() if value and "//" in value]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "مدرسة قريبة" in page
    assert len(page) < 40_000
    assert '<html lang="fr">' in page


def test_formulas_are_neutralised_in_what_a_spreadsheet_opens(out):
    assert [idea["wording"] for idea in rows_of(out / "ideas.csv") if "HYPERLINK" in idea["wording"]] == [
        "'=HYPERLINK(1)"
    ]


def test_provenance_leads_from_every_note_kept(out):
    provenance = json.loads((out / "provenance.json").read_text("utf-8"))
    kinds = Counter(entity["prov:type"]["$"] for entity in provenance["entity"].values())
    assert kinds["spirale:note"] == len(SAID)
    assert provenance["wasDerivedFrom"]


def test_the_page_speaks_english_when_asked(tmp_path):
    assert run(a_table(tmp_path), tmp_path / "out", "--language", "en", "--title", "A < B").exit_code == 0
    page = (tmp_path / "out" / "synthesis.html").read_text("utf-8")
    assert "The account of voices" in page
    assert '<html lang="en">' in page
    assert "<h1>A &lt; B</h1>" in page
    assert "Le compte des voix" not in page


def test_a_row_left_blank_is_a_note_with_nothing_written(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("text,group,question,sign\nbus,g,q,+\n,,,\nécole,g,q,+\n", encoding="utf-8")
    assert run(path, tmp_path / "out").exit_code == 0
    ledger = json.loads((tmp_path / "out" / "ledger.json").read_text("utf-8"))
    assert (ledger["in"], ledger["set_aside_rows"]) == (3, [{"row": 2, "reason": "nothing written"}])


def test_a_table_with_a_header_and_no_row_gives_an_empty_synthesis(tmp_path):
    assert run(a_table(tmp_path, []), tmp_path / "out").exit_code == 0
    assert json.loads((tmp_path / "out" / "ledger.json").read_text("utf-8"))["in"] == 0


def refused(result, tmp_path, *, status=1):
    assert result.exit_code == status, result.output
    assert not (tmp_path / "out").exists()
    return result.output


def test_an_unknown_sign_is_told_with_its_row_and_column(tmp_path):
    rows = [*SAID[:2], ("x", "g", "q", "peut-être")]
    told = refused(run(a_table(tmp_path, rows), tmp_path / "out"), tmp_path)
    assert "4" in told
    assert "sign" in told
    assert "peut-être" in told


CODED = [
    ("Les copains", "D03"), ("Mes potes du lycée", "d03"), ("Un jardin partagé", "A07"),
    ("Un jardin partagé dans le quartier", "D04"), ("La forêt", ""), ("Dormir", ""), ("Du bon pain", ""), ("Lire", ""),
]  # fmt: skip


def test_codes_that_people_decided_draw_notes_together_and_keep_them_apart(tmp_path):
    path = a_table(tmp_path, CODED, columns=("text", "code"))
    plain = ["synthesise", str(path), "--text", "text", "--encoder", "ngrams", "--out"]
    assert CliRunner().invoke(main, [*plain, str(tmp_path / "words")]).exit_code == 0
    assert CliRunner().invoke(main, [*plain, str(tmp_path / "codes"), "--code", "code"]).exit_code == 0

    def ideas(folder):
        found = {}
        for row in rows_of(tmp_path / folder / "members.csv"):
            found.setdefault(row["idea"], []).append(int(row["row"]))
        return sorted(found.values())

    assert ideas("words") == [[1], [2], [3, 4], [5], [6], [7], [8]]
    assert ideas("codes") == [[1, 2], [3], [4], [5], [6], [7], [8]]


def test_a_code_that_is_not_one_is_told_with_its_row_and_column(tmp_path):
    path = a_table(tmp_path, [*CODED, ("x", "amis")], columns=("text", "code"))
    command = ["synthesise", str(path), "--text", "text", "--code", "code", "--out", str(tmp_path / "out")]
    told = refused(CliRunner().invoke(main, command), tmp_path)
    assert "amis" in told
    assert "10" in told
    assert "code" in told


def test_a_missing_column_is_told_with_the_columns_found(tmp_path):
    path = a_table(tmp_path, columns=("texte", "group", "question", "sign"))
    told = refused(run(path, tmp_path / "out"), tmp_path)
    assert "texte" in told


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_bytes(b"")
    refused(run(path, tmp_path / "out"), tmp_path)


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine", encoding="utf-8")
    result = run(a_table(tmp_path), tmp_path / "out")
    assert result.exit_code == 1
    assert [entry.name for entry in (tmp_path / "out").iterdir()] == ["letter.txt"]
    assert re.search("out", result.output)


def test_a_folder_whose_parent_is_missing_is_refused(tmp_path):
    result = run(a_table(tmp_path), tmp_path / "nowhere" / "out")
    assert result.exit_code == 1
    assert not (tmp_path / "nowhere").exists()


def test_json_gives_the_ledger(tmp_path):
    result = run(a_table(tmp_path), tmp_path / "out", "--json")
    told = json.loads(result.output)
    assert told["ok"]
    assert told["in"] == len(SAID)


# Six groups speak of the same four things, at length; three others share one, said once by each.
SHARED = ["Des bus le soir", "Une crèche", "Du pain frais", "La forêt"]
OF_NINE = [
    *((f"{text}{mark}", f"majorité {group}") for group in range(1, 7) for text in SHARED for mark in ("", " !", " ?")),
    *(("Un médecin", f"minorité {group}") for group in range(1, 4)),
]


def one_page(tmp_path, rows, *more, name="out"):
    path = a_table(tmp_path, rows, f"{name}.csv", columns=("text", "group"))
    command = ["synthesise", str(path), "--text", "text", "--group", "group", "--encoder", "ngrams"]
    result = CliRunner().invoke(main, [*command, "--out", str(tmp_path / name), *more])
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / name / "summary.json").read_text("utf-8"))
    return told, (tmp_path / name / "synthesis.html").read_text("utf-8")


def test_a_minority_that_shares_an_idea_is_on_the_page_though_others_are_more_counted(tmp_path):
    told, page = one_page(tmp_path, OF_NINE, "--summary", "3")
    assert [len(idea["voters"]) for idea in told["ideas"]] == [6, 6, 3]
    assert told["ideas"][2]["wording"] == "Un médecin"
    assert told["ideas"][2]["only_idea_of"] == ["minorité 1", "minorité 2", "minorité 3"]
    assert told["checked"] == {"jr": True, "ejr+": True, "claims": []}
    assert told["most_counted"]["without"] == ["minorité 1", "minorité 2", "minorité 3"]
    assert not told["most_counted"]["jr"]
    assert "En une page" in page
    assert "9 groupes pour 3 places : une place est due à 3 groupes" in page
    assert "aurait laissé sans aucune idée : minorité 1, minorité 2, minorité 3." in page
    assert "Or une place était due à plusieurs de ces voix" in page
    assert "Personne : chaque voix a au moins une idée ici." in page


def test_who_has_no_idea_on_the_page_is_named_with_the_reason(tmp_path):
    told, page = one_page(tmp_path, [*OF_NINE[:-2]], "--summary", "2", "--language", "en")
    assert told["without"][0]["voters"] == ["minorité 1"]
    assert told["without"][0]["reason"] == "too few"
    assert "minorité 1: each of its ideas is said by fewer than 4 groups." in page


def test_a_thousand_copies_of_a_note_change_no_place_of_the_page(tmp_path):
    before, _ = one_page(tmp_path, OF_NINE, "--summary", "3")
    after, _ = one_page(tmp_path, [*OF_NINE, *[OF_NINE[0]] * 1000], "--summary", "3", name="flooded")
    assert after["most_counted"]["ideas"] != before["most_counted"]["ideas"]
    for told in (before, after):
        del told["synthesis"], told["inputs"], told["most_counted"]
    assert after == before


def test_a_group_that_writes_much_more_takes_no_place_from_others(tmp_path):
    more = [(f"Un tramway jusqu’au port, ligne {number} tous les jours", "majorité 1") for number in range(200)]
    before, _ = one_page(tmp_path, OF_NINE, "--summary", "3")
    after, _ = one_page(tmp_path, [*OF_NINE, *more], "--summary", "3", name="flooded")
    assert [idea["voters"] for idea in after["ideas"]] == [idea["voters"] for idea in before["ideas"]]


def test_without_groups_the_page_speaks_of_ways_of_saying_and_names_rows(tmp_path):
    path = a_table(tmp_path, [("a b",), ("A b !",), ("c d",)], columns=("text",))
    plain = ["synthesise", str(path), "--text", "text", "--encoder", "ngrams", "--summary", "1", "--out"]
    assert CliRunner().invoke(main, [*plain, str(tmp_path / "out")]).exit_code == 0
    told = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert told["voters"] == {"kind": "ways", "count": 2, "silent": []}
    assert len(told["ideas"]) == 1
    assert told["ideas"][0]["voters"][0] in (1, 3)
    assert "2 façons de dire" in (tmp_path / "out" / "synthesis.html").read_text("utf-8")


def test_the_summary_says_what_synthesis_it_is_of(out):
    told = json.loads((out / "summary.json").read_text("utf-8"))
    digests = json.loads((out / "ledger.json").read_text("utf-8"))["digests"]
    assert (told["synthesis"], told["inputs"]) == (digests["synthesis"], digests["inputs"])
    assert len(told["ideas"]) == 7


FIRM = [
    *[("Des bus le soir en semaine", "jeunes", "q", "+"), ("Pas de bus le soir en semaine", "aînés", "q", "-")] * 3,
    ("Une crèche", "jeunes", "q", "+"), ("La forêt", "jeunes", "q", "+"), ("<b>pain</b> frais", "jeunes", "q", "+"),
]  # fmt: skip


def test_an_idea_found_again_in_every_trial_is_told_so_with_the_ideas_near_to_it(tmp_path):
    assert run(a_table(tmp_path, FIRM), tmp_path / "out").exit_code == 0
    ideas = {idea["wording"]: idea for idea in rows_of(tmp_path / "out" / "ideas.csv")}
    buses, without = ideas["Des bus le soir en semaine"], ideas["Pas de bus le soir en semaine"]
    assert (buses["stability"], buses["reappears"]) == ("1.00", buses["trials"])
    assert (buses["neighbours"], without["neighbours"]) == (without["idea"], buses["idea"])
    forest = ideas["La forêt"]
    assert (forest["stability"], forest["reappears"], forest["trials"], forest["neighbours"]) == ("", "", "", "")
    page = (tmp_path / "out" / "synthesis.html").read_text("utf-8")
    assert f"Retrouvée dans {buses['trials']} essais sur {buses['trials']}, un dixième" in page
    link = f'<a href="#{without["idea"]}" dir="auto">Pas de bus le soir en semaine</a> mal-être (−)'
    assert link in page
    assert f'<details id="{without["idea"]}">' in page


def test_every_link_of_the_page_leads_to_one_place_of_it(tmp_path):
    assert run(a_table(tmp_path, [*SAID, *FIRM]), tmp_path / "out", "--language", "en").exit_code == 0
    page = (tmp_path / "out" / "synthesis.html").read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    named = [attrs["id"] for _, attrs in tags.seen if "id" in attrs]
    assert len(named) == len(set(named))
    assert {attrs["href"][1:] for tag, attrs in tags.seen if tag == "a"} <= set(named)
    assert re.search(r"Found again in \d+ trials of \d+, each without a tenth of the ways of saying\.", page)
    assert "Neighbouring ideas:" in page


def test_without_trials_no_firmness_is_told_and_ideas_are_the_same(tmp_path):
    path = a_table(tmp_path, FIRM)
    assert run(path, tmp_path / "tried").exit_code == 0
    assert run(path, tmp_path / "out", "--trials", "0").exit_code == 0
    tried, untried = rows_of(tmp_path / "tried" / "ideas.csv"), rows_of(tmp_path / "out" / "ideas.csv")
    for idea in tried:
        idea.update(stability="", reappears="", trials="")
    assert tried == untried
    assert "Retrouvée" not in (tmp_path / "out" / "synthesis.html").read_text("utf-8")
    assert json.loads((tmp_path / "out" / "ledger.json").read_text("utf-8"))["trials"] == 0
    assert json.loads((tmp_path / "tried" / "ledger.json").read_text("utf-8"))["trials"] == 20


def test_names_of_groups_and_words_of_ideas_are_text_on_the_page(tmp_path):
    rows = [("<b>gras</b>", "<i>un</i>"), ("<b>gras</b>", "deux"), ("autre", "trois")]
    _, page = one_page(tmp_path, rows)
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;i&gt;un&lt;/i&gt;" in page


@pytest.mark.parametrize("page", ["summary_page", "synthesis_page"])
def test_the_page_says_the_same_things_in_each_language(page):
    from importlib import import_module
    from string import Formatter

    _SENTENCES = import_module(f"spirale.cli.{page}")._SENTENCES  # noqa: N806  (its name there)

    def parts(sentence):
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    french, english = _SENTENCES["fr"], _SENTENCES["en"]
    assert {name for name in french if not name.endswith(" one")} == {
        name for name in english if not name.endswith(" one")
    }
    for name in english.keys() & french.keys():
        assert parts(french[name]) == parts(english[name]), name
