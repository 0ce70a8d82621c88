"""How Sphinx builds these pages: ``make docs``. Nothing is fetched, and a warning is an error."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from pages import commands_page  # noqa: E402

(HERE / "commands.md").write_text(commands_page(), encoding="utf-8")

project = "vesseltrack"
author = "the vesseltrack founders"
copyright = "the vesseltrack founders, Apache-2.0"
release = version = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
suppress_warnings = ["misc.highlighting_failure"]  # our SQL has $names, and no lexer knows CSV
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "attrs_block"]
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
napoleon_use_rtype = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True
nitpicky = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["style.css"]
html_title = f"vesseltrack {release}"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
