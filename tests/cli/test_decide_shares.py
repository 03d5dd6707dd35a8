"""`spirale decide`: equal shares beside the other sets, and how firm the best set is."""

import json
from collections import Counter
from fractions import Fraction

import pytest

from case_of_valley import tables
from folder_decided import Page, bytes_of, decided, of, rows_of, run

NEEDED = {("Un minibus le samedi", "argent"): "1800", ("Un minibus le samedi", "conduite"): "60"}


def page_of(folder):
    return Page((folder / "out" / "decision.html").read_text("utf-8"))


def contested():
    """Two thirds of the room want the fountain and the kiosk, a third the café; there is money for two of the three."""
    changed = tables()
    changed["actions"] = [["action", "requires", "excludes", "tags"]]
    changed["actions"] += [[name, "", "", ""] for name in ("La fontaine", "Le kiosque", "Le café")]
    changed["needs"] = [["action", "resource", "unit", "amount"]]
    changed["needs"] += [[row[0], "argent", "euros", "100"] for row in changed["actions"][1:]]
    changed["bank"] = [["pledge", "owner", "resource", "unit", "amount"], ["p1", "Mairie", "argent", "euros", "200"]]
    changed["criteria"] = [["criterion", "lowest", "highest", "weight"], ["utile", "0", "4", "1"]]
    changed["minimum"] = [["tag", "actions"]]
    changed["scores"] = [["voter", "kind", "action", "criterion", "score"]]
    for voter in ("Aline", "Farida", "Lucie", "Mattéo"):
        wants = {"Le café": 4} if voter in {"Lucie", "Mattéo"} else {"La fontaine": 4, "Le kiosque": 4}
        if voter == "Mattéo":
            wants = {"La fontaine": 2, "Le kiosque": 3, "Le café": 4}
        changed["scores"] += [[voter, "", row[0], "utile", str(wants.get(row[0], 0))] for row in changed["actions"][1:]]
    return changed


def test_who_wants_what_few_want_still_decides_on_their_share_of_the_bank(tmp_path):
    made = decided(tmp_path, changed=contested())
    best, shared = (one["actions"] for one in made["sets"])
    assert best == ["La fontaine", "Le kiosque"]
    assert "Le café" in shared


def test_what_is_paid_for_an_action_is_what_it_needs(tmp_path):
    made = decided(tmp_path)
    paid = Counter()
    for one in made["sets"][2]["shares"]["bought"]:
        for resource, gave in one["paid"].items():
            paid[one["action"], resource] += sum(map(Fraction, gave.values()))
    for (action, resource), amount in NEEDED.items():
        assert paid[action, resource] == int(amount) * 100


def test_the_table_of_payments_says_who_gave_how_much_of_what(tmp_path):
    decided(tmp_path)
    rows = rows_of(tmp_path / "out" / "payments.csv")
    minibus = [row for row in rows if row["action"] == "Un minibus le samedi" and row["resource"] == "argent"]
    assert {(row["voter"], row["kind"], row["unit"]) for row in minibus} == {
        ("Farida", "habitants", "euros"),
        ("Lucie", "habitants", "euros"),
        ("Mairie", "institutions", "euros"),
    }
    assert sum(Fraction(row["amount"]) for row in minibus) == pytest.approx(1800, abs=0.02)


def test_the_guarantee_is_told_as_it_was_checked(tmp_path):
    made = decided(tmp_path)
    assert made["sets"][2]["shares"]["checked"] == {"within_shares": True, "could_still_be_paid": []}
    text = page_of(tmp_path).text
    assert "personne n’a donné plus que sa part" in text
    assert "aucun groupe n’est laissé de côté" in text


def test_what_those_who_want_it_could_still_pay_is_named_with_what_keeps_it_out(tmp_path):
    changed = contested()
    changed["actions"][3][2] = "La fontaine"
    changed["bank"][1][4] = "400"
    made = decided(tmp_path, changed=changed)
    checked = made["sets"][1]["shares"]["checked"]
    out = {one["action"] for one in checked["could_still_be_paid"]}
    assert out == {"La fontaine", "Le café"} - set(made["sets"][1]["actions"])
    assert "une action choisie l’exclut" in page_of(tmp_path).text


