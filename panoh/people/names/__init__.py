"""Names as people here write them: folded so that one name is found and compared across scripts (SEARCH.md).

Owns the rules and nothing else: no models, no Django, no names at rest. The key agent and the register import use it.
"""

from panoh.people.names.equality import name_key, same_name, same_patronymic
from panoh.people.names.folding import FOLD_VERSION, Folded, Reading, Token, fold, fold_token, forget

__all__ = ["FOLD_VERSION", "Folded", "Reading", "Token", "fold", "fold_token", "forget", "name_key", "same_name", "same_patronymic"]
