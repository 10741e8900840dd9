"""Instances for commands to be tried on."""

from tests.instances import instances as instances
