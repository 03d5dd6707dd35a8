"""`spirale decide`: tables in, sets out with their reasons and what would unlock each action."""

import ctypes
import io
import json
import re
import sys

import pytest

from case_of_valley import tables, written
from folder_decided import Page, bytes_of, change, decided, of, refused, rows_of, run
from spirale.cli import decision, terminal
from spirale.method.choice.exact import BestSet, best_set
from spirale.tables import write_xlsx

CASE = (
    "actions.csv",
    "bank.csv",
    "decision.html",
    "decision.json",
    "payments.csv",
    "pledges.csv",
    "scores.csv",
    "unlocking.csv",
)
WAYS = [("best", "proven"), ("worst_off", "proven"), ("proportional", "shared")]


def test_the_best_set_is_proven_and_stands_beside_the_worst_off_first_and_equal_shares(tmp_path):
    made = decided(tmp_path)
    assert [(one["set"], one["outcome"]) for one in made["sets"]] == WAYS
    assert "Un minibus le samedi" in made["in_all_sets"]
    assert sorted(bytes_of(tmp_path / "out")) == list(CASE)


def test_two_actions_that_need_each_other_go_together(tmp_path):
    made = decided(tmp_path)
    assert of(made, "Un potager partagé")["by"] == ["La cantine aux légumes du canton"]
    assert of(made, "La cantine aux légumes du canton")["by"] == ["Un potager partagé"]


def test_the_pledges_said_to_unlock_an_action_let_it_in(tmp_path):
    before = decided(tmp_path)
    (pledge,) = of(before, "Un café des aînés")["unlocked_by"]["pledges"]
    assert (pledge["resource"], pledge["amount"], pledge["unit"]) == ("salle", 800, "journées")
    kept = {*before["sets"][0]["actions"], "Un café des aînés"}
    for amount, is_enough in (("8", True), ("7,99", False)):
        changed = tables()
        changed["bank"].append(["p7", "Voisins", "salle", "journées", amount, "", "", "", "", ""])
        (tmp_path / amount).mkdir()
        after = decided(tmp_path / amount, changed=changed)
        assert (kept <= set(after["sets"][0]["actions"])) == is_enough


def test_an_action_without_a_need_is_chosen_even_if_the_bank_is_empty(tmp_path):
    changed = tables()
    del changed["bank"][1:]
    made = decided(tmp_path, changed=changed)
    assert made["sets"][0]["actions"] == ["Une page des entraides"]
    minibus = of(made, "Un minibus le samedi")
    assert {one["resource"] for one in minibus["unlocked_by"]["pledges"]} == {"conduite", "argent"}
    assert "La banque est vide" in (tmp_path / "out" / "decision.html").read_text("utf-8")


def test_a_pledge_whose_condition_is_gone_is_counted_apart(tmp_path):
    changed = tables()
    changed["bank"] = [row for row in changed["bank"] if row[0] != "p6"]
    changed["bank"].append(["p8", "Les marmites", "cuisine", "heures", "10", "", "", "", "p9", ""])
    changed["bank"].append(["p9", "Mairie", "salle", "journées", "1", "", "", "", "", ""])
    made = decided(tmp_path, changed=changed)
    cuisine = next(one for one in made["sets"][0]["bank"] if one["resource"] == "cuisine")
    assert (cuisine["pledged"], cuisine["not_holding"]) == (5500, 0)


def test_which_pledge_goes_to_which_action_is_told_with_its_owner(tmp_path):
    decided(tmp_path)
    rows = [row for row in rows_of(tmp_path / "out" / "pledges.csv") if row["set"] == "best"]
    told = {(row["owner"], row["action"], row["amount"], row["unit"]) for row in rows}
    assert ("Aline Sorbier", "Un minibus le samedi", "60", "heures") in told
    assert ("Mairie", "Un potager partagé", "1.5", "ares") in told
    assert {row["action"] for row in rows}.isdisjoint({"Un café des aînés", "Une page des entraides"})


