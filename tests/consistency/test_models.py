"""Relations point downwards; every field says how sensitive it is; migrations are one line and current."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils import translation

from panoh.core.models import Base
from panoh.vault.fields import Sealed, sealed_fields
from tests.consistency.house import floors, our_models

# Coded text without a closed list of values, each with its reason: who adds one shows that no word of a person fits in.
REVIEWED_TEXT = {
    "accounts.Draft.form": "name of the form and id of its row, never what was typed",
    "accounts.Draft.path": "an address of the desk, which holds codes and ids alone",
    "accounts.Session.data": "signed; ids and codes of the desk alone",
    "accounts.User.password": "a hash",
    "accounts.User.second_password": "a hash, or chance of its length",
    "audit.AuditCheckpoint.note": "size, root and signature of the tree",
    "audit.AuditEvent.verb": "a member of the events",
    "audit.IdempotencyKey.leads_to": "an address of the desk, which holds codes and ids alone; for a day",
    "audit.Undo.code": "codes of the records an act is about",
    "audit.Undo.changes": "rows as the tables hold them: sealed stays sealed",
    "audit.Undo.sentence": "a message of the code, untranslated",
    "audit.Undo.verb": "a member of the events",
    "cases.Case.complaints": "codes of content/complaints.toml",
    "cases.Conference.outside": "codes of ConferenceRole",
    "cases.Share.withheld_kinds": "codes of DataKind",
    "cases.Closing.outcomes": "codes of Capacity and Outcome",
    "cases.Death.stopped": "ids of rows, states and days",
    "cases.BulkOperation.wanted": "ids of cases",
    "cases.Request.needs": "codes of Need",
    "cases.Danger.sources": "codes of Source",
    "cases.UrgencyChange.dangers": "codes of DangerSign",
    "cases.UrgencyChange.measures": "codes of Measure",
    "consent.Consent.data_kinds": "codes of DataKind",
    "exchange.ImportRow.remarks": "codes of remarks and of columns",
    "exchange.ImportPart.written": "ids and marks of rows; of fields it changed what the tables hold: sealed stays sealed",
    "hotline.Call.dangers": "codes of DangerSign, and one of the hotline",
    "hotline.Call.given": "codes of Given",
    "hotline.Call.needs": "codes of Need",
    "instruments.TextPack.licence": "what permits a wording; about nobody",
    "instruments.TextPack.wording": "what a questionnaire reads like; about nobody",
    "instruments.Use.ground": "what permits a questionnaire; about nobody",
    "network.AgreementCorrection.former": "a date, a sum, codes or the number of an agreement, as its own coded field held it",
    "network.Agreement.services": "codes of services",
    "network.Facility.hours": "weekdays and times",
    "network.Facility.languages": "codes of Spoken",
    "network.Facility.opening_days": "numbers of weekdays",
    "network.Facility.public_fields": "codes of PublicField",
    "network.Facility.services": "codes of services",
    "accounts.RightAsked.regions": "codes of regions",
    "people.Candidate.reasons": "codes of Likeness",
    "people.CandidateLook.gaps": "numbers of changes",
    "people.Merge.changes": "rows as the tables hold them: sealed stays sealed",
    "people.Merge.choices": "names of fields, and whose",
    "referrals.Letterhead.host": "a name this server answers to, which says nothing of the house (checked)",
    "correspondence.PersonLink.data_kinds": "codes of DataKind",
    "referrals.Referral.data_kinds": "codes of DataKind",
    "reporting.FigureRelease.told": "a table of counts as its readers see it: codes, names of dimensions, numbers",
    "legal.Release.data_kinds": "codes of DataKind",
    "referrals.ReferralTerms.frozen": "number, version, sums, days and unit of an agreement",
    "data_protection.Erasure.epochs": "ids of organisations, each with a number",
    "data_protection.Erasure.waited_on": "days on which the house ran",
    "data_protection.Sealing.epochs": "ids of organisations, each with a number",
    "data_protection.ErasureNotice.references": "codes of referrals and reports, and numbers of letters",
    "team.Supervision.topics": "codes of SupervisionTopic",
    "cases.Question.choices": "answers to choose from, as the coordinator wrote them for everybody",
}


def classified(model: type[models.Model]) -> set[str]:
    return set(getattr(model, "PUBLIC", ())) | set(getattr(model, "PLAINTEXT_FIELDS", ()))


def plain_fields(model: type[models.Model]) -> dict[str, "models.Field[object, object]"]:
    """The fields that must be classified: no key, no version, no relation, not sealed."""
    return {
        field.name: field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.is_relation or field.name == "version" or isinstance(field, Sealed))
    }


def own_columns(model: type[models.Model]) -> set[str]:
    """What may be classified: a row of the audit says of its own key what it is."""
    return {field.name for field in model._meta.concrete_fields if not field.is_relation and not isinstance(field, Sealed)}


def test_the_house_has_models() -> None:
    assert {"accounts.User", "cases.Case", "people.Person", "vault.SubjectKey"} <= {model._meta.label for model in our_models()}


def test_relations_point_to_lower_floors() -> None:
    upward = []
    for model in our_models():
        for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many):
            target = field.related_model
            if not isinstance(target, type) or not target.__module__.startswith("panoh."):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and floors()[there] >= floors()[here]:
                upward.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert upward == []


def test_every_field_says_how_sensitive_it_is() -> None:
    silent = [f"{model._meta.label}.{name}" for model in our_models() for name in sorted(plain_fields(model).keys() - classified(model))]
    assert silent == []


def test_every_classified_name_is_a_field() -> None:
    stale = [f"{model._meta.label}.{name}" for model in our_models() for name in sorted(classified(model) - own_columns(model))]
    assert stale == []


def test_no_field_is_both_public_and_coded() -> None:
    both = [
        f"{model._meta.label}.{name}"
        for model in our_models()
        for name in getattr(model, "PUBLIC", frozenset()) & getattr(model, "PLAINTEXT_FIELDS", frozenset())
    ]
    assert both == []


def test_coded_text_has_a_closed_list_or_a_reason() -> None:
    """Free text about a person is sealed: what is merely coded must not be able to hold a sentence."""
    loose = [
        f"{model._meta.label}.{name}"
        for model in our_models()
        for name, field in plain_fields(model).items()
        if name in getattr(model, "PLAINTEXT_FIELDS", frozenset())
        if isinstance(field, models.TextField | models.JSONField)
        or (isinstance(field, models.CharField) and not field.choices and (field.max_length or 999) > 64)
    ]
    assert [name for name in loose if name not in REVIEWED_TEXT] == []
    assert set(REVIEWED_TEXT) <= set(loose)


def test_choices_fit_their_field() -> None:
    cut = [
        f"{model._meta.label}.{field.name}: {value}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.choices and field.max_length
        for value, _label in field.flatchoices
        if len(str(value)) > field.max_length
    ]
    assert cut == []


def test_models_with_sealed_fields_name_their_subject() -> None:
    mute = [model._meta.label for model in our_models() if sealed_fields(model) and not callable(getattr(model, "sealing_subject", None))]
    assert mute == []


def test_no_model_overrides_save_or_delete() -> None:
    bold = [model._meta.label for model in our_models() for name in ("save", "delete") if name in vars(model)]
    assert bold == []


def test_rows_have_random_ids_and_versions() -> None:
    """Base gives both. A row of a sequence (`seq`: the audit, the changes of the name index) is numbered by its place and never changes."""
    other = [
        model._meta.label
        for model in our_models()
        if not issubclass(model, Base) and model._meta.pk.name != "seq" and model._meta.app_label not in {"audit", "accounts"}
    ]
    assert other == []


def test_migrations_say_what_the_models_say() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    with translation.override(None):  # a label in another language would look like a change
        wanted = ProjectState.from_apps(apps)
        detector = MigrationAutodetector(loader.project_state(), wanted, NonInteractiveMigrationQuestioner(specified_apps=set()))
        changes = detector.changes(graph=loader.graph)
    missing = {room: [step.describe() for migration in found for step in migration.operations] for room, found in changes.items()}
    assert missing == {}, "make migrations ROOM=… NAME=…"


def rooms_with_migrations() -> list[str]:
    return sorted({model._meta.app_label for model in our_models()})


@pytest.mark.parametrize("room", rooms_with_migrations())
def test_migrations_are_one_line(room: str) -> None:
    """Two branches that each add a migration meet here, not at a unit's first start."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    own = {key: migration for key, migration in loader.disk_migrations.items() if key[0] == room}
    parents = Counter(parent for migration in own.values() for parent in migration.dependencies if parent[0] == room)
    assert own, "no migration yet: make migrations ROOM=… NAME=…"
    assert [key for key, count in parents.items() if count > 1] == []
    assert len(loader.graph.leaf_nodes(room)) == 1