def test_why_an_action_is_in_by_equal_shares_is_said_in_words(tmp_path):
    made = decided(tmp_path)
    assert "leurs parts égales" in of(made, "Un minibus le samedi", "proportional")["sentence"]
    assert "Qui a payé" in page_of(tmp_path).text


def test_a_minimum_that_the_sharing_misses_is_told(tmp_path):
    changed = contested()
    for row in changed["actions"][1:]:
        row[3] = "eau" if row[0] == "La fontaine" else "bourg"
    changed["minimum"] += [["eau", "1"], ["bourg", "2"]]
    changed["bank"][1][4] = "300"
    assert decided(tmp_path, changed=changed)["sets"][1]["shares"]["minimum_not_reached"] == []
    changed["actions"][1][2] = "Le café|Le kiosque"
    changed["minimum"] = [["tag", "actions"], ["bourg", "2"]]
    for row in changed["scores"][1:]:
        row[4] = "4" if row[2] == "La fontaine" else "1"
    (tmp_path / "again").mkdir()
    made = decided(tmp_path / "again", changed=changed)
    assert made["sets"][0]["actions"] == ["Le café", "Le kiosque"]
    assert made["sets"][1]["shares"]["minimum_not_reached"] == ["bourg"]
    assert "Le minimum fixé d’avance pour « bourg » n’est pas atteint" in page_of(tmp_path / "again").text


def test_an_empty_bank_shares_nothing_out(tmp_path):
    changed = tables()
    del changed["bank"][1:]
    made = decided(tmp_path, changed=changed)
    assert made["sets"][2]["actions"] == ["Une page des entraides"]
    assert rows_of(tmp_path / "out" / "payments.csv") == []


def test_each_draw_says_what_the_best_set_would_then_be(tmp_path):
    made = decided(tmp_path, "--trials", "8", changed=contested())
    firm = made["firmness"]
    assert (firm["asked"], firm["draws"]) == (8, 8)
    assert firm["unchanged"] <= min(firm["times_in"][name] for name in made["sets"][0]["actions"])
    rows = {row["action"]: row for row in rows_of(tmp_path / "out" / "actions.csv")}
    assert {name: int(row["best: times in"]) for name, row in rows.items()} == firm["times_in"]
    assert "sur 8 tirages" in page_of(tmp_path).text


def test_the_nearest_rival_holds_something_that_the_choice_leaves_out(tmp_path):
    made = decided(tmp_path, changed=contested())
    rival = made["firmness"]["rival"]
    assert set(rival["enters"]) == {"Le café"}
    assert set(rival["actions"]) == (set(made["sets"][0]["actions"]) - set(rival["leaves"])) | set(rival["enters"])
    assert Fraction(rival["less"][0]) > 0
    assert "Entreraient : Le café" in page_of(tmp_path).text


def test_the_same_seed_draws_the_same_and_without_trials_nothing_is_drawn(tmp_path):
    assert decided(tmp_path, "--trials", "5", "--seed", "3", changed=contested())["firmness"]["seed"] == "3"
    first = bytes_of(tmp_path / "out")
    assert run(tmp_path / "case", tmp_path / "out", "--trials", "5", "--seed", "3").exit_code == 0
    assert bytes_of(tmp_path / "out") == first
    assert run(tmp_path / "case", tmp_path / "out", "--trials", "0").exit_code == 0
    assert json.loads((tmp_path / "out" / "decision.json").read_bytes())["firmness"] is None
    assert "Le rival" not in page_of(tmp_path).text


def test_draws_cut_short_are_told(tmp_path):
    assert decided(tmp_path, "--patience", "0")["firmness"]["draws"] == 0
    assert "Le temps a passé avant le premier tirage sur 50" in page_of(tmp_path).text


def test_names_of_those_who_scored_are_text_on_the_page(tmp_path):
    hostile = "<script>alert(2)</script>"
    changed = contested()
    for row in changed["scores"][1:]:
        row[:] = [hostile if cell == "Farida" else cell for cell in row]
        row[1] = "<b>" if row[0] == hostile else "habitants"
    decided(tmp_path, changed=changed)
    page = page_of(tmp_path)
    assert not page.tags & {"script", "b"}
    assert hostile in page.text
