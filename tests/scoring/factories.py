"""Small rows for the scoring tests."""

from datetime import UTC, date, datetime

from workers.scoring import Coefficients, Evidence, Parameters, Records, Side, Tally

OFFICIAL = "named_group|government|representative"
EXPERT = "named_individual|academic|informational"
UNNAMED = "unnamed_group|government|decision_maker"


def row(id: str, root: str = "src_a", **fields) -> Evidence:
    """Evidence that fully asserts, in a report and an outlet of its own unless told otherwise."""
    defaults = {"kind": OFFICIAL, "report": f"art_{id}", "outlet": f"out_{id}", "published": noon(1)}
    return Evidence(id=id, root=root, **{**defaults, **fields})


def denial(id: str, root: str = "src_a", **fields) -> Evidence:
    return row(id, root, asserts=0.0, denies=1.0, **fields)


def silence(id: str, root: str = "src_a", **fields) -> Evidence:
    return row(id, root, asserts=0.0, denies=0.0, **fields)


def noon(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def known_run(**coefficients) -> Parameters:
    """A calibrated run in which src_a is often right, src_b rarely, and both kinds are known."""
    records = Records(
        as_of=date(2026, 6, 1),
        sources={
            ("src_a", Side.ASSERTS): Tally(18.0, 20.0),
            ("src_b", Side.ASSERTS): Tally(4.0, 20.0),
            ("src_b", Side.DENIES): Tally(15.0, 20.0),
        },
        source_kinds={"src_a": OFFICIAL, "src_b": EXPERT},
        kinds={
            (OFFICIAL, Side.ASSERTS): Tally(60.0, 80.0),
            (EXPERT, Side.ASSERTS): Tally(30.0, 60.0),
            (EXPERT, Side.DENIES): Tally(40.0, 60.0),
        },
        kind_claims={OFFICIAL: 80, EXPERT: 90},
        totals={Side.ASSERTS: Tally(90.0, 140.0), Side.DENIES: Tally(40.0, 60.0)},
    )
    terms = {"one_root": 0.6, "denials_only": -1.2, "corroboration": 0.5, "denial": 1.5, **coefficients}
    return Parameters(run="run_1", records=records, coefficients=Coefficients(**terms), resolved_claims=300)
