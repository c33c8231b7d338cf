"""Sphinx: the pages here, the notebooks, and a page made by the package itself."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import generate  # noqa: E402

import aleppomap  # noqa: E402

project = "aleppomap"
author = "aleppomap contributors"
copyright = "aleppomap contributors, MIT licence"  # noqa: A001
version = release = aleppomap.__version__

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.intersphinx",
]

# Other projects' inventories are read from a folder, NAME.inv each, when one is given:
# the build itself needs no network.
_HOMES = {
    "python": "https://docs.python.org/3/",
    "pandas": "https://pandas.pydata.org/docs/",
    "geopandas": "https://geopandas.org/en/stable/",
    "folium": "https://python-visualization.github.io/folium/latest/",
}
_folder = os.environ.get("ALEPPOMAP_INVENTORIES", "")
intersphinx_mapping = {
    name: (home, str(Path(_folder) / f"{name}.inv"))
    for name, home in _HOMES.items()
    if _folder and (Path(_folder) / f"{name}.inv").is_file()
}
intersphinx_timeout = 5

exclude_patterns = ["_build", "_made", "images", "static"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "cache" if os.environ.get("ALEPPOMAP_CACHE_NOTEBOOKS") else "force"
nb_execution_timeout = 90
nb_execution_raise_on_error = True
nb_merge_streams = True

default_role = "code"
autodoc_typehints = "signature"
autosummary_generate = True
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = "aleppomap"
html_extra_path = ["_made"]
html_theme_options = {
    "show_prev_next": False,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
}
html_static_path = ["static"]
html_css_files = ["house.css"]
html_favicon = "static/favicon.svg"
html_context = {"default_mode": "auto"}
# Pages with nothing under them: an empty column at the side would only cut their code.
_ALONE = (
    "index", "start", "concept", "stories", "howto/*", "method/*", "notebooks/*", "ethics",
    "changelog", "claims-ledger", "dependencies", "performance", "reliability",
)  # fmt: skip
html_sidebars: dict[str, list[str]] = {page: [] for page in _ALONE}
html_copy_source = False
html_show_sourcelink = False


def made_by_the_package() -> None:
    """Write the generated pages, the notebooks' copies and the live map."""
    for name, page in generate.PAGES.items():
        (HERE / name).write_text(page(), "utf-8")
    shutil.rmtree(HERE / "reference" / "api", ignore_errors=True)  # names may have moved
    copies = HERE / "notebooks"
    shutil.rmtree(copies, ignore_errors=True)
    shutil.copytree(HERE.parent / "notebooks", copies, ignore=shutil.ignore_patterns("out", ".*"))
    folder = HERE / "_made" / "map"
    folder.mkdir(parents=True, exist_ok=True)
    history = aleppomap.load().history()
    aleppomap.control_map(history).save(folder / "aleppo.html")
    aleppomap.control_map(history, embed=True).save(folder / "aleppo-embed.html")


made_by_the_package()
