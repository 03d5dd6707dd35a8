"""Text as people write it: a stored form, a form for comparing, words, and digests that never depend on the machine."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

_APOSTROPHES: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'"})
_JOINTS: Final = _APOSTROPHES | str.maketrans({"\u2010": "-", "\u2011": "-"})
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})
_MARKS: Final = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
_WORD: Final = re.compile(rf"[^\W_][\w{_MARKS}]*(?:['\-\u2010\u2011][^\W_][\w{_MARKS}]*)*")
# French, Italian and Portuguese articles and small words that lean on the next one: "l'école" is two words.
_ELIDED: Final = re.compile(
    "l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|un|all|dell|dall|nell|sull|coll|quell|quest|sant|bell|gl|anch"
    "|com|dov|cos"
)


class _Letters(dict[int, str]):
    """What becomes of each character, found once: texts are then read at the speed of `str.translate`."""

    def __init__(self, becomes: Callable[[str], str]) -> None:
        super().__init__()
        self._becomes = becomes

    def __missing__(self, code: int) -> str:
        self[code] = self._becomes(chr(code))
        return self[code]


def _spaced(character: str) -> str:
    if character == "\ufeff":
        return ""
    return " " if unicodedata.category(character) == "Cc" else character


_SPACED: Final = _Letters(_spaced)
_BARE: Final = _Letters(lambda character: "" if unicodedata.combining(character) else character)


def normalise(text: str) -> str:
    """Give the one stored form of a text: NFC, white space collapsed, ends trimmed; what was said is unchanged.

    Control characters count as white space and the byte order mark as nothing; emoji, joiners and the marks
    that direct right-to-left text stay.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text.translate(_SPACED)).split())


def normalise_lines(text: str) -> str:
    """Give the stored form of a text of several lines: each as `normalise` gives it, none empty at either end."""
    return "\n".join(map(normalise, text.splitlines())).strip()


def fold(text: str) -> str:
    """Give the form of a text for comparing: no case, no accents, plain apostrophes, single spaces."""
    plain = normalise(text).translate(_APOSTROPHES)
    for _ in range(2):  # letters that only decompose once folded
        plain = unicodedata.normalize("NFKD", plain.casefold()).translate(_BARE)
        if plain.isascii():
            return " ".join(plain.lower().split())
    return " ".join(plain.translate(_LIGATURES).split())


def words(text: str) -> list[str]:
    """List the words of a text in order, without case but with their accents.

    An elided article is a word of its own ("l'école" gives l, école), an inner apostrophe or hyphen otherwise
    holds a word together ("aujourd'hui", "don't", "bien-être"). Emoji and punctuation are not words.
    """
    plain = normalise(text).translate(_JOINTS).casefold()
    found: list[str] = []
    for word in _WORD.findall(plain):
        if word.isalnum():
            found.append(word)
            continue
        while "'" in word:
            head, _, tail = word.partition("'")
            if not _ELIDED.fullmatch(head):
                break
            found.append(head)
            word = tail
        found.extend(part for part in word.split("_") if part)
    return found


def digest(text: str) -> str:
    """Give the SHA-256 of a text, in hexadecimal; the text is taken as it is."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical_json(value: object) -> bytes:
    """Write plain values as the only JSON they can have: sorted keys, UTF-8, no spaces.

    Numbers with a fraction are written by their shortest exact form, and minus zero as zero; callers round
    what was computed before they come here. Raises ValueError for what is not a number (NaN, infinity) and
    TypeError for anything but text, numbers, booleans, None, lists, tuples and mappings from text.
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )


