"""What screens receive has a type: rows as `CaseRow` and `UserRow`, forms by their class, words as `Words`."""

import ast
from collections.abc import Iterator

from tests.consistency.house import PACKAGE, modules

AT_MOST = 0.016  # of the parameters in desk: may be lowered, never raised


def parameters() -> Iterator[ast.arg]:
    """Every parameter of every function of the screens."""
    for path in modules():
        if path.is_relative_to(PACKAGE / "desk"):
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                    said = function.args
                    every = [*said.posonlyargs, *said.args, *said.kwonlyargs, *filter(None, (said.vararg, said.kwarg))]
                    yield from (one for one in every if one.arg not in ("self", "cls"))


def is_any(parameter: ast.arg) -> bool:
    """Whether its type is, or holds, Any."""
    said = parameter.annotation
    return said is not None and any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(said))


def test_few_parameters_of_screens_are_any() -> None:
    every = list(parameters())
    share = sum(map(is_any, every)) / len(every)

    assert len(every) > 2_000
    assert share <= AT_MOST, f"{share:.3f} of the parameters in desk are Any: name the type of the row or the form."
    assert share > AT_MOST - 0.01, f"Only {share:.3f} are Any by now: lower AT_MOST."
