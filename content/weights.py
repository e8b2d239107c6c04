"""What was learned from `messages.jsonl`: how much each feature of a text speaks for each meaning.

In: `weights.json.gz`, written by `limber learn`. Out: `Weights`. The file names the messages it was learned
from by their digest, so that `limber check` can tell when they have changed since.
"""

import gzip
import hashlib
import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from struct import Struct

from content.faults import ContentError, Fault

MESSAGES, WEIGHTS = "messages.jsonl", "weights.json.gz"
NOTHING = b""
MOST_BYTES = 64 << 20
"""Unpacked: what claims to be more is no learning of ours."""
ENTRY = Struct(">BH")
MIDDLE = 32768
"""A place in `meanings`, and a weight as two bytes around the middle."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear reading. A meaning is `E:RF01`, `U:RF23`, or one of the everyday labels."""

    learned_from: str
    meanings: tuple[str, ...]
    bias: tuple[float, ...]
    scale: int
    """Weights are whole numbers of this part of one."""
    features: Mapping[str, bytes]
    """Feature → place in `meanings` and two bytes of weight, again and again: a hundred thousand must fit."""

    def scores(self, found: set[str]) -> list[float]:
        """Log-odds of each meaning. A long text counts no more than a short one."""
        total = [0] * len(self.meanings)
        for feature in found:
            for place, weight in ENTRY.iter_unpack(self.features.get(feature, NOTHING)):
                total[place] += weight - MIDDLE
        share = 1 / (self.scale * math.sqrt(len(found) or 1))
        return [bias + share * one for bias, one in zip(self.bias, total, strict=True)]

    def weight(self, feature: str, meaning: str) -> float:
        weights: dict[int, int] = dict(ENTRY.iter_unpack(self.features.get(feature, NOTHING)))
        return (weights.get(self.meanings.index(meaning), MIDDLE) - MIDDLE) / self.scale


NO_WEIGHTS = Weights("", (), (), 1, {})
"""Of a pack without messages: only its patterns are read."""


def read_weights(folder: Path) -> Weights:
    """Raises `ContentError` when the file is missing or broken."""
    try:
        with gzip.open(folder / WEIGHTS) as file:
            data = json.loads(file.read(MOST_BYTES))  # cut off, it cannot be read
        return Weights(
            data["learned_from"],
            tuple(data["meanings"]),
            tuple(data["bias"]),
            data["scale"],
            {feature: parts.encode("latin-1") for feature, parts in data["features"].items()},
        )
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"cannot be read ({type(error).__name__})"
        raise ContentError([Fault(WEIGHTS, 1, "", problem, "make it anew with limber learn")]) from error


def packed(weights: Iterable[tuple[int, int]]) -> bytes:
    """Places and whole weights as they are kept."""
    return b"".join(ENTRY.pack(place, weight + MIDDLE) for place, weight in weights)


def written(weights: Weights) -> bytes:
    """The file's content: the same weights give the same bytes."""
    features = {feature: parts.decode("latin-1") for feature, parts in sorted(weights.features.items())}
    data = asdict(weights) | {"features": features}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def digest(folder: Path) -> str:
    """Of the messages that lie there now."""
    return hashlib.sha256((folder / MESSAGES).read_bytes()).hexdigest()[:12]
