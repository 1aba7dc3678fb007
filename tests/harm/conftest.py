"""The desks of this room, built once."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def hunted() -> ModuleType:
    """The module that makes the desk that has everything to hide, and its twin."""
    return _module(Path(__file__).with_name("hunted.py"))


@pytest.fixture(scope="session")
def planted() -> ModuleType:
    """The module that judges what an exporter may take."""
    return _module(Path(__file__).with_name("planted.py"))


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    """The hand-made desk of the publish room."""
    return _module(ROOT / "tests" / "publish" / "tiny.py")


@pytest.fixture(scope="session")
def bare(
    hunted: ModuleType, hiding: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[object]:
    """The twin that never had anything to hide."""
    folder = tmp_path_factory.mktemp("bare") / "desk"
    made = hunted.make_bare(folder, hiding.desk.folder / "tables")
    yield made
    made.desk.store.close()


@pytest.fixture(scope="session")
def hiding(hunted: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """The desk with canaries in every field."""
    made = hunted.make_hiding(tmp_path_factory.mktemp("hiding") / "desk")
    yield made
    made.desk.store.close()
