"""The side of a criterion: from a person, its question, a stated sign, or the words said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spirale.method.coding.sides import LANGUAGES, side

TOLD = [
    ("fr", "J’ai peur de la violence le soir", -1, "ill"),
    ("fr", "Pas de bruit la nuit", 1, "negated ill"),
    ("fr", "Vivre sans stress ni peur", 1, "negated ill"),
    ("fr", "Manque de médecins", -1, "lack"),
    ("fr", "Sans logement", -1, "lack"),
    ("fr", "Trop de voitures devant l’école", -1, "excess"),
    ("fr", "Pas trop de monde au marché", 1, "no excess"),
    ("fr", "Ne pas être respecté", -1, "negated good"),
    ("fr", "Être entourée d’amis", 1, "good"),
    ("fr", "Il n’y a que du bruit ici", -1, "ill"),
    ("fr", "On ne croise que des amis", 1, "good"),
    ("fr", "On ne se sent plus seul", 1, "negated ill"),
    ("fr", "Ne pas manquer d’argent", 1, "no lack"),
    ("fr", "Jamais sans mon jardin", 1, "no lack"),
    ("fr", "Il n’y a aucun bus", -1, "lack"),
    ("fr", "Le marché du samedi", 0, ""),
    ("en", "I am afraid of losing my home", -1, "ill"),
    ("en", "Not being alone", 1, "negated ill"),
    ("en", "Lack of buses", -1, "lack"),
    ("en", "Too many cars", -1, "excess"),
    ("en", "A street without noise", 1, "negated ill"),
    ("en", "Never without my garden", 1, "no lack"),
    ("en", "I don’t feel respected", -1, "negated good"),
    ("en", "Being listened to", 1, "good"),
    ("ro", "Mă tem de violență", -1, "ill"),
    ("ro", "Fără zgomot noaptea", 1, "negated ill"),
    ("ro", "Lipsa medicilor", -1, "lack"),
    ("ro", "Prea multe mașini", -1, "excess"),
    ("ro", "Nu sunt respectat", -1, "negated good"),
    ("ro", "Să am prieteni", 1, "good"),
    ("ro", "Nu fără grădina mea", 1, "no lack"),
    ("it", "La paura di uscire", -1, "ill"),
    ("it", "Senza nessun rumore", 1, "negated ill"),
    ("it", "Mancanza di medici", -1, "lack"),
    ("it", "Troppe macchine", -1, "excess"),
    ("it", "Non essere rispettati", -1, "negated good"),
    ("it", "Avere amici vicini", 1, "good"),
    ("it", "Non senza il mio orto", 1, "no lack"),
    ("pt", "Medo de sair à noite", -1, "ill"),
    ("pt", "Sem barulho à noite", 1, "negated ill"),
    ("pt", "Falta de médicos", -1, "lack"),
    ("pt", "Demasiados carros", -1, "excess"),
    ("pt", "Não ser respeitado", -1, "negated good"),
    ("pt", "Ter amigos por perto", 1, "good"),
    ("pt", "Nunca sem a minha horta", 1, "no lack"),
    ("el", "Φόβος τη νύχτα", -1, "ill"),
    ("el", "Χωρίς θόρυβο τη νύχτα", 1, "negated ill"),
    ("el", "Έλλειψη γιατρών", -1, "lack"),
    ("el", "Πάρα πολλά αυτοκίνητα", -1, "excess"),
    ("el", "Δεν υπάρχει σεβασμός", -1, "negated good"),
    ("el", "Να έχω φίλους κοντά", 1, "good"),
    ("el", "Όχι χωρίς τον κήπο μου", 1, "no lack"),
    ("es", "Miedo a salir de noche", -1, "ill"),
    ("es", "Sin ningún ruido", 1, "negated ill"),
    ("es", "Falta de médicos", -1, "lack"),
    ("es", "Demasiados coches", -1, "excess"),
    ("es", "No ser respetado", -1, "negated good"),
    ("es", "Tener amigos cerca", 1, "good"),
    ("es", "Nunca sin mi huerto", 1, "no lack"),
    ("de", "Angst in der Nacht", -1, "ill"),
    ("de", "Ohne Lärm schlafen", 1, "negated ill"),
    ("de", "Mangel an Ärzten", -1, "lack"),
    ("de", "Zu viele Autos", -1, "excess"),
    ("de", "Nicht respektiert werden", -1, "negated good"),
    ("de", "Freunde in der Nähe haben", 1, "good"),
    ("de", "Nicht ohne meinen Garten", 1, "no lack"),
]


@pytest.mark.parametrize(("language", "text", "sign", "rule"), TOLD)
def test_the_words_tell_the_side_and_which_rule_read_it(language, text, sign, rule):
    found = side(text, language=language)
    assert (found.sign, found.rule) == (sign, rule)
    assert bool(found.words) == bool(sign)


def test_every_language_is_tried():
    assert {language for language, *_ in TOLD} == set(LANGUAGES)


@given(st.text(max_size=40), st.sampled_from([-1, 0, 1]), st.sampled_from([-1, 0, 1]), st.sampled_from(["", "+", "-"]))
def test_what_a_person_said_is_never_overridden(text, said, question, stated):
    found = side(text, said=said, question=question, stated=stated)
    assert (found.sign, found.rule) == (said, "person")


def test_the_question_tells_before_a_stated_sign_and_that_before_words():
    assert side("pas de bruit", question=-1, stated="+").rule == "question"
    assert side("pas de bruit", question=-1).sign == -1
    assert side("pas de bruit", stated="−").sign == -1
    assert side("pas de bruit", stated="Mal-être").rule == "stated sign"
    assert side("pas de bruit", stated="–").sign == -1
    assert side("trop de bruit", stated="1.0").sign == 1
    assert side("pas de bruit", stated="?").rule == "negated ill"
    assert side("un jardin").rule == ""


@pytest.mark.parametrize(
    "text", ["du bruit et de l’entraide", "un jardin, mais la peur et la joie", "", "  ", "- 🌳", "sans", "non"]
)
def test_words_of_both_sides_or_of_none_tell_nothing(text):
    assert side(text).sign == 0


def test_a_negation_does_not_reach_past_a_mark_or_a_but():
    assert side("Non, la peur").sign == -1
    assert side("Pas riche, heureux").sign == 1
    assert side("Pas riche mais heureux").sign == 1


def test_accents_case_and_apostrophes_do_not_matter():
    assert side("SANS DIFFICULTES") == side("sans difficultés")
    assert side("N'y a aucun bus").rule == side("n’y a aucun bus").rule


def test_a_language_without_a_list_tells_nothing():
    assert side("no noise", language="ja").sign == 0


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_has_one_answer_with_its_rule(text, language):
    found = side(text, language=language)
    assert found == side(text, language=language)
    assert (found.sign == 0) == (found.rule == "")


def test_without_is_a_lack_where_a_text_begins_with_it_and_no_more_than_a_turn_further_on():
    assert side("Sans voiture").sign == -1
    assert side("Dormir sans compter").sign == 0
    assert side("Dormir sans bruit").sign == 1
