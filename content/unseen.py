"""Signs that nobody sees, and that could hide or turn round what stands beside them.

In: what somebody typed, or a name. Out: the same without them. What languages and emoji need stays: the
joiners of Persian and of families, the marks of direction, the tags of a flag.
"""

import re
import unicodedata
from collections.abc import Iterator

_TAGGED_FLAG = r"\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f"
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls; line and tab may stay
    "\xad\u180e\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero-width space and its kin
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters that show nothing
    "\u202a-\u202e\u2066-\u206f"  # what embeds, isolates or overrides a direction
    "\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_KEPT_OR_UNSEEN = re.compile(f"({_TAGGED_FLAG})|{UNSEEN.pattern}")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_HEAP = re.compile(f"({_MARK}{{4}}){_MARK}+")
"""More marks on one letter than any language writes: they would cover the lines around."""
_BLANK = "\u2800"
"""Braille without a dot, which is a symbol and shows nothing."""
_JOINERS = re.compile("[\u200c\u200d\u200e\u200f]")
_MIXED = re.compile(r"(?=\w*[a-z])(?=\w*[\u0370-\u03ff\u0400-\u04ff])\w+", re.IGNORECASE)
_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕԁһӏкмтвнАЕОРСУХІЈЅКМТВНαορνικτ",
    "aeopcyxijsdhlkmtbhAEOPCYXIJSKMTBHaopvikt",
)
"""Cyrillic and Greek letters that look like Latin ones, where a keyboard was left in the other language."""


def seen(text: str) -> str:
    """Anything typed, as it may be shown to others."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return _HEAP.sub(r"\1", _KEPT_OR_UNSEEN.sub(lambda found: found[1] or "", text))


def name_of(typed: str) -> str:
    """A name on one line; empty if there is nothing in it to be seen."""
    name = " ".join(seen(typed).split())
    shows = any(unicodedata.category(sign)[0] in "LNPS" and sign != _BLANK for sign in name)
    return name if shows else ""


def readings(text: str) -> Iterator[str]:
    """How a text may be meant: where something unseen stands, a word may go on, which is likelier, or end."""
    whole = _JOINERS.sub("", UNSEEN.sub("", text))
    yield _in_latin(whole)
    if whole != text:
        yield _in_latin(_JOINERS.sub(" ", UNSEEN.sub(" ", text)))


def _in_latin(text: str) -> str:
    if text.isascii():
        return text
    return _MIXED.sub(lambda word: word[0].translate(_LOOK_ALIKE), text)