def test_without_situations_the_worst_off_first_is_not_made_and_the_page_says_so(tmp_path):
    changed = tables()
    changed["actions"] = [row[:4] for row in changed["actions"]]
    made = decided(tmp_path, changed=changed)
    assert [one["set"] for one in made["sets"]] == ["best", "proportional"]
    assert "Aucune action ne dit qui elle touche" in (tmp_path / "out" / "decision.html").read_text("utf-8")


def test_a_search_cut_short_gives_the_best_found_and_what_none_can_go_beyond(tmp_path):
    made = decided(tmp_path, "--patience", "0")
    best = made["sets"][0]
    assert best["outcome"] == "found"
    assert best["actions"]
    assert best["counts"][0]["value"] != best["counts"][0]["no_set_beyond"]
    assert "sans la preuve" in (tmp_path / "out" / "decision.html").read_text("utf-8")


def test_nothing_but_the_result_is_printed_whatever_a_library_in_c_says(tmp_path, capfd, monkeypatch):
    def noisy(case, patience):
        ctypes.CDLL(None).puts(b"noise of a solver")
        return best_set(case, patience)

    monkeypatch.setattr(decision, "best_set", noisy)
    decided(tmp_path)
    ctypes.CDLL(None).fflush(None)
    assert "noise" not in capfd.readouterr().out


