"""Vectors kept: a text is read once, and what comes from the store is what the encoder would give."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from hypothesis import given, settings
from hypothesis import strategies as st

from spirale.method.encoders import NgramEncoder
from spirale.method.kept_vectors import CachedEncoder, FolderStore, MemoryStore
from spirale.method.text import digest

SAID = [
    "Plus de bus le soir",
    "Des arbres dans la cour de l’école",
    "🌳🌳",
    "<b>gras</b> =1+1",
    "مقهى الحي",
    "Un banc",
    "",
]


@given(st.lists(st.text(max_size=40), max_size=8), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_whatever_is_said_the_cache_gives_what_the_encoder_gives(texts, batch):
    encoder = NgramEncoder(64)
    assert CachedEncoder(encoder, batch=batch).encode(texts).tobytes() == encoder.encode(texts).tobytes()


class Counting(NgramEncoder):
    def __init__(self):
        super().__init__(32)
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        return super().encode(texts)


def test_a_text_is_read_once_however_often_it_is_said():
    counting = Counting()
    cached = CachedEncoder(counting, MemoryStore())
    cached.encode(["bus", "pain", "bus"])
    cached.encode(["pain", " bus "])
    assert counting.asked == ["bus", "pain"]


def test_vectors_are_kept_from_one_run_to_the_next(tmp_path):
    first, second = Counting(), Counting()
    before = CachedEncoder(first, FolderStore(tmp_path), batch=2).encode(SAID)
    after = CachedEncoder(second, FolderStore(tmp_path)).encode(SAID)
    assert second.asked == []
    assert after.tobytes() == before.tobytes()


def test_a_damaged_store_is_computed_again(tmp_path):
    before = CachedEncoder(Counting(), FolderStore(tmp_path)).encode(SAID)
    for file in tmp_path.rglob("*.npz"):
        file.write_bytes(file.read_bytes()[:40])
    assert CachedEncoder(Counting(), FolderStore(tmp_path)).encode(SAID).tobytes() == before.tobytes()


def test_several_keep_the_same_vectors_in_one_instant(tmp_path):
    texts = [f"des bus le soir {place}" for place in range(40)]
    together = Barrier(8)

    def keep(_number):
        store = FolderStore(tmp_path)
        together.wait(10)
        for text in texts:
            CachedEncoder(NgramEncoder(64), store).encode([text])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep, range(8)))
    again = FolderStore(tmp_path).get(NgramEncoder(64).name, [digest(text) for text in texts])
    assert len(again) == len(texts)
    assert not list(tmp_path.rglob("*.part"))


def test_two_encoders_never_share_vectors(tmp_path):
    CachedEncoder(NgramEncoder(16), FolderStore(tmp_path)).encode(SAID)
    assert CachedEncoder(NgramEncoder(32), FolderStore(tmp_path)).encode(SAID).shape == (len(SAID), 32)


def test_progress_counts_what_is_new():
    seen = []
    CachedEncoder(NgramEncoder(16), batch=3, progress=lambda *said: seen.append(said)).encode([*SAID, SAID[0]])
    assert seen == [(3, 7), (6, 7), (7, 7)]
