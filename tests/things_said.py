"""What people say in the tests of ideas: a few subjects in many ways, some nothing, some in another dress."""

from hypothesis import strategies as st

from spirale.method.encoders import NgramEncoder
from spirale.method.ideas import Said

SUBJECTS = ("des bus", "un jardin partagé", "une crèche", "moins de bruit", "la médiathèque", "des pistes cyclables")
FRAMES = ("{}", "plus souvent {}", "{} le soir", "Il faut {} !", "{} dans le quartier", "{} pour les enfants")
WORDS = [frame.format(subject) for subject in SUBJECTS for frame in FRAMES]


def named(texts, **more):
    return [Said(f"c{place:03}", text, **more) for place, text in enumerate(texts)]


def vectors_of(said):
    return NgramEncoder(256).encode([one.text for one in said])


def notes(least=1, most=40):
    one = st.tuples(
        st.sampled_from([*WORDS, "", "…", "👍", "<b>gras</b>"]),
        st.sampled_from(["jeunes", "aînés", ""]),
        st.sampled_from(["Q1", "Q2"]),
        st.sampled_from([1, -1, 0]),
        st.sampled_from(["", "", "A10", "A10/P", "A11", "D03", "D"]),
    )
    return st.lists(one, min_size=least, max_size=most).map(
        lambda drawn: [Said(f"c{place:03}", *each) for place, each in enumerate(drawn)]
    )
