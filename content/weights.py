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

from content.faults import ContentError, Fault

MESSAGES, WEIGHTS = "messages.jsonl", "weights.json.gz"
NOTHING = b""
BYTE, MIDDLE = 256, 32768
"""A weight is two bytes around the middle."""


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
            parts = iter(self.features.get(feature, NOTHING))
            for place, high, low in zip(parts, parts, parts, strict=True):
                total[place] += high * BYTE + low - MIDDLE
        share = 1 / (self.scale * math.sqrt(len(found) or 1))
        return [bias + share * one for bias, one in zip(self.bias, total, strict=True)]

    def weight(self, feature: str, meaning: str) -> float:
        parts = iter(self.features.get(feature, NOTHING))
        place = self.meanings.index(meaning)
        for at, high, low in zip(parts, parts, parts, strict=True):
            if at == place:
                return (high * BYTE + low - MIDDLE) / self.scale
        return 0.0


NO_WEIGHTS = Weights("", (), (), 1, {})
"""Of a pack without messages: only its patterns are read."""


def read_weights(folder: Path) -> Weights:
    """Raises `ContentError` when the file is missing or broken."""
    try:
        data = json.loads(gzip.decompress((folder / WEIGHTS).read_bytes()))
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
    return bytes(part for place, weight in weights for part in (place, *divmod(weight + MIDDLE, BYTE)))


def written(weights: Weights) -> bytes:
    """The file's content: the same weights give the same bytes."""
    features = {feature: parts.decode("latin-1") for feature, parts in sorted(weights.features.items())}
    data = asdict(weights) | {"features": features}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def digest(folder: Path) -> str:
    """Of the messages that lie there now."""
    return hashlib.sha256((folder / MESSAGES).read_bytes()).hexdigest()[:12]
