"""The fonts of print and of charts as pixels, from wheels: the same on every machine, and nothing of the machine's own.

Libertinus Serif (typst's own) for text; Fira Sans for tables and charts; IBM Plex Sans Arabic for the scripts of both.
Hebrew comes from Libertinus, Armenian and Georgian from New Computer Modern, which typst has too. What none of them has
(Chinese, Japanese, Korean …) is set in whatever the machine has, else shown as empty boxes.
"""

from functools import lru_cache
from importlib.util import find_spec

import typst

PACKAGES = ("fontpkg_fira_sans", "fontpkg_ibm_plex_sans_arabic")


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Looked for once in a process."""
    return typst.Fonts(font_paths=[f"{root}/files" for package in PACKAGES for root in _roots(package)])


def _roots(package: str) -> list[str]:
    found = find_spec(package)
    return list(found.submodule_search_locations or ()) if found else []
