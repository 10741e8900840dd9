"""Kinship as it is drawn and named: which row somebody stands in, and what the other is where one says what one is.

Pure: no database.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from panoh.people.enums import Relation, Sex

R = Relation

# How many rows above the other somebody of this relation stands.
ABOVE: dict[Relation, int] = {
    R.GRANDMOTHER: 2,
    R.GRANDFATHER: 2,
    R.MOTHER: 1,
    R.FATHER: 1,
    R.MOTHER_IN_LAW: 1,
    R.FATHER_IN_LAW: 1,
    R.AUNT: 1,
    R.UNCLE: 1,
    R.GUARDIAN: 1,
    R.WIFE: 0,
    R.HUSBAND: 0,
    R.SISTER: 0,
    R.BROTHER: 0,
    R.COUSIN: 0,
    R.OTHER: 0,
    R.DAUGHTER: -1,
    R.SON: -1,
    R.DAUGHTER_IN_LAW: -1,
    R.SON_IN_LAW: -1,
    R.NIECE: -1,
    R.NEPHEW: -1,
    R.WARD: -1,
    R.GRANDCHILD: -2,
}
# Whose sex the relation says by itself.
SEX_OF: dict[Relation, Sex] = {
    **dict.fromkeys(
        (R.WIFE, R.MOTHER, R.SISTER, R.DAUGHTER, R.GRANDMOTHER, R.DAUGHTER_IN_LAW, R.MOTHER_IN_LAW, R.AUNT, R.NIECE), Sex.FEMALE
    ),
    **dict.fromkeys((R.HUSBAND, R.FATHER, R.BROTHER, R.SON, R.GRANDFATHER, R.SON_IN_LAW, R.FATHER_IN_LAW, R.UNCLE, R.NEPHEW), Sex.MALE),
}
PARTNERS = frozenset({R.WIFE, R.HUSBAND})
CHILDREN, PARENTS, SIBLINGS = frozenset({R.DAUGHTER, R.SON}), frozenset({R.MOTHER, R.FATHER}), frozenset({R.SISTER, R.BROTHER})
LINEAL = frozenset({R.MOTHER, R.FATHER, R.GRANDMOTHER, R.GRANDFATHER, R.DAUGHTER, R.SON, R.GRANDCHILD})

# What the other is to somebody of this relation: for a woman, for a man.
_OTHER: dict[Relation, tuple[Relation, Relation]] = {
    R.WIFE: (R.WIFE, R.HUSBAND),
    R.HUSBAND: (R.WIFE, R.HUSBAND),
    R.MOTHER: (R.DAUGHTER, R.SON),
    R.FATHER: (R.DAUGHTER, R.SON),
    R.SISTER: (R.SISTER, R.BROTHER),
    R.BROTHER: (R.SISTER, R.BROTHER),
    R.DAUGHTER: (R.MOTHER, R.FATHER),
    R.SON: (R.MOTHER, R.FATHER),
    R.GRANDMOTHER: (R.GRANDCHILD, R.GRANDCHILD),
    R.GRANDFATHER: (R.GRANDCHILD, R.GRANDCHILD),
    R.GRANDCHILD: (R.GRANDMOTHER, R.GRANDFATHER),
    R.DAUGHTER_IN_LAW: (R.MOTHER_IN_LAW, R.FATHER_IN_LAW),
    R.SON_IN_LAW: (R.MOTHER_IN_LAW, R.FATHER_IN_LAW),
    R.MOTHER_IN_LAW: (R.DAUGHTER_IN_LAW, R.SON_IN_LAW),
    R.FATHER_IN_LAW: (R.DAUGHTER_IN_LAW, R.SON_IN_LAW),
    R.AUNT: (R.NIECE, R.NEPHEW),
    R.UNCLE: (R.NIECE, R.NEPHEW),
    R.NIECE: (R.AUNT, R.UNCLE),
    R.NEPHEW: (R.AUNT, R.UNCLE),
    R.COUSIN: (R.COUSIN, R.COUSIN),
    R.GUARDIAN: (R.WARD, R.WARD),
    R.WARD: (R.GUARDIAN, R.GUARDIAN),
    R.OTHER: (R.OTHER, R.OTHER),
}
# By what somebody is to a third, and what the other is to that third: what they are to the other, for a woman and for a man. Only what
# follows without a doubt; whose child somebody is besides, a person says.
_SIBLING, _AUNT, _NIECE, _COUSIN = (R.SISTER, R.BROTHER), (R.AUNT, R.UNCLE), (R.NIECE, R.NEPHEW), (R.COUSIN, R.COUSIN)
_CHILD, _PARENT, _GRANDPARENT = (R.DAUGHTER, R.SON), (R.MOTHER, R.FATHER), (R.GRANDMOTHER, R.GRANDFATHER)
_SPOUSE, _CHILD_IN_LAW, _PARENT_IN_LAW = (R.WIFE, R.HUSBAND), (R.DAUGHTER_IN_LAW, R.SON_IN_LAW), (R.MOTHER_IN_LAW, R.FATHER_IN_LAW)
_BETWEEN: dict[tuple[Relation, Relation], tuple[Relation, Relation]] = {
    (one, other): found
    for ones, others, found in (
        (_CHILD, _CHILD, _SIBLING),
        (_CHILD, _SIBLING, _NIECE),
        (_CHILD, _PARENT, (R.GRANDCHILD, R.GRANDCHILD)),
        (_CHILD, _NIECE, _COUSIN),
        (_SIBLING, _SIBLING, _SIBLING),
        (_SIBLING, _CHILD, _AUNT),
        (_PARENT, _CHILD, _GRANDPARENT),
        (_PARENT, _SPOUSE, _PARENT_IN_LAW),
        (_SPOUSE, _PARENT, _CHILD_IN_LAW),
        (_SPOUSE, _PARENT_IN_LAW, _CHILD),
        (_PARENT_IN_LAW, _SPOUSE, _PARENT),
        (_NIECE, _CHILD, _COUSIN),
    )
    for one in ones
    for other in others
}


@dataclass(frozen=True, slots=True)
class Kin:
    """What somebody is to another: one term, or two where the sex is not known."""

    terms: tuple[Relation, ...]

    @property
    def label(self) -> str:
        """In words: mother; mother or father."""
        words = [str(term.label) for term in self.terms]
        return words[0] if len(words) == 1 else _("%(one)s or %(other)s") % {"one": words[0], "other": words[1]}


def kin(relation: str) -> Kin:
    """Who is written down as `relation`."""
    return Kin((Relation(relation),))


def other_way(relation: str, sex: str = "") -> Kin:
    """What the other, of this sex, is to somebody who is their `relation`."""
    woman, man = _OTHER[Relation(relation)]
    if sex == Sex.FEMALE or woman == man:
        return Kin((woman,))
    return Kin((man,)) if sex == Sex.MALE else Kin((woman, man))


def may_be(relation: str, born: int | None, other_born: int | None) -> bool:
    """Whether somebody born in that year may be the `relation` of somebody born in the other: a parent or grandparent is the older one."""
    if Relation(relation) not in LINEAL or born is None or other_born is None:
        return True
    return (born < other_born) == (ABOVE[Relation(relation)] > 0) and born != other_born


def between(relation: str, other: str, sex: str) -> Relation | None:
    """What somebody of this sex, who is the `relation` of a third, is to whoever is the `other` of that third; None where that is open."""
    terms = _BETWEEN.get((Relation(relation), Relation(other)))
    if terms is None or (terms[0] != terms[1] and sex not in (Sex.FEMALE, Sex.MALE)):
        return None
    return terms[sex == Sex.MALE]
