"""The sample of an instance."""

from panoh.accounts.actions import found_coalition
from panoh.demo.sample import load_sample
from tests.factories.accounts import make_secretariat


def make_sample() -> None:
    """As `panoh init --sample` leaves it; of the secretariat that the key agent of the test run knows."""
    make_secretariat()
    found_coalition()
    load_sample(lambda said: None)
