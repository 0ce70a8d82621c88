"""How Sphinx builds these pages: ``make docs``. Nothing is fetched, and a warning is an error."""

from importlib.metadata import version as installed

project = "vesseltrack"
author = "the vesseltrack founders"
copyright = "the vesseltrack founders, Apache-2.0"
release = version = installed("vesseltrack")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["conf.py", "pages.py"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "attrs_block"]
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
napoleon_use_rtype = False
python_use_unqualified_type_names = True
nitpicky = False

html_theme = "furo"
html_title = f"vesseltrack {release}"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
