"""The example at the top of the library runs as it stands."""

import textwrap

import workers.scoring


def test_the_example_in_the_docstring_runs():
    lines = workers.scoring.__doc__.splitlines()
    code = textwrap.dedent("\n".join(line for line in lines if line.startswith("    ")))
    names: dict = {}
    exec(code, names)  # noqa: S102  # our own docstring

    score = names["score"]
    assert score.cannot_be_judged
    assert score.reason == "no_record_of_source_or_kind"
    assert score.independent_roots == 2
