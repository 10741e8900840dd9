"""What it means to be put on a register, in plain words: it is told before somebody agrees to go there."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.network.enums import Register

REGISTER_MEANS: dict[Register, Any] = {
    Register.PSYCHIATRIC: _(
        "The person is put on the psychiatric register, sometimes for years. This can matter when they look for "
        "certain jobs, apply for a driving licence, or when parents disagree about who the children live with. "
        "Treatment continues under observation."
    ),
    Register.NARCOLOGICAL: _(
        "The person is put on the narcological register, sometimes for years. They can lose a driving licence or work "
        "with machines, and it can matter when parents disagree about who the children live with."
    ),
    Register.TUBERCULOSIS: _(
        "The person is put on the tuberculosis register until they are well. Those who live with them are asked to be "
        "examined, and work with children or food may have to wait. Treatment is free and under observation."
    ),
}
