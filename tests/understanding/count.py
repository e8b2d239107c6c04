"""Counts how the held-out messages are read, and prints no text: `python -m tests.understanding.count`."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from tests.understanding.test_held_out import macro_f1, read


def main() -> None:
    table = Table("file", "named", "messages", "certain", "asked", "neither")
    for name in ("held_out.jsonl", "held_out_hard.jsonl"):
        counts: dict[str, Counter[str]] = {}
        for row, meant in read(name):
            label = row["label"] if row["label"] in ("emergency_red_flag", "urgent") else "no sign"
            found = "certain" if meant.signs.certain else "asked" if meant.clarify else "neither"
            counts.setdefault(label, Counter())[found] += 1
        for label, found in counts.items():
            table.add_row(
                name, label, str(found.total()), *(str(found[one]) for one in ("certain", "asked", "neither"))
            )
        table.add_row(name, "", "", "", "macro-F1", f"{macro_f1(name):.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()
