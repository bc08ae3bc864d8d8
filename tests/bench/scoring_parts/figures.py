"""The table of figures: ours, the peer's, the target, and whether it holds."""

from dataclasses import dataclass, field


@dataclass
class Figures:
    rows: list[dict] = field(default_factory=list)

    def add(
        self, name: str, ours: float, target: float, *, peer: float | None = None, least: bool = True
    ) -> None:
        """``least``: the target is the least allowed, else the most."""
        holds = bool(ours >= target if least else ours <= target)
        self.rows.append({"name": name, "ours": ours, "peer": peer, "target": target, "holds": holds})

    def tell(self, name: str, ours: float) -> None:
        """A figure that nothing is asked of."""
        self.rows.append({"name": name, "ours": ours, "peer": None, "target": None, "holds": None})

    def show(self) -> None:
        print(f"\n{'figure':58} {'ours':>9} {'peer':>9} {'target':>9}")
        for row in self.rows:
            peer = "" if row["peer"] is None else f"{row['peer']:9.4f}"
            target = "" if row["target"] is None else f"{row['target']:9.4f}"
            verdict = {None: "", True: "holds", False: "DOES NOT HOLD"}[row["holds"]]
            print(f"{row['name']:58} {row['ours']:9.4f} {peer:>9} {target:>9} {verdict}")
