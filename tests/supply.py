"""What Limber is made of, and what is known against it: `make sbom`, `make audit`.

In: `pyproject.toml`, `constraints.txt`, and what is installed. Out: a bill of materials in CycloneDX; or the
weaknesses that are known of what is pinned. As a script: python -m tests.supply sbom FILE | audit
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).parents[1]
SHIPPED_EXTRAS = ("fast",)
"""Extras that an operator may install to run the coach."""
ASKED = (
    "--requirement", str(REPOSITORY / "constraints.txt"),
    "--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json",
)  # fmt: skip
PYTHONS_OWN = {"pip", "setuptools"}
"""They come with Python, and are as old or new as that."""
WELL, WEAK, NOT_LOOKED = 0, 1, 3


class NotPinned(ValueError):  # noqa: N818 - it says what is the case
    """A package that would come along is in no exact version in constraints.txt."""


def pinned() -> dict[str, str]:
    """Name → version."""
    lines = (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def components() -> dict[str, tuple[Distribution, set[str]]]:
    """All that comes along with the coach: name → what is installed, and what that needs in turn."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(one for extra in SHIPPED_EXTRAS for one in extras[extra])]
    found: dict[str, tuple[Distribution, set[str]]] = {}
    waiting = [Requirement(one) for one in wanted]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in PYTHONS_OWN:
            continue
        there = distribution(name)
        needs = list(_needs(there, requirement.extras))
        known = found.get(name)
        names = {canonicalize_name(one.name) for one in needs} - PYTHONS_OWN
        if known is None or not names <= known[1]:
            found[name] = (there, names | (known[1] if known else set()))
            waiting += needs
    return dict(sorted(found.items()))


def _needs(there: Distribution, extras: set[str]) -> Iterator[Requirement]:
    for line in there.requires or ():
        requirement = Requirement(line)
        environments = [{"extra": extra} for extra in ("", *extras)]
        if requirement.marker is None or any(requirement.marker.evaluate(one) for one in environments):
            yield requirement


def bill() -> dict[str, object]:
    """A bill of materials. Raises `NotPinned`."""
    versions, made_of = pinned(), components()
    for name, (there, _) in made_of.items():
        if versions.get(name) != there.version:
            raise NotPinned(
                f"{name}: {there.version} is installed, constraints.txt says {versions.get(name)}"
            )
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    own = _reference("limber", project["version"])
    about = json.dumps([_reference(name, there.version) for name, (there, _) in made_of.items()])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, own + about)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "limber",
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
                "purl": own,
            }
        },
        "components": [_component(name, there) for name, (there, _) in made_of.items()],
        "dependencies": [
            {
                "ref": own,
                "dependsOn": [_reference(name, there.version) for name, (there, _) in made_of.items()],
            },
            *(
                {
                    "ref": _reference(name, there.version),
                    "dependsOn": [_reference(one, made_of[one][0].version) for one in sorted(needs)],
                }
                for name, (there, needs) in made_of.items()
            ),
        ],
    }


def _component(name: str, there: Distribution) -> dict[str, object]:
    reference = _reference(name, there.version)
    shown: dict[str, object] = {
        "type": "library",
        "bom-ref": reference,
        "name": there.metadata["Name"],
        "version": there.version,
        "purl": reference,
    }
    about = there.metadata
    licence = about.get("License-Expression")
    if licence:
        shown["licenses"] = [{"expression": licence}]
    else:
        said = [
            one.rpartition(" :: ")[2]
            for one in about.get_all("Classifier", [])
            if one.startswith("License ::")
        ]
        short = (about.get("License") or "").strip()
        names = said or ([short] if short and "\n" not in short else [])
        if names:
            shown["licenses"] = [{"license": {"name": one}} for one in names]
    return shown


def _reference(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def audit(command: tuple[str, ...] = (sys.executable, "-m", "pip_audit")) -> tuple[int, str]:
    """Exit code, and what is to be printed. What nobody could look up is no good news, and is said."""
    done = subprocess.run((*command, *ASKED), capture_output=True, text=True, check=False)
    if "No module named" in done.stderr:
        return NOT_LOOKED, "NOT AUDITED: pip-audit is missing; install it with: pip install 'limber[audit]'"
    try:
        looked = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return NOT_LOOKED, "NOT AUDITED: the list of known weaknesses cannot be reached; is there a network?"
    weak = [one for one in looked if one.get("vulns")]
    unknown = [one["name"] for one in looked if "skip_reason" in one]
    lines = [
        f"{one['name']} {one['version']}: {vuln['id']}, mended in {', '.join(vuln['fix_versions']) or 'none'}"
        for one in weak
        for vuln in one["vulns"]
    ]
    if unknown or not looked:
        which = f"of {len(unknown)} of {len(looked)} packages nothing could be looked up"
        lines.append(f"NOT AUDITED: {which}; is there a network?")
    code = WEAK if weak else NOT_LOOKED if unknown or not looked else WELL
    return code, "\n".join(lines) or f"No known weakness in {len(looked)} packages of constraints.txt."


def main(what: str, file: str = "sbom.json") -> int:
    if what == "audit":
        code, said = audit()
        print(said, file=sys.stderr if code else sys.stdout)
        return code
    whole = bill()
    Path(file).write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"Written: {file}, {len(components())} components")
    return WELL


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
