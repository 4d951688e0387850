"""Compares results with the requirements."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    text: str
    value: float | None  # a ratio, or the figure itself
    floor: float
    aim: float | None
    is_ratio: bool
    at_least: bool = False

    def is_within(self, bound):
        return self.value is not None and (self.value >= bound if self.at_least else self.value <= bound)

    @property
    def holds(self):
        return self.is_within(self.floor)

    @property
    def reaches_aim(self):
        return self.value is not None and (self.aim is None or self.is_within(self.aim))

    def words(self):
        if self.value is None:
            return "not measured"
        if not self.holds:
            return "NOT HELD"
        return "held" if self.aim is None else "held, aim reached" if self.reaches_aim else "held, aim not reached"


def verdict(check, rows):
    ours = rows.get(check.of, {}).get("median", {})
    value = ours.get(check.figure)
    if check.beside is not None and value is not None:
        if check.beside.startswith("."):
            other = ours.get(check.beside[1:])
        else:
            other = rows.get(check.beside, {}).get("median", {}).get(check.figure)
        value = value / other if other else None
    return Verdict(check.text, value, check.floor, check.aim, check.beside is not None, check.at_least)


def verdicts(workload, rows):
    return [verdict(check, rows) for check in workload.checks]
