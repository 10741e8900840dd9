"""What happens to findings and reports, each with the sentence that the person concerned reads."""

from enum import StrEnum

from django.utils.functional import Promise

SENTENCES: dict[StrEnum, Promise] = {}
