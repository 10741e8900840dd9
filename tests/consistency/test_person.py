"""What is known of a person stands in the model and in `PersonData`; whatever takes it in, corrects it or joins it reads those two."""

import ast

from panoh.desk.people.forms.person import PersonForm
from panoh.exchange.register.heads import FIELD_NAMES
from panoh.people.data import DATA_FIELDS, FULL_NAME, IDENTITY, NAMES
from panoh.people.enums import PersonField
from panoh.people.merging import fields
from panoh.people.models import Person
from panoh.vault.fields import sealed_fields
from tests.consistency.house import modules, short, tree

# Of the model, and nobody writes it down.
MADE = {
    "id": "the key",
    "version": "counts changes",
    "birth_year": "read from the birth date",
    "birth_precision": "read from the birth date",
    "recorded_at": "the moment itself",
    "merged_into": "set by joining",
}
# Written down once, at the registration, and never corrected.
ONCE = {"is_practice": "invented people stay invented", "met_on": "the day of the registration"}
# Of the registration, and no field of the model.
NOT_OF_THE_MODEL = {"birth_is_about": "goes into the precision of the birth", "numbers": "become ways to reach the person"}
# Where names of a person's fields stand side by side although they are something else.
OTHER_LISTS = {
    "panoh/people/data.py": "the lists themselves",
    "panoh/exchange/register/heads.py": "the columns of a spreadsheet, as people call them",
    "panoh/exchange/register/person.py": "the columns of a spreadsheet, where a name may stand in one cell or in three",
}


def test_every_field_of_a_person_is_written_down_or_has_a_reason_not_to_be() -> None:
    model = {field.name for field in Person._meta.concrete_fields}

    written = set(DATA_FIELDS) - NOT_OF_THE_MODEL.keys()
    assert model - MADE.keys() == written, f"people/data.py: PersonData lacks or has too much: {sorted(written ^ (model - MADE.keys()))}"
    assert MADE.keys() < model


def test_whatever_is_written_down_of_a_person_can_be_corrected_in_the_form_and_is_chosen_when_two_records_are_joined() -> None:
    known = set(DATA_FIELDS) - NOT_OF_THE_MODEL.keys() - ONCE.keys()

    choices, asked = set(PersonField.values), set(PersonForm.base_fields) - {"version", "reason"}
    assert choices == known, f"people/enums.py: PersonField lacks or has too much: {sorted(choices ^ known)}"
    lacks = sorted(asked ^ (known - {"region"}))  # it goes with the place
    assert not lacks, f"desk/people/forms/person.py: PersonForm lacks or has too much: {lacks}"
    assert set(fields()) == known - {"region"}


def test_the_parts_of_a_name_are_sealed_fields() -> None:
    assert {*FULL_NAME, *NAMES, *IDENTITY} <= set(sealed_fields(Person))
    assert set(FULL_NAME) <= set(FIELD_NAMES)


def _named(node: ast.AST) -> set[str]:
    """The fields of a person that a list, a set, a table or the parameters of a function name side by side."""
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) | ast.Dict(keys=parts):
            said = {str(part.value) for part in parts if isinstance(part, ast.Constant)}
            said |= {part.attr.lower() for part in parts if isinstance(part, ast.Attribute)}
        case ast.arguments():
            said = {one.arg for one in [*node.posonlyargs, *node.args, *node.kwonlyargs]}
        case _:
            return set()
    return said & sealed_fields(Person).keys()


def test_no_list_of_a_person_s_fields_is_kept_by_hand() -> None:
    by_hand = {short(path) for path in modules() for node in ast.walk(tree(path)) if len(_named(node)) > 2}

    assert by_hand == set(OTHER_LISTS)
