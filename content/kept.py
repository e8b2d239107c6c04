"""The built-in pack as it was read and checked last: to do both anew takes a second of each start.

In: what a start would read. Out: what came of reading it, if not a byte of it has changed since, nor of the
code that reads. It lies where Python keeps its compiled modules, and is trusted as they are: who can write
there can change the code itself. Where nothing can be written, each start reads and checks.
"""

import hashlib
import os
import pickle
import sys
from contextlib import suppress
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path

CODE = Path(__file__).parent
LIBRARIES = "pydantic", "pydantic-core", "PyYAML", "fluent.runtime", "fluent.syntax", "Babel", "tzdata"
"""Whose objects are kept, or who have a say in what is right."""


def key_of(folder: Path) -> bytes:
    """Another one for other content, other code, other libraries."""
    digest = hashlib.sha256(repr((sys.version, [version(name) for name in LIBRARIES])).encode())
    for path in sorted((*CODE.glob("*.py"), *CODE.glob("*.csv"), *folder.iterdir())):
        if path.is_file():
            data = path.read_bytes()
            digest.update(f"{path.name}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.digest()


def recall(folder: Path, key: bytes) -> object:
    """None if nothing is kept, or something else."""
    try:
        with _place(folder).open("rb") as file:
            return pickle.load(file) if file.read(len(key)) == key else None  # noqa: S301 - see above
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it can be made anew
        return None


def keep(folder: Path, key: bytes, contents: object) -> None:
    """In place of what was kept. Best effort."""
    if sys.dont_write_bytecode:
        return
    place = _place(folder)
    new = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        with new.open("wb") as file:
            file.write(key)
            pickle.dump(contents, file, pickle.HIGHEST_PROTOCOL)
        new.replace(place)  # a process that starts meanwhile finds all of it or nothing


def _place(folder: Path) -> Path:
    return Path(cache_from_source(str(folder.with_suffix(".py")))).with_suffix(".pack")