def digest_of(value: object) -> str:
    """Give the SHA-256 of plain values through their canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, float):
        return float(value) + 0.0  # minus zero becomes zero
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                message = f"a key of JSON is text, not {type(key).__name__}"
                raise TypeError(message)
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _stop_words(listed: str) -> frozenset[str]:
    """Hold a list of words as `words` gives them, with and without their accents (people often leave them out)."""
    return frozenset(form for word in words(listed) for form in (word, fold(word)))


# Small words that say nothing of what a note is about. Negations (pas, sans, not, no, nu, nicht...) are left out on
# purpose: "without a bus" is not "a bus".
STOP_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "fr": _stop_words(
        """
        a à afin ai ainsi alors après as au aucun auquel aussi autre autres aux avaient avais avait avant avec avez
        avoir avons ayant c ça car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d
        dans de depuis des dès donc dont du durant elle elles en encore entre es est et étaient était étant état été
        être eu eux fait font fut hors i il ils j je jusqu l la là laquelle le lequel les lesquels leur leurs lors
        lorsqu lorsque lui m ma mais me même mêmes mes moi mon n nos notre nous on ont ou où par parce parmi pendant
        peu peut peuvent plusieurs pour pourquoi puis puisqu puisque qu quand que quel quelle quelles quels qui quoi
        s sa se selon sera serait ses si soi soient soit son sont sous suis sur t ta tandis te tel telle tels tes toi
        ton tous tout toute toutes très tu un une vers voici voilà vos votre vous y
        """
    ),
    "en": _stop_words(
        """
        a about after again all also am an and any are as at be because been before being both but by can could did do
        does doing during each few for from further get had has have having he her here hers him his how i i'd i'll
        i'm i've if in into is it it's its itself just may me might more most much must my myself of off on once one
        only or other our ours out over own same shall she should so some such than that that's the their theirs them
        then there these they they're this those through to too under until up upon us very was we we're were what
        when where which while who whom whose why will with would you you're your yours
        """
    ),
    "es": _stop_words(
        """
        a al algo algunas algunos ante antes aquel aquella así aún aunque cada como cómo con contra cual cuál cuales
        cuando de del desde donde dos durante e el él ella ellas ellos en entre era eran es esa esas ese eso esos esta
        está están estar estas este esto estos fue ha hacia han has hasta hay he la las le les lo los más me mi mis mí
        mismo muy nos nosotros nuestra nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque
        pues que qué quien quién se sea según ser si sí sido sobre son su sus también tan tanto te tener ti tiene
        tienen todo todos toda todas tu tus tú un una unas uno unos usted vosotros vuestra vuestro y ya yo
        """
    ),
    "pt": _stop_words(
        """
        a à ainda algo alguns algumas ante antes ao aos aquela aquele aquilo as às até cada com como contra da das de
        dela dele deles depois desde do dos e é ela elas ele eles em entre era essa essas esse esses esta está estão
        estar estas este estes eu foi for foram há isso isto já lhe lhes lo mais mas me mesma mesmo meu meus minha
        minhas muito na nas nem nos nós nossa nossas nosso nossos num numa o os ou outra outras outro outros para
        pela pelas pelo pelos por porque pouco quais qual quando que quem se seja ser seu seus só sobre sua
        suas são também tão te tem têm ter teu tua toda todas todo todos tu tudo um uma umas uns você vocês vos
        """
    ),
    "it": _stop_words(
        """
        a ad agli ai al all alla alle allo anche ancora avere aveva c che chi ci ciò coi col come con contro cui d da
        dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello dopo dove e è ed era erano essere fra
        fino gli ha hai hanno ho i il in io l la le lei li lo loro lui ma me mentre mi mia mie miei mio molto ne negli
        nei nel nell nella nelle nello noi nostra nostre nostri nostro o ogni oppure per perché però più poi prima
        proprio qual quale quali quando quanto quella quelle quelli quello questa queste questi questo qui s se sé si
        sia siamo sono sopra sotto sta stata stato su sua sue sugli sui sul sull sulla sulle sullo suo suoi tra tu tua
        tue tuo tuoi tutta tutte tutti tutto un una uno vi voi vostra vostro
        """
    ),
    "ro": _stop_words(
        """
        a acea aceasta această aceea acel acela acele acest acesta aceste acești aceștia ai aia al ale alt alta alte
        altfel alți am ar are as aș asta astfel așa ați au avea avem aveți c ca că către ce cea cei cel cele ceva cine
        cu cui cum cât câte câți când da dar de deci deși despre din dintre după e ea ei el ele era este eu fi fie
        fiecare fost iar îi îl îmi în înainte încă între într-o într-un își îți la le li lor lui mai mă mea mei mele meu
        mi mult ne noastră noastre noi nostru noștri o ori orice pe pentru poate prea prin s-a sa sa-și să săi sale sau
        se și sunt suntem ta tale te toată toate tot toți tu un una unde unei unele uneori unor unui vă voastră voi
        vostru vor
        """
    ),
    "de": _stop_words(
        """
        aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da
        dadurch daher damit dann das dass dein deine dem den denn der des deshalb dich die dies diese diesem diesen
        dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer eure für gegen
        haben habe hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist
        ja jede jedem jeden jeder jedes jetzt kann können machen man manche mehr mein meine meinem meinen meiner mich
        mir mit muss müssen nach noch nun nur ob oder schon sehr sein seine seinem seinen seiner seit sich sie sind so
        solche soll sollen sondern sonst über um und uns unser unsere unter viel vom von vor während war waren was weil
        welche welcher wenn werde werden wer wie wieder will wir wird wo wollen würde würden zu zum zur zwar zwischen
        """
    ),
    "el": _stop_words(
        """
        αλλά αν αντί από αρκετά αυτά αυτές αυτή αυτήν αυτό αυτοί αυτός αυτού αυτούς αφού για γιατί δικά δική δικό
        εγώ είμαι είμαστε είναι είσαι είχε εκεί εκείνη εκείνο εκείνος εκτός εμάς εμείς ένα έναν ένας ενός ενώ επειδή
        επί επίσης εσάς εσείς εσύ έτσι έχει έχουμε έχουν έχω η ή ήδη ήταν θα κάθε και κάποια κάποιο κάποιος κατά κι
        λίγο μα μαζί μας με μέσα μετά μέχρι μια μία μιας μου να ο οι όλα όλες όλη όλο όλοι όλων όμως όπου όπως όταν
        ότι πάνω παρά πιο πολύ που πριν προς πώς σαν σας σε στα στη στην στις στο στον στους στων σου τα τη την της
        τι τις το τον του τους των ως ώστε
        """
    ),
}
ALL_STOP_WORDS: Final = frozenset[str]().union(*STOP_WORDS.values())
