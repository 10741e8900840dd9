"""What Panoh is built of: the parts of the lock file with licence and purpose, as a page and as CycloneDX (`make sbom`)."""

import importlib.metadata
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
# Licences that may be joined with AGPL-3.0-or-later, by their names in the list of SPDX. Another one is a decision, not a line here.
ALLOWED = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "LGPL-2.1-or-later", "LGPL-3.0-only"}
ALLOWED |= {"GPL-2.0-or-later", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib"}
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the lock: what the lock says of it, and what docs/parts.toml says."""

    name: str
    version: str
    marker: str  # where it is installed; blank: everywhere
    hashes: tuple[str, ...]  # SHA-256 of each file that may be installed
    wanted_by: tuple[str, ...]
    licence: str
    said: str
    what: str
    carries: str


ENTRY = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)(?: ; (?P<marker>[^\\]+?))? \\\n(?P<rest>(?:    .*\n)+)", re.MULTILINE)


def locked(root: Path = ROOT) -> list[Part]:
    """The parts of requirements.lock, by name. Raises KeyError for one of which docs/parts.toml knows nothing."""
    known: dict[str, dict[str, str]] = tomllib.loads((root / "docs" / "parts.toml").read_text(encoding="utf-8"))
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    return [
        Part(
            name=found["name"],
            version=found["version"],
            marker=found["marker"] or "",
            hashes=tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", found["rest"])),
            wanted_by=tuple(re.findall(r"(?:# via |#   )([a-z0-9-]+)", found["rest"])),
            licence=known[found["name"]]["licence"],
            said=known[found["name"]]["said"],
            what=known[found["name"]]["what"],
            carries=known[found["name"]].get("carries", ""),
        )
        for found in ENTRY.finditer(lock)
    ]


def may_be_used(licence: str) -> bool:
    """Whether a licence is allowed: of those joined by OR one is enough, of those joined by AND all must be."""
    return any(all(each in ALLOWED for each in choice.split(" AND ")) for choice in licence.split(" OR "))


def said_by(name: str) -> str | None:
    """How an installed part states its licence: the expression, else the name, else its classifiers, else the first line of its
    licence file. None where it is not installed.
    """
    try:
        part = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    told = part.metadata
    for field in ("License-Expression", "License"):
        if (value := told.get(field, "").strip()) and len(value) <= LONGEST_NAME:
            return value
    if classifiers := [one.removeprefix("License :: ") for one in told.get_all("Classifier") or [] if one.startswith("License ::")]:
        return ", ".join(classifiers)
    for file in told.get_all("License-File") or []:
        if text := part.read_text(f"licenses/{file}") or part.read_text(file):
            return text.splitlines()[0].strip()
    return ""


def bill(root: Path = ROOT) -> dict[str, Any]:
    """The parts as CycloneDX 1.6: no time, no host, no number of its own, so that the same lock always gives the same bytes."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = locked(root)
    refs = {part.name: f"pkg:pypi/{part.name}@{part.version}" for part in parts}
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    needs: dict[str, list[str]] = {own: [], **{ref: [] for ref in refs.values()}}
    for part in parts:
        for wanting in part.wanted_by:
            needs[own if wanting == project["name"] else refs[wanting]].append(refs[part.name])
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "purl": own,
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [_component(part, refs[part.name]) for part in parts],
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in sorted(needs.items())],
    }


def _component(part: Part, ref: str) -> dict[str, Any]:
    files = [{"alg": "SHA-256", "content": each} for each in part.hashes]
    return {
        "type": "library",
        "bom-ref": ref,
        "name": part.name,
        "version": part.version,
        "purl": ref,
        "description": part.what,
        "licenses": [{"expression": part.licence}],
        "externalReferences": [{"type": "distribution", "url": ref, "hashes": files}],
        "properties": [
            {"name": f"panoh:{name}", "value": value} for name, value in (("installed-if", part.marker), ("carries", part.carries)) if value
        ],
    }
