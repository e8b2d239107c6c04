"""Random texts: pieces of real messages, letters of all scripts, emoji, invisible and turning signs.

In: a seed. Out: texts that nobody would think of. `python -m tests.flows.any_text 100000` reads so many of
them in a chat and stops at the first that raises or is not answered.
"""

import json
import random
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from rich.progress import track

from content.library import built_in
from flows.events import Said
from flows.journey import hear
from tests.flows.world import World

MESSAGES = Path(__file__).parents[2] / "content" / "en" / "messages.jsonl"
STAGES = ("welcome", "emergency_signs", "back_now", "coaching", "exercise", "emergency")
"""Where the clients are who say them."""
LONGEST = 4096
"""Telegram's longest message."""
ODD = (
    "\u200b\u200d\u2060\ufeff", "\u202e\u202d\u2067\u2069", "مرحبا ظهري يؤلمني",
    "שלום הגב שלי", "腰が痛い", "спина болит", "👍🏽👨‍👩‍👧🇩🇪", "é" * 5, "Z̸͑a̵l̷g̶o̴",
    "\x00\x07\x1b[31m", "<b>&amp;</a>", "{name}", "%s %d", "\n\n\n", "\t", "  ",
    "½ ² ⅻ 𝟗 ٣ ൩", "1e999", "9" * 400, "7/10/3", "0.0.0", "-5", "10:75", "at 99",
    "in 0", "/", "//", "/pain", "/pain 99", "/ask", "c1:done", "..." * 30,
    "no no no no not never", "'" * 50, "a" * 300,
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
)  # fmt: skip


def texts(count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    rows = [json.loads(line)["text"] for line in MESSAGES.read_text(encoding="utf-8").split("\n") if line]
    words = sorted({word for row in rows for word in row.split()})

    def piece() -> str:
        match chance.randrange(6):
            case 0:
                return chance.choice(rows)
            case 1:
                return " ".join(chance.choices(words, k=chance.randint(1, 8)))
            case 2:
                return chance.choice(ODD)
            case 3:
                letters = (
                    chance.choice((chance.randrange(32, 0x250), chance.randrange(0x10000))) for _ in range(8)
                )
                return "".join(map(chr, letters))
            case 4:
                text = chance.choice(rows)
                place = chance.randrange(len(text))
                return text[:place] + chance.choice(ODD) + text[place:]
            case _:
                between = chance.choice((",", ".", "?", " but ", " no ", "\n", " and "))
                return between.join(chance.choices(words, k=3))

    for number in range(count):
        text = " ".join(piece() for _ in range(chance.choice((1, 1, 1, 2, 2, 3))))
        if number % 1000 == 0:
            text = (text + " ") * (LONGEST // (len(text) + 1) + 1)
        yield "".join(sign for sign in text if not "\ud800" <= sign <= "\udfff")[:LONGEST]


def read_in_turn(stages: list[World], some: Iterator[str]) -> int:
    """Each text is said to one of the clients, who stay as they are. Raises `AssertionError` for silence."""
    pack, count = built_in(), 0
    for count, text in enumerate(some, 1):
        world = stages[count % len(stages)]
        heard = hear(world.client, Said(world.now + timedelta(minutes=1), text), pack)
        assert heard.effects, f"no answer to {text!r}"
    return count


def main() -> None:
    from tests.flows.test_journey import reached  # noqa: PLC0415

    count = int(sys.argv[1])
    stages = [reached(state) for state in STAGES]
    some = track(texts(count, 1), total=count, description="Texts")
    print(read_in_turn(stages, iter(some)), "texts read and answered")


if __name__ == "__main__":
    main()
