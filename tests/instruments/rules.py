"""The published rules once more, written from the manuals and not from our files: what the engine is checked against.

Each takes complete answers by number and gives scores and flags as `panoh score` names them.
"""

from collections.abc import Callable, Mapping
from typing import Any

type Answers = Mapping[str, int]
type Outcome = tuple[dict[str, float], dict[str, Any]]


def phq9(a: Answers) -> Outcome:
    hits = [n for n in range(1, 10) if a[str(n)] >= (1 if n == 9 else 2)]
    core = 1 in hits or 2 in hits
    return (
        {"total": sum(a[str(n)] for n in range(1, 10))},
        {"major_depressive": len(hits) >= 5 and core, "other_depressive": 2 <= len(hits) <= 4 and core},
    )


def gad7(a: Answers) -> Outcome:
    return {"total": sum(a[str(n)] for n in range(1, 8))}, {}


def pcl5(a: Answers) -> Outcome:
    parts = {"B": (1, 5), "C": (6, 7), "D": (8, 14), "E": (15, 20)}
    needs = {"B": 1, "C": 1, "D": 2, "E": 2}
    sums, met = {}, True
    for name, (first, last) in parts.items():
        values = [a[str(n)] for n in range(first, last + 1)]
        sums[name] = sum(values)
        met = met and len([value for value in values if value > 1]) >= needs[name]
    return {"total": sum(sums.values()), **sums}, {"provisional_ptsd": met}


def itq(a: Answers, *, last: int = 9) -> Outcome:
    def high(letter: str, *numbers: int) -> bool:
        return max(a[f"{letter}{n}"] for n in numbers) >= 2

    life = range(7, last + 1)
    ptsd = high("P", 1, 2) and high("P", 3, 4) and high("P", 5, 6) and high("P", *life)
    dso = high("C", 1, 2) and high("C", 3, 4) and high("C", 5, 6) and high("C", *life)
    sums = {"ptsd": sum(a[f"P{n}"] for n in range(1, 7)), "dso": sum(a[f"C{n}"] for n in range(1, 7))}
    return sums, {"ptsd": ptsd and not dso, "cptsd": ptsd and dso}


def itq_ca(a: Answers) -> Outcome:
    return itq(a, last=11)


def k10(a: Answers) -> Outcome:
    return {"total": sum(a.values())}, {}


def k6(a: Answers) -> Outcome:
    return {"total": sum(a.values())}, {}


def who5(a: Answers) -> Outcome:
    raw = sum(a.values())
    return {"raw": raw, "percent": raw * 4}, {}


def cries8(a: Answers) -> Outcome:
    intrusion, avoidance = sum(a[n] for n in "1367"), sum(a[n] for n in "2458")
    total = intrusion + avoidance
    return {"intrusion": intrusion, "avoidance": avoidance, "total": total}, {"positive": total >= 17}


def cssrs(a: Answers) -> Outcome:
    level = "none"
    if a["1"] or a["2"]:
        level = "low"
    if a["3"] or a["6"]:
        level = "moderate"
    if a["4"] or a["5"] or a["6b"]:
        level = "high"
    return {}, {"level": level}


def wgss(a: Answers) -> Outcome:
    return {}, {"disability3": any(value in (3, 4) for value in a.values())}


def whodas12(a: Answers) -> Outcome:
    parts = {
        "cognition": (3, 6),
        "mobility": (1, 7),
        "self_care": (8, 9),
        "getting_along": (10, 11),
        "life_activities": (2, 12),
        "participation": (4, 5),
    }
    domains = {name: a[str(one)] + a[str(two)] for name, (one, two) in parts.items()}
    simple = sum(domains.values())
    return {"simple": simple, "percent": simple / 48 * 100, **domains}, {}


