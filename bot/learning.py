"""Learns the reading of typed words from the labelled messages of a pack: `limber learn`.

In: `messages.jsonl`. Out: `weights.json.gz` beside it. One logistic regression per meaning over the features
of `flows/features.py`; the same messages give the same file. scikit-learn is needed for this only, never to
run the coach.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from content.reading import read
from content.schema import Screening, Signs
from content.validation import validate
from content.weights import MESSAGES, WEIGHTS, Weights, digest, packed, written
from flows.features import features, pieces
from flows.understanding import CONTEXTS, Label

SEEN_AT_LEAST = 2
"""A feature of fewer messages says nothing about others."""
FEWEST = 3
"""Meanings that can be told apart one by one: of two, scikit-learn keeps one row only."""
SCALE = 50
"""Weights are kept to a fiftieth."""
SMALLEST = 6
"""Of these parts. Lighter weights are dropped: they change no decision, and most weights are."""
ALPHA, EPOCHS = 3e-6, 30
SEEDS = (0, 1, 2)
"""What the order of learning leaves to chance is evened out."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message, and what it means."""

    text: str
    context: str
    label: str
    codes: tuple[str, ...]

    @property
    def meanings(self) -> list[str]:
        """`E:RF01` for an emergency, `U:RF23` for an urgent sign, else the label. Some name two signs."""
        level = {"emergency_red_flag": "E", "urgent": "U"}.get(self.label)
        return [self.label] if level is None else [f"{level}:{code}" for code in self.codes]


class MessageError(ValueError):
    """A labelled message that cannot be learned from."""


def read_messages(file: Path) -> list[Labelled]:
    """Raises `MessageError`, naming the line."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise MessageError(f"{file.name}: is not UTF-8") from error
    messages = []
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            row = json.loads(line)
            one = Labelled(row["text"], row["context"], row["label"], tuple(row["codes"]))
        except (ValueError, KeyError, TypeError) as error:
            raise MessageError(f"{file.name}:{number}: text, context, label and codes are needed") from error
        if not isinstance(one.text, str) or not isinstance(row["codes"], list):
            raise MessageError(f"{file.name}:{number}: text must be a string, and codes a list")
        if one.context not in CONTEXTS or one.label not in get_args(Label) or not one.meanings:
            raise MessageError(
                f"{file.name}:{number}: an unknown label or context, or a sign without its code"
            )
        messages.append(one)
    return messages


def learn(messages: list[Labelled], learned_from: str) -> Weights:
    """Weights of every feature that several messages have. Raises `MessageError` for too few."""
    meanings = meanings_of(messages)
    if len(set(meanings)) < FEWEST:
        raise MessageError(f"{MESSAGES}: messages of {FEWEST} meanings at least are needed")
    found = [features(pieces(one.text), one.context) for one in messages]
    count = Counter(feature for one in found for feature in one)
    names = sorted(feature for feature, times in count.items() if times >= SEEN_AT_LEAST)
    if not names:
        raise MessageError(f"{MESSAGES}: no two messages have a word in common")
    place = {feature: number for number, feature in enumerate(names)}
    rows, columns, values = [], [], []
    for number, one in enumerate(found):
        known = sorted(place[feature] for feature in one if feature in place)
        rows += [number] * len(known)
        columns += known
        values += [1 / np.sqrt(len(one))] * len(known)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(found), len(names)))
    models = [
        SGDClassifier(loss="log_loss", alpha=ALPHA, max_iter=EPOCHS, tol=None, random_state=seed)
        for seed in SEEDS
    ]
    for model in models:
        model.fit(matrix, meanings)
    whole = np.rint(np.mean([model.coef_ for model in models], axis=0) * SCALE).astype(int)
    weights: dict[str, bytes] = {}
    for number, feature in enumerate(names):
        kept = np.flatnonzero(np.abs(whole[:, number]) >= SMALLEST)
        if len(kept):
            weights[feature] = packed((int(at), int(whole[at, number])) for at in kept)
    bias = tuple(round(float(one), 3) for one in np.mean([model.intercept_ for model in models], axis=0))
    return Weights(learned_from, tuple(str(one) for one in models[0].classes_), bias, SCALE, weights)


def _examples(folder: Path) -> list[Labelled]:
    """The examples and look-alikes of the patterns, as messages that say nothing of their context."""
    signs = validate(Signs, read(folder / "signs.yaml"))
    screening = validate(Screening, read(folder / "red_flags.yaml"))
    emergencies = {flag.ref for flag in screening.red_flags if flag.levels.new == "E"}
    messages = []
    for pattern in signs.patterns:
        label = "emergency_red_flag" if pattern.flag in emergencies else "urgent"
        messages += [Labelled(text, "idle", label, (pattern.flag,)) for text in pattern.examples]
        messages += [Labelled(text, "idle", "other", ()) for text in pattern.look_alikes]
    return messages


def meanings_of(messages: list[Labelled]) -> list[str]:
    """One for each message: of two signs the one that is named more often everywhere."""
    often = Counter(meaning for one in messages for meaning in one.meanings)
    return [max(one.meanings, key=often.__getitem__) for one in messages]


def learn_pack(folder: Path) -> Path:
    """Learn a pack's messages, and keep what was learned beside them."""
    messages = [*read_messages(folder / MESSAGES), *_examples(folder)]
    weights = learn(messages, digest(folder))
    file = folder / WEIGHTS
    file.write_bytes(written(weights))
    return file
