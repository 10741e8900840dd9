"""In which languages the house speaks (free of Django: questionnaires are scored without). Between people: `core.spoken`."""

LANGUAGES = ("tg", "ru", "en")
