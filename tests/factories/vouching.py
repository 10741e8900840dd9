"""Events that an agent in this process vouches for, and checkpoints that it signs."""

from uuid import uuid4

from panoh.audit.content import content_of
from panoh.audit.tree import Frontier, leaf_hash, note_text


def signs(keys, size, leaves):
    """A checkpoint of a tree that is grown by these leaves, as the house asks for it."""
    tree = keys._last.tree() if keys._last else Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return keys.checkpoint(size, leaves, note_text(tree.size, tree.root()))


def an_event(verb, purpose=""):
    """What the leaf of an event covers."""
    who = {"actor_kind": "user", "actor_ref": uuid4().bytes, "organisation": None}
    return who | {
        "moment": "2026-11-29T09:00:00.000000+00:00",
        "verb": verb,
        "purpose": purpose,
        "refs": b"",
        "detail": b"",
        "salt": b"s" * 16,
    }


def vouched(keys, event):
    """What the agent is asked with for an event that it vouched for."""
    return {"receipt": keys.notarise(leaf_hash(content_of(**event)))["receipt"], "event": event}


def recorded(keys, verb, purpose=""):
    """The same for one that a checkpoint has."""
    asked = vouched(keys, an_event(verb, purpose))
    seals(keys, asked["event"])
    return asked


def seals(keys, event):
    if keys._last is None:
        keys.begin_from("", b"")
    signs(keys, keys._last.tree().size, [leaf_hash(content_of(**event))])
