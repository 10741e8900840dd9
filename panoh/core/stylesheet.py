"""The stylesheet cut down to what some pages use: for servers that cannot compress, and networks that are slow."""

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.([a-z][\w-]*)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


def cut(css: str, used: set[str]) -> str:
    """Rules whose selectors can meet one of the classes `used`, and rules of elements; comments and blanks go."""
    return "\n".join(_rules(re.sub(r"\s+", " ", _COMMENT.sub("", css)), used)) + "\n"


def _rules(css: str, used: set[str]) -> Iterator[str]:
    for head, body in _blocks(css):
        if head.startswith("@media"):
            inner = "".join(_rules(body, used))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body.strip()}}}"
        else:
            kept = [one for one in _selectors(head) if _may_meet(one, used)]
            if kept:
                yield f"{','.join(kept)}{{{body.strip()}}}"


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """(what stands before a brace, what stands within) one after the other."""
    start, depth, opened = 0, 0, 0
    for place, sign in enumerate(css):
        if sign == "{":
            depth += 1
            opened = place if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1


def _selectors(head: str) -> list[str]:
    """The selectors of a rule; commas within brackets part none."""
    found, depth = [""], 0
    for sign in head:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [one.strip() for one in found]


def _may_meet(selector: str, used: set[str]) -> bool:
    """Whether an element of the pages may be meant: every class it names is used, of those within brackets at least one."""
    if "data-theme=" in _IN_BRACKETS.sub("", selector):
        return False
    within = [set(CLASS.findall(each)) for each in _IN_BRACKETS.findall(selector) if not each.startswith("(:not")]
    if any(names and not names & used for names in within):
        return False
    return set(CLASS.findall(_IN_BRACKETS.sub("", selector))) <= used
