"""A small choice in the words of the demonstration's valley, as a folder of tables; invented."""

import csv

TABLES = {
    "actions": [
        ["action", "requires", "excludes", "tags", "situation 1", "situation 2"],
        ["Un minibus le samedi", "", "", "mobilité", "40", "120"],
        ["Réparer la passerelle", "", "", "mobilité|hameaux", "5", "60"],
        ["La cantine aux légumes du canton", "Un potager partagé", "", "repas", "30", "80"],
        ["Un potager partagé", "La cantine aux légumes du canton", "", "repas", "", "25"],
        ["Une fête de la rivière", "", "Réparer la passerelle", "lien", "", "200"],
        ["Un café des aînés", "", "", "lien", "20", ""],
        ["Une page des entraides", "", "", "lien", "10", "10"],
    ],
    "needs": [
        ["action", "resource", "unit", "amount", "from", "to"],
        ["Un minibus le samedi", "conduite", "heures", "60", "", ""],
        ["Un minibus le samedi", "argent", "euros", "1800", "", ""],
        ["Réparer la passerelle", "menuiserie", "heures", "30", "2099-03-01", "2099-04-30"],
        ["La cantine aux légumes du canton", "cuisine", "heures", "40", "", ""],
        ["Un potager partagé", "terrain", "ares", "1,5", "", ""],
        ["Une fête de la rivière", "salle", "journées", "2", "2099-07-01", "2099-07-31"],
        ["Un café des aînés", "salle", "journées", "10", "", ""],
    ],
    "bank": [
        ["pledge", "owner", "resource", "unit", "amount", "from", "to", "only for", "only if", "shared"],
        ["p1", "Aline Sorbier", "conduite", "heures", "80", "", "", "", "", ""],
        ["p2", "Mairie", "argent", "euros", "2000", "", "", "", "", ""],
        ["p3", "Mattéo Brisevent", "menuiserie", "heures", "24", "2099-01-01", "2099-12-31", "", "", ""],
        ["p4", "Les marmites", "cuisine", "heures", "45", "", "", "", "p5", ""],
        ["p5", "Mairie", "terrain", "ares", "2", "", "", "Un potager partagé", "", ""],
        ["p6", "Mairie", "salle", "journées", "4", "", "", "", "", ""],
    ],
    "criteria": [
        ["criterion", "lowest", "highest", "weight"],
        ["faisable", "0", "4", "2"],
        ["utile aux plus en difficulté", "0", "4", "3"],
    ],
    "minimum": [["tag", "actions"], ["lien", "1"]],
}
SCORES = {
    "Un minibus le samedi": (3, 4),
    "Réparer la passerelle": (2, 3),
    "La cantine aux légumes du canton": (2, 3),
    "Un potager partagé": (4, 1),
    "Une fête de la rivière": (3, 2),
    "Un café des aînés": (4, 4),
    "Une page des entraides": (1, 1),
}
VOTERS = [("Farida", "habitants"), ("Lucie", "habitants"), ("Mairie", "institutions")]


def tables():
    """The tables of the case, to change as a test wishes."""
    found = {name: [list(row) for row in rows] for name, rows in TABLES.items()}
    found["scores"] = [["voter", "kind", "action", "criterion", "score"]]
    for action, scores in SCORES.items():
        for place, (voter, kind) in enumerate(VOTERS):
            for criterion, score in zip(("faisable", "utile aux plus en difficulté"), scores, strict=True):
                found["scores"].append([voter, kind, action, criterion, str(max(0, score - place % 2))])
    return found


def written(folder, changed=None):
    """Write the tables as CSV into a new folder."""
    folder.mkdir()
    for name, rows in (changed or tables()).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    return folder
