"""What is installed has everything that pages are made of; in a wheel, nothing of it may be missing."""

from pathlib import Path
from zipfile import ZipFile

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[3]
KINDS = {".html", ".css", ".js", ".svg", ".json"}


def test_a_wheel_has_the_templates_the_files_of_pages_and_the_description_of_the_api(tmp_path: Path):
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with ZipFile(wheel) as packed:
        inside = set(packed.namelist())

    folders = (ROOT / "adapters" / "web", ROOT / "adapters" / "shared")
    wanted = {str(path.relative_to(ROOT)) for folder in folders for path in folder.rglob("*") if path.suffix in KINDS}
    assert {"adapters/shared/static/style.css", "adapters/web/templates/list.html"} <= wanted
    assert wanted <= inside
