"""What it means to be put on a register, in plain words: it is told before somebody agrees to go there."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.network.enums import Register

REGISTER_MEANS: dict[Register, Any] = {
    Register.PSYCHIATRIC: _(
        "The person's name stands on the psychiatric register, sometimes for years. It can come up when they look for certain work, "
        "ask for a driving licence, or when parents disagree with whom the children live. Treatment goes on under observation."
    ),
    Register.NARCOLOGICAL: _(
        "The person's name stands on the narcological register, sometimes for years. It can cost a driving licence or work with machines, "
        "and can come up when parents disagree with whom the children live."
    ),
    Register.TUBERCULOSIS: _(
        "The person's name stands on the tuberculosis register until they are well. Those who live with them are asked to be examined, and "
        "work with children or food may have to wait. Treatment is free and is watched over."
    ),
}
