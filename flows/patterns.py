"""What is named by patterns: phrases an author wrote down, and words that say whose it is, and when.

In: a text. Out: the warning signs that a pattern of `signs.yaml` finds, each with the words that named it;
and the conditions that one of `conditions.yaml` finds. What is denied, about somebody else, long past, over,
or only "what if" is none; what is named but unclear is doubtful. The way of reading follows NegEx and
ConText: a cue has a scope of words, which ends with the clause, at a "but" or at a new "I".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from content.library import Pack
from content.schema import Cues, Doubt, Pattern, Signs, Vocabulary
from flows.phrases import CLAUSE, COMMA, SENTENCE, Lexicon, Mention, Utterance, number_words

PLAIN, UNCLEAR, NO_SIGN = 0, 1, 2
"""How much a mention counts."""
DENIED_WORDS, DENIED_NARROWLY = 8, 4
"""How far a "no" reaches, and how far a "not"."""
PAST_WORDS, OVER_WORDS = 9, 4
LIST_WORDS = 2
"""So many words after a comma still belong to a denied list: "no numbness, tingling"."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign, or a condition, that a pattern found in a text."""

    ref: str
    certain: bool
    pattern: int
    """Which pattern of its file."""
    words: str = field(repr=False)
    """The words that named it."""


def found_by_patterns(text: str, pack: Pack) -> tuple[Sign, ...]:
    """What the patterns find, each sign once."""
    return tuple(_reader(pack).found(text))


def conditions_named(text: str, pack: Pack) -> tuple[str, ...]:
    """Ids of conditions that the client may have, by these words; in their order."""
    named = {one.ref for one in _conditions_reader(pack).found(text)}
    return tuple(one.id for one in pack.conditions.conditions if one.id in named)


@dataclass(frozen=True, slots=True)
class _Written:
    """A pattern of the content, and what it names."""

    ref: str
    pattern: Pattern
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A pattern, with its lists of phrases as numbers."""

    number: int
    ref: str
    pattern: Pattern
    doubt: bool
    groups: tuple[int, ...]
    unless: int


class _Reader:
    """Patterns of a pack, ready to read: cues and spellings are those of its warning signs."""

    def __init__(
        self, written: Iterable[_Written], signs: Signs, vocabulary: Vocabulary, numbers: dict[str, str]
    ) -> None:
        self._lexicon = Lexicon(
            vocabulary, numbers=numbers, spellings=signs.spellings, real_words=signs.real_words
        )
        self._patterns = [
            _Compiled(
                number,
                one.ref,
                one.pattern,
                one.doubt,
                tuple(self._lexicon.add(group) for group in one.pattern.all),
                _exactly(one.pattern.unless, self._lexicon),
            )
            for number, one in enumerate(written)
        ]
        self._cues = _CueGroups(signs.cues, self._lexicon)

    def found(self, text: str) -> Iterator[Sign]:
        said = self._lexicon.read(text)
        mentions: dict[int, list[Mention]] = {}
        for mention in self._lexicon.find(said):
            mentions.setdefault(mention.group, []).append(mention)
        named = set(mentions)
        needed = [each for each in self._patterns if named.issuperset(each.groups)]
        if not needed:
            return
        context = _Context(said, mentions, self._cues, {group for each in needed for group in each.groups})
        best: dict[str, Sign] = {}
        for each in needed:
            worth, span = context.worth(each)
            if span is None:
                continue
            certain = worth is PLAIN and not each.doubt
            if (ref := each.ref) not in best or (certain and not best[ref].certain):
                best[ref] = Sign(ref, certain, each.number, " ".join(said.typed[span]))
        yield from best.values()


_READERS: dict[tuple[int, int], tuple[Pack, _Reader]] = {}


def _reader(pack: Pack) -> _Reader:
    """The pack's reader, built once. Keeping the pack keeps its identity from being given away."""
    key = id(pack.signs), id(pack.words)
    if key not in _READERS:
        written = [_Written(one.flag, one, one.doubt) for one in pack.signs.patterns]
        words = number_words(pack.words)
        _READERS[key] = pack, _Reader(written, pack.signs, pack.signs.vocabulary, words)
    return _READERS[key][1]


def _conditions_reader(pack: Pack) -> _Reader:
    """As above. Nobody needs it before they are coached, so it is built when it is first asked."""
    key = id(pack.conditions), id(pack.words)
    if key not in _READERS:
        written = [_Written(one.id, each) for one in pack.conditions.conditions for each in one.typed]
        vocabulary = {**pack.signs.vocabulary, **pack.conditions.vocabulary}
        _READERS[key] = pack, _Reader(written, pack.signs, vocabulary, number_words(pack.words))
    return _READERS[key][1]


