"""The worked example: a story with its readings and a generated archive, all of it fiction.

``load()`` writes it into an empty database by the verbs, each part whole or not at all, and gives the logins
and the key to show. A second call finds what is there. Nothing in it is secret but what it makes on the spot.
"""

from annotate.example.loading import Example, ExampleError, load
from annotate.example.logins import Login

__all__ = ["Example", "ExampleError", "Login", "load"]
