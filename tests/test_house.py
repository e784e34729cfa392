"""The house: each package of monitor/ stands in the contracts, and few modules at the top."""

from __future__ import annotations

import tomllib

from tests.support.making import ROOT

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


def test_every_package_says_at_its_door_what_it_is_for() -> None:
    for name in packages() - {"monitor"}:
        door = (ROOT / name.replace(".", "/") / "__init__.py").read_text(encoding="utf-8")
        doc = door.split('"""')[1]
        assert len(doc.split("\n\n")) == 2, f"{name} says too little"