def _exactly(phrases: tuple[str, ...], lexicon: Lexicon) -> int:
    """The number of a list whose words must be spelt right: what takes a sign away is never guessed."""
    return lexicon.add(phrases, forgiving=False)


class _CueGroups:
    def __init__(self, cues: Cues, lexicon: Lexicon) -> None:
        def add(phrases: tuple[str, ...]) -> int:
            return _exactly(phrases, lexicon)

        self.negation, self.narrow = add(cues.negation), add(cues.narrow_negation)
        self.others, self.reporting = add(cues.others), add(cues.reporting)
        self.past, self.lasting, self.present = add(cues.past), add(cues.lasting), add(cues.present)
        self.over, self.listing = add(cues.over), add(cues.listing)
        self.hypothetical, self.figurative = add(cues.hypothetical), add(cues.figurative)
        self.unsure, self.pseudo, self.breaks = add(cues.unsure), add(cues.pseudo), add(cues.breaks)
        self.myself, self.renewing = add(cues.myself), add(cues.renewing)


class _Context:
    """Which words of a text are denied, about others, past …, and what a pattern is worth among them."""

    def __init__(
        self, said: Utterance, mentions: dict[int, list[Mention]], cues: _CueGroups, sign_groups: set[int]
    ) -> None:
        self._said, self._mentions, self._cues = said, mentions, cues
        self._signs = [one for group in sign_groups for one in mentions[group]]
        self._stops = list(said.stops)
        for one in mentions.get(cues.breaks, ()):
            self._stops[one.start] = max(self._stops[one.start], CLAUSE)
        self._sentence = list(accumulate(stop == SENTENCE for stop in self._stops))
        self._segment = list(accumulate(stop >= COMMA for stop in self._stops))
        self._mine = self._words_of(cues.myself)
        self._renewed = self._words_of(cues.renewing)
        self._marks: dict[Doubt, dict[int, int]] = {
            "negated": self._negated(),
            "others": self._others(),
            "past": self._past(cues.past),
            "lasting": self._past(cues.lasting),
            "hypothetical": self._hypothetical(),
            "figurative": self._whole_sentences(cues.figurative, NO_SIGN),
            "unsure": self._whole_sentences(cues.unsure, UNCLEAR),
        }
        self._over = list(self._cued(cues.over))

    def worth(self, each: _Compiled) -> tuple[int, slice | None]:
        """What the best choice of mentions is worth, and the words from first to last, if there is one."""
        groups = [
            [(self._value(one, each.pattern), one) for one in self._mentions[group]] for group in each.groups
        ]
        barred = {self._sentence[one.start] for one in self._mentions.get(each.unless, ())}
        best, span = NO_SIGN, None
        for value, first in groups[0]:
            if value >= best or self._sentence[first.start] in barred:
                continue
            worst, start, end = value, first.start, first.end
            for others in groups[1:]:
                near = min(
                    (
                        (value, self._apart(first, one), one)
                        for value, one in others
                        if self._reaches(first, one, each.pattern)
                    ),
                    key=lambda found: found[:2],
                    default=None,
                )
                if near is None:
                    worst = NO_SIGN
                    break
                worst = max(worst, near[0])
                start, end = min(start, near[2].start), max(end, near[2].end)
            if worst < best:
                best, span = worst, slice(start, end)
        return best, span

    def _reaches(self, one: Mention, other: Mention, pattern: Pattern) -> bool:
        if pattern.across:
            return True
        return (
            self._sentence[one.start] == self._sentence[other.start]
            and self._apart(one, other) <= pattern.near
        )

    @staticmethod
    def _apart(one: Mention, other: Mention) -> int:
        return max(one.start - other.end, other.start - one.end, 0)

    def _value(self, one: Mention, pattern: Pattern) -> int:
        value = PLAIN
        for doubt, marks in self._marks.items():
            if doubt in pattern.ignore or (
                doubt == "others" and self._mine.intersection(range(one.start, one.end))
            ):
                continue
            value = max(value, marks.get(one.start, PLAIN))
            if doubt == "negated":  # "I don't want to hurt myself"
                value = max(value, marks.get(one.end - 1, PLAIN))
        return max(value, NO_SIGN if "over" not in pattern.ignore and self._is_over(one) else PLAIN)

    # --- cues and their scopes ---------------------------------------------------------------------------

    def _words_of(self, group: int) -> set[int]:
        return {place for one in self._mentions.get(group, ()) for place in range(one.start, one.end)}

    def _cued(self, *groups: int) -> Iterator[Mention]:
        """Cues that are no part of a longer phrase: "no feeling" is a sign, "no idea why" denies nothing."""
        longer = [*self._signs, *self._mentions.get(self._cues.pseudo, ())]
        for one in (one for group in groups for one in self._mentions.get(group, ())):
            if not any(
                other.start <= one.start
                and one.end <= other.end
                and other.end - other.start > one.end - one.start
                for other in longer
            ):
                yield one

    def _forward(self, start: int, words: int, until: int) -> Iterator[int]:
        """Words from a place on, up to a stop of this strength."""
        for place in range(start, min(start + words, len(self._stops))):
            if self._stops[place] >= until:
                return
            yield place

    def _negated(self) -> dict[int, int]:
        marks: dict[int, int] = {}
        for group, words in ((self._cues.negation, DENIED_WORDS), (self._cues.narrow, DENIED_NARROWLY)):
            for cue in self._cued(group):
                for place in self._forward(cue.end, words, CLAUSE):
                    if place in self._renewed or (
                        self._stops[place] == COMMA and not self._goes_on(cue.end, place, words)
                    ):
                        break
                    marks[place] = NO_SIGN
        return marks

    def _goes_on(self, start: int, comma: int, words: int) -> bool:
        """Does a denied list go on after this comma? "No numbness, tingling", but not "no, both legs"."""
        listed = any(start <= one.start < comma for one in self._signs)
        segment = {comma, *self._forward(comma + 1, words, COMMA)}
        goes_on = len(segment) <= LIST_WORDS or bool(segment & self._words_of(self._cues.listing))
        return listed and words == DENIED_WORDS and goes_on and not segment & self._renewed

    def _others(self) -> dict[int, int]:
        """From somebody else to the next "I", unless they only say or see it: "my wife says I limp"."""
        marks: dict[int, int] = {}
        reporting = self._words_of(self._cues.reporting)
        for cue in self._cued(self._cues.others):
            if reporting & {cue.end, cue.end + 1}:
                continue
            for place in self._forward(cue.end, len(self._stops), SENTENCE):
                if place in self._mine and not any(
                    one.start <= place < one.end for one in self._mentions[self._cues.others]
                ):
                    break
                marks[place] = NO_SIGN
        return marks

    def _past(self, group: int) -> dict[int, int]:
        """Words around a "years ago", unless the same part of the sentence says "now"."""
        marks: dict[int, int] = {}
        present = {self._segment[one.start] for one in self._mentions.get(self._cues.present, ())}
        for cue in self._cued(group):
            segments: set[int] = {self._segment[cue.start]}
            if self._stops[cue.start]:
                segments.add(self._segment[cue.start] - 1)
            for place in range(max(cue.start - PAST_WORDS, 0), min(cue.end + PAST_WORDS, len(self._stops))):
                if self._segment[place] in segments and self._sentence[place] == self._sentence[cue.start]:
                    marks[place] = UNCLEAR if self._segment[place] in present else NO_SIGN
        return marks

    def _hypothetical(self) -> dict[int, int]:
        marks: dict[int, int] = {}
        present = {self._sentence[one.start] for one in self._mentions.get(self._cues.present, ())}
        for cue in self._cued(self._cues.hypothetical):
            value = UNCLEAR if self._sentence[cue.start] in present else NO_SIGN
            for place in (*range(cue.start, cue.end), *self._forward(cue.end, len(self._stops), CLAUSE)):
                marks[place] = value
        return marks

    def _whole_sentences(self, group: int, value: int) -> dict[int, int]:
        sentences = {self._sentence[one.start] for one in self._cued(group)}
        return {place: value for place, sentence in enumerate(self._sentence) if sentence in sentences}

    def _is_over(self, one: Mention) -> bool:
        """Said to be gone, straight after it or at the beginning of the next part of the sentence."""
        for cue in self._over:
            if cue.start < one.end or self._sentence[cue.start] != self._sentence[one.start]:
                continue
            parts = self._segment[cue.start] - self._segment[one.start]
            if (parts == 0 and cue.start - one.end <= OVER_WORDS) or (parts == 1 and self._stops[cue.start]):
                return True
        return False
