"""Where something is attributed: a verb of saying, thinking or showing in a place where it can be one."""

import re
from collections.abc import Iterator

_CANDIDATE = re.compile(r"[VUG]")
NOUN_BEFORE = frozenset("D'#opvgVUGT")