def test_each_step_is_told_as_it_begins_and_for_how_long_it_has_gone_on(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    told = Terminal()
    monkeypatch.setattr(sys, "stderr", told)
    with terminal.steps("Choosing") as begin:
        begin("reading")
        begin("how firm")
    lines = [line.strip() for line in told.getvalue().split("\r")]
    assert [line for line in lines if line] == ["Choosing: reading (0 s)", "Choosing: how firm (0 s)"]


def test_criteria_may_speak_in_order(tmp_path):
    made = decided(tmp_path, "--by", "order")
    assert [one["count"] for one in made["sets"][0]["counts"]] == ["faisable", "utile aux plus en difficulté"]


def test_the_same_tables_give_the_same_bytes_in_any_order_of_rows(tmp_path):
    decided(tmp_path)
    (tmp_path / "again").mkdir()
    changed = {name: [rows[0], *reversed(rows[1:])] for name, rows in tables().items()}
    changed["criteria"] = tables()["criteria"]
    decided(tmp_path / "again", changed=changed)
    first, again = bytes_of(tmp_path / "out"), bytes_of(tmp_path / "again" / "out")
    digest = re.compile(rb"[0-9a-f]{64}")
    assert {name: digest.sub(b"", told) for name, told in first.items()} == {
        name: digest.sub(b"", told) for name, told in again.items()
    }


def test_an_earlier_result_is_replaced_by_the_same_bytes_and_any_other_folder_left_alone(tmp_path):
    decided(tmp_path)
    first = bytes_of(tmp_path / "out")
    assert run(tmp_path / "case", tmp_path / "out").exit_code == 0
    assert bytes_of(tmp_path / "out") == first
    before = bytes_of(tmp_path / "case")
    result = run(tmp_path / "case", tmp_path / "case")
    assert result.exit_code == 1
    assert bytes_of(tmp_path / "case") == before


def test_tables_may_be_spreadsheets_with_french_names(tmp_path):
    made = decided(tmp_path)
    folder = written(tmp_path / "classeurs")
    needs, bank = tables()["needs"], tables()["bank"]
    (folder / "needs.csv").unlink()
    (folder / "bank.csv").unlink()
    with (folder / "besoins.xlsx").open("wb") as stream:
        write_xlsx(stream, ["Action", "Ressource", "Unité", "Quantité", "Du", "Au"], needs[1:])
    with (folder / "banque.xlsx").open("wb") as stream:
        columns = ["promesse", "par", "ressource", "unité", "quantité", "du", "au"]
        write_xlsx(stream, [*columns, "seulement pour", "seulement si", "partagée"], bank[1:])
    assert run(folder, tmp_path / "seconde").exit_code == 0
    again = json.loads((tmp_path / "seconde" / "decision.json").read_bytes())
    assert again["actions"] == made["actions"]
    assert "besoins.xlsx" in again["sources"]


def test_the_page_holds_everything_in_one_file_without_script(tmp_path):
    decided(tmp_path)
    text = (tmp_path / "out" / "decision.html").read_text("utf-8")
    page = Page(text)
    assert not page.tags & {"script", "link", "img", "iframe"}
    assert "http" not in text
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert "Prouvé : aucun ensemble n’est meilleur." in page.text
    assert "8 journées de « salle », n’importe quand" in page.text
    assert '<html lang="fr">' in text


def test_the_page_may_be_in_english(tmp_path):
    decided(tmp_path, "--language", "en", "--title", "Choices")
    page = Page((tmp_path / "out" / "decision.html").read_text("utf-8"))
    assert "Proven: no set is better." in page.text
    assert "Chosen actions require it" in page.text


def test_a_long_page_shows_the_actions_worth_most_and_leads_to_the_table_for_the_others(tmp_path):
    names = [f"Action {number:03}" for number in range(320)]
    changed = tables()
    changed["actions"] = [["action"], *([name] for name in names)]
    changed["needs"] = [changed["needs"][0]]
    changed["bank"] = [changed["bank"][0]]
    changed["minimum"] = [changed["minimum"][0]]
    changed["scores"] = [
        changed["scores"][0],
        *(
            ["Farida", "", name, row[0], str(place % 5)]
            for place, name in enumerate(names)
            for row in changed["criteria"][1:]
        ),
    ]
    made = decided(tmp_path, "--trials", "2", changed=changed)
    assert len(made["sets"][0]["actions"]) == 320
    page = Page((tmp_path / "out" / "decision.html").read_text("utf-8"))
    assert "Et 20 autres actions, à lire dans actions.csv" in page.text
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(rows_of(tmp_path / "out" / "actions.csv")) == 320


def test_hostile_words_are_text_on_the_page_and_no_formula_in_the_tables(tmp_path):
    hostile = "<script>alert(1)</script>"
    changed = tables()
    for rows in changed.values():
        for row in rows[1:]:
            row[:] = [hostile if cell == "Un café des aînés" else cell for cell in row]
            row[:] = ["=HYPERLINK(1)" if cell == "salle" else cell for cell in row]
    made = decided(tmp_path, "--title", "<b>&", changed=changed)
    assert hostile in {one["action"] for one in made["actions"]}
    page = Page((tmp_path / "out" / "decision.html").read_text("utf-8"))
    assert not page.tags & {"script", "b"}
    assert hostile in page.text
    assert "'=HYPERLINK(1)" in (tmp_path / "out" / "bank.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("table", "row", "column", "cell", "code"),
    [
        ("needs", 2, "unit", "jours", "resource in another unit"),
        ("needs", 2, "amount", "beaucoup", "amount unreadable"),
        ("needs", 2, "amount", "-3", "choice.nothing_needed"),
        ("needs", 2, "amount", "−1’200,50", "choice.nothing_needed"),
        ("needs", 2, "amount", "1,200", "amount unreadable"),
        ("needs", 2, "action", "Un minibus le dimanche", "action not in the table"),
        ("needs", 4, "from", "le printemps", "day unreadable"),
        ("needs", 4, "to", "2099-02-01", "choice.days_upside_down"),
        ("bank", 4, "to", "2020-01-01", "choice.days_upside_down"),
        ("bank", 2, "amount", "0", "choice.nothing_pledged"),
        ("bank", 3, "pledge", "p1", "choice.pledge_twice"),
        ("bank", 3, "pledge", "", "name missing"),
        ("bank", 5, "only if", "p77", "choice.unknown_pledge"),
        ("bank", 6, "only for", "Rien", "choice.unknown_action"),
        ("bank", 2, "shared", "peut-être", "neither yes nor no"),
        ("actions", 2, "requires", "Un tramway", "choice.unknown_action"),
        ("actions", 2, "excludes", "Un minibus le samedi", "action excludes itself"),
        ("actions", 2, "situation 1", "-4", "choice.negative_people"),
        ("actions", 2, "situation 1", "4,5", "number not whole"),
        ("criteria", 2, "weight", "-1", "choice.negative_weight"),
        ("criteria", 2, "highest", "0", "choice.scale_upside_down"),
        ("scores", 2, "score", "-1", "choice.off_scale"),
        ("scores", 2, "score", "", "score missing"),
        ("scores", 2, "score", "2.5", "number not whole"),
        ("scores", 3, "kind", "", "choice.voter_of_two_kinds"),
        ("scores", 2, "criterion", "beau", "choice.unknown_criterion"),
        ("minimum", 2, "actions", "9", "choice.too_few_tagged"),
    ],
)
def test_what_is_wrong_is_told_with_its_file_row_and_column(tmp_path, table, row, column, cell, code):
    problems = refused(tmp_path, change(table, row, column, cell))
    told = next(one for one in problems if one["code"] == code)
    assert told["where"] == f"{table}.csv, row {row}, column “{column}”"
    assert told["remedy"]


def test_a_pair_that_nobody_scored_is_asked_for(tmp_path):
    changed = tables()
    changed["scores"] = [row for row in changed["scores"] if row[2:4] != ["Un café des aînés", "faisable"]]
    (told,) = refused(tmp_path, changed)
    assert (told["code"], told["where"]) == ("choice.not_scored", "actions.csv, row 7, column “action”")


def test_a_whole_number_may_be_written_with_a_zero_behind(tmp_path):
    changed = change("scores", 2, "score", f"{tables()['scores'][1][4]},0")
    assert decided(tmp_path, changed=changed)["sets"][0]["outcome"] == "proven"


def test_a_folder_where_nothing_is_proposed_yet_chooses_nothing_and_says_so(tmp_path):
    changed = tables()
    for name in ("actions", "needs", "bank", "scores", "minimum"):
        del changed[name][1:]
    made = decided(tmp_path, changed=changed)
    assert [one["actions"] for one in made["sets"]] == [[], []]
    assert made["firmness"] is None
    page = Page((tmp_path / "out" / "decision.html").read_text("utf-8"))
    assert "Aucune action n’est proposée dans ce dossier." in page.text


def test_a_solver_that_finds_nothing_in_its_time_chooses_nothing_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(decision, "best_set", lambda _case, _patience: BestSet("choice-1", (), (), "nothing", False))
    made = decided(tmp_path)
    assert (made["sets"][0]["actions"], made["firmness"]) == ([], None)
    page = Page((tmp_path / "out" / "decision.html").read_text("utf-8"))
    assert "Le temps a passé avant qu’un ensemble permis par les règles soit trouvé" in page.text


def test_days_past_are_told_on_the_day_of_the_choice(tmp_path):
    changed = change("bank", 4, "to", "2099-02-01")
    (told,) = refused(tmp_path, changed, "--on", "2099-02-02")
    assert (told["code"], told["where"]) == ("choice.day_past", "bank.csv, row 4, column “to”")
    assert run(tmp_path / "case", tmp_path / "out", "--on", "2099-02-01").exit_code == 0


def test_a_minimum_that_the_bank_cannot_give_is_told_with_its_row(tmp_path):
    changed = tables()
    changed["minimum"].append(["hameaux", "1"])
    (told,) = refused(tmp_path, changed)
    assert (told["code"], told["where"]) == ("choice.minimum_out_of_reach", "minimum.csv, row 3, column “actions”")


def test_all_that_is_wrong_is_told_together(tmp_path):
    changed = change("needs", 2, "amount", "beaucoup")
    changed["bank"][1][4] = "peu"
    changed["criteria"][0][3] = "pois"
    assert {one["code"] for one in refused(tmp_path, changed)} == {"amount unreadable", "column unknown"}


def test_a_table_missing_or_there_twice_is_told(tmp_path):
    folder = written(tmp_path / "case")
    (folder / "scores.csv").unlink()
    (folder / "Banque.csv").write_bytes((folder / "bank.csv").read_bytes())
    result = run(folder, tmp_path / "out", "--json")
    assert {one["code"] for one in json.loads(result.output)["problems"]} == {"table missing", "table twice"}
    assert result.exit_code == 1


def test_a_file_that_is_no_budget_is_refused_and_one_that_is_not_there_a_wrong_command(tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n")
    assert (
        json.loads(run(tmp_path / "x.csv", tmp_path / "out", "--json").output)["problems"][0]["code"] == "not a budget"
    )
    assert run(tmp_path / "nowhere", tmp_path / "out").exit_code == 2


# Ten voters in the bourg, five in the hamlets: most votes first gives the hamlets nothing.
BUDGET = """META
key;value
budget;340
vote_type;approval
currency;EUR
PROJECTS
project_id;cost;name
a;100;Un <b>banc</b>
b;100;Une fontaine
c;100;Un kiosque
d;100;La passerelle des hameaux
e;50;Une idée sans voix
VOTES
voter_id;vote
{votes}
"""


def a_budget(folder):
    votes = [f"bourg{number};a,b,c" for number in range(10)] + [f"hameau{number};d" for number in range(5)]
    path = folder / "budget.pb"
    path.write_text(BUDGET.format(votes="\n".join(votes)), encoding="utf-8")
    return path


def test_a_budget_is_chosen_both_ways_with_who_would_be_wronged(tmp_path):
    result = run(a_budget(tmp_path), tmp_path / "out", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out" / "decision.json").read_bytes())
    greedy, shares = told["rules"]
    assert greedy["projects"] == ["a", "b", "c"]
    assert shares["projects"] == ["a", "b", "d"]
    assert [(one["project"], one["many"]) for one in greedy["wronged"]] == [("d", 5)]
    assert shares["wronged"] == []
    assert (greedy["voters_without_project"], shares["voters_without_project"]) == (5, 0)
    assert greedy["lacked"] == {"d": "6000"}
    assert told["in_all"] == ["a", "b"]


def test_the_page_of_a_budget_says_what_each_project_lacked(tmp_path):
    assert run(a_budget(tmp_path), tmp_path / "out").exit_code == 0
    page = Page((tmp_path / "out" / "decision.html").read_text("utf-8"))
    assert not page.tags & {"script", "b"}
    assert "Quand son tour est venu, il manquait 60 EUR." in page.text
    assert "Personne n’a voté pour lui." in page.text
    assert "« La passerelle des hameaux (d) » : 5 votants y ont droit." in page.text
    rows = {row["project"]: row for row in rows_of(tmp_path / "out" / "projects.csv")}
    assert (rows["d"]["greedy: in"], rows["d"]["equal_shares: in"]) == ("no", "yes")


def test_a_budget_gives_the_same_bytes_twice_and_replaces_a_case(tmp_path):
    decided(tmp_path)
    assert run(a_budget(tmp_path), tmp_path / "out").exit_code == 0
    first = bytes_of(tmp_path / "out")
    assert sorted(first) == ["decision.html", "decision.json", "projects.csv"]
    assert run(tmp_path / "budget.pb", tmp_path / "out").exit_code == 0
    assert bytes_of(tmp_path / "out") == first


def test_a_budget_with_faults_is_refused_with_their_rows(tmp_path):
    path = a_budget(tmp_path)
    path.write_text(path.read_text("utf-8").replace("b;100", "b;cent"), encoding="utf-8")
    result = run(path, tmp_path / "out", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["problems"][0]["where"] == "row 9, column “cost”"
    assert not (tmp_path / "out").exists()
