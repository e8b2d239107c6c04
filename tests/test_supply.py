"""The bill of materials names all that comes along, and an audit that could not look does not pass."""

import json
import sys

import pytest

from tests import supply


def test_the_bill_names_what_the_coach_is_made_of():
    bill = supply.bill()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    made_of = {one["purl"].partition("@")[0].rpartition("/")[2]: one for one in bill["components"]}
    for name in ("python-telegram-bot", "httpx", "starlette", "pydantic-core", "fpdf2", "aiohttp"):
        assert made_of[name]["version"] == supply.pinned()[name]
        assert made_of[name]["licenses"]
    for name in ("pytest", "ruff", "hypothesis", "scikit-learn"):
        assert name not in made_of, "what only developers need is not shipped"


def test_every_reference_of_the_bill_is_to_something_in_it():
    bill = supply.bill()
    known = {one["bom-ref"] for one in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    assert len(known) == len(bill["components"]) + 1
    for one in bill["dependencies"]:
        assert {one["ref"], *one["dependsOn"]} <= known


def test_the_same_parts_give_the_same_bill():
    assert json.dumps(supply.bill()) == json.dumps(supply.bill())


def test_what_is_not_pinned_is_refused(monkeypatch):
    versions = supply.pinned()
    del versions["httpx"]
    monkeypatch.setattr(supply, "pinned", lambda: versions)
    with pytest.raises(supply.NotPinned, match="httpx"):
        supply.bill()


def test_every_line_of_the_constraints_is_one_exact_version():
    lines = (supply.REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()
    assert len(supply.pinned()) == len(lines)


def audited(said: str, tmp_path) -> tuple[int, str]:
    """What is made of what the auditing program says."""
    script = tmp_path / "auditor.py"
    script.write_text(said)
    return supply.audit((sys.executable, str(script)))


def answer(*looked: dict[str, object]) -> str:
    return f"print({json.dumps(json.dumps({'dependencies': looked}))})"


def test_an_audit_says_what_is_weak(tmp_path):
    vuln = {"id": "PYSEC-1", "fix_versions": ["2.1"]}
    code, said = audited(answer({"name": "x", "version": "2.0", "vulns": [vuln]}), tmp_path)
    assert (code, said) == (1, "x 2.0: PYSEC-1, mended in 2.1")


def test_an_audit_without_a_weakness_passes(tmp_path):
    code, said = audited(answer({"name": "x", "version": "2.0", "vulns": []}), tmp_path)
    assert (code, said) == (0, "No known weakness in 1 packages of constraints.txt.")


@pytest.mark.parametrize(
    "said",
    [
        answer({"name": "x", "skip_reason": "Dependency not found on PyPI"}),
        answer(),
        "import sys; sys.exit('ConnectionError: Max retries exceeded')",
        "import no_such_module_pip_audit",
    ],
)
def test_an_audit_that_could_not_look_says_so_in_one_line_and_fails(tmp_path, said):
    code, line = audited(said, tmp_path)
    assert code == 3
    assert line.startswith("NOT AUDITED: ")
    assert "\n" not in line