def dass21(a: Answers) -> Outcome:
    parts = {
        "depression": (3, 5, 10, 13, 16, 17, 21),
        "anxiety": (2, 4, 7, 9, 15, 19, 20),
        "stress": (1, 6, 8, 11, 12, 14, 18),
    }
    return {name: 2 * sum(a[str(n)] for n in numbers) for name, numbers in parts.items()}, {}


def sdq(a: Answers) -> Outcome:
    turned = {n: 2 - value if int(n) in (7, 11, 14, 21, 25) else value for n, value in a.items()}
    parts = {
        "emotional": (3, 8, 13, 16, 24),
        "conduct": (5, 7, 12, 18, 22),
        "hyperactivity": (2, 10, 15, 21, 25),
        "peer": (6, 11, 14, 19, 23),
        "prosocial": (1, 4, 9, 17, 20),
    }
    sums = {name: sum(turned[str(n)] for n in numbers) for name, numbers in parts.items()}
    return {**sums, "total": sum(sums.values()) - sums["prosocial"]}, {}


def hscl25(a: Answers) -> Outcome:
    anxiety, depression = sum(a[str(n)] for n in range(1, 11)), sum(a[str(n)] for n in range(11, 26))
    return {"anxiety": anxiety / 10, "depression": depression / 15, "total": (anxiety + depression) / 25}, {}


def htq(a: Answers) -> Outcome:
    mean = sum(a[str(n)] for n in range(1, 17)) / 16
    return {"ptsd": mean}, {"positive": mean >= 2.5}


def rhs15(a: Answers) -> Outcome:
    total = sum(a[str(n)] for n in range(1, 15))
    return {"total": total, "distress": a["15"]}, {"positive": total >= 12 or a["15"] >= 5}


RULES: dict[str, Callable[[Answers], Outcome]] = {
    rule.__name__: rule
    for rule in (phq9, gad7, pcl5, itq, itq_ca, k10, k6, who5, cries8, cssrs, wgss, whodas12, dass21, sdq, hscl25, htq, rhs15)
}

# The answers that each form allows, as the manuals have them.
ALLOWED: dict[str, Callable[[str], tuple[int, ...]]] = {
    "phq9": lambda n: (0, 1, 2, 3),
    "gad7": lambda n: (0, 1, 2, 3),
    "pcl5": lambda n: (0, 1, 2, 3, 4),
    "itq": lambda n: (0, 1, 2, 3, 4),
    "itq_ca": lambda n: (0, 1, 2, 3, 4),
    "k10": lambda n: (1, 2, 3, 4, 5),
    "k6": lambda n: (0, 1, 2, 3, 4),
    "who5": lambda n: (0, 1, 2, 3, 4, 5),
    "cries8": lambda n: (0, 1, 3, 5),
    "cssrs": lambda n: (0, 1),
    "wgss": lambda n: (1, 2, 3, 4),
    "whodas12": lambda n: (0, 1, 2, 3, 4),
    "dass21": lambda n: (0, 1, 2, 3),
    "sdq": lambda n: (0, 1, 2),
    "hscl25": lambda n: (1, 2, 3, 4),
    "htq": lambda n: (1, 2, 3, 4),
    "rhs15": lambda n: tuple(range(11)) if n == "15" else (0, 1, 2, 3, 4),
}
NUMBERS: dict[str, list[str]] = {
    **{
        name: [str(n) for n in range(1, count + 1)]
        for name, count in {
            "phq9": 10,
            "gad7": 7,
            "pcl5": 20,
            "k10": 10,
            "k6": 6,
            "who5": 5,
            "cries8": 8,
            "wgss": 6,
            "whodas12": 12,
            "dass21": 21,
            "sdq": 25,
            "hscl25": 25,
            "htq": 30,
            "rhs15": 15,
        }.items()
    },
    "itq": [f"{letter}{n}" for letter in "PC" for n in range(1, 10)],
    "itq_ca": [f"{letter}{n}" for letter in "PC" for n in range(1, 12)],
    "cssrs": ["1", "2", "3", "4", "5", "6", "6b"],
}
