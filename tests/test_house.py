"""The house: each package of monitor/ stands in the contracts, and few modules at the top."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.support.making import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
LAYERS, _, PURITY, CIRCLES = CONTRACTS
HOUSE = ROOT / "monitor"


def packages() -> set[str]:
    folders = {init.parent for init in HOUSE.rglob("__init__.py")}
    return {".".join(folder.relative_to(ROOT).parts) for folder in folders}


def test_every_package_at_the_top_has_its_layer() -> None:
    layers = {name.strip() for layer in LAYERS["layers"] for name in layer.split("|")}
    at_the_top = {f"monitor.{path.stem}" for path in HOUSE.glob("*.py")}
    alone = {"monitor.__init__", "monitor.__main__"}
    assert layers - {"schemas"} == (at_the_top - alone) | {
        name for name in packages() if name.count(".") == 1
    }


def test_every_package_is_held_to_have_no_circles() -> None:
    assert set(CIRCLES["ancestors"]) - {"schemas"} == packages()


def test_reports_judgement_and_records_are_promised_to_be_pure() -> None:
    assert PURITY["source_modules"] == ["monitor.reports", "monitor.judgement", "monitor.records"]


def test_at_the_top_stand_packages_and_at_most_five_modules() -> None:
    assert len(list(HOUSE.glob("*.py"))) <= 5


def doors() -> dict[Path, str]:
    folders = [ROOT.joinpath(*name.split(".")) for name in packages() - {"monitor"}]
    doors = [folder / "__init__.py" for folder in (*folders, ROOT / "schemas")]
    return {door: door.read_text(encoding="utf-8").split('"""')[1] for door in doors}


def test_every_door_says_what_comes_in_what_goes_out_and_what_may_never_happen() -> None:
    for door, doc in doors().items():
        assert len(doc.split("\n\n")) == 2, door
        assert re.search(r"^In comes? .*; out goe?s? ", doc.replace("\n", " ").split("  ")[1]), door
        assert re.search(r"\b([Nn]othing|[Nn]ever|[Nn]o|refused)\b", doc), door


def test_every_table_and_module_that_a_door_names_is_there() -> None:
    for door, doc in doors().items():
        code = "\n".join(each.read_text(encoding="utf-8") for each in [*door.parent.rglob("*.py")])
        elsewhere = re.findall(r"`([A-Z_]{4,})` in\s`([a-z_/]+\.py)`", doc)
        for table in set(re.findall(r"`([A-Z_]{4,})`", doc)) - {name for name, _ in elsewhere}:
            assert re.search(rf"^ *(from .* )?{table}\b", code, re.MULTILINE), (door, table)
        for path in re.findall(r"`([a-z_/]+\.py|reports/files)`", doc):
            places = (HOUSE / path, ROOT / path)
            [there] = [place for place in places if place.exists()]
            named = [name for name, in_path in elsewhere if in_path == path]
            assert all(name in there.read_text(encoding="utf-8") for name in named), (door, path)


def test_a_class_name_stands_for_one_thing_in_the_whole_house() -> None:
    places = defaultdict(set)
    for path in HOUSE.rglob("*.py"):
        for part in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(part, ast.ClassDef) and not part.name.startswith("_"):
                places[part.name].add(path.relative_to(HOUSE).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
