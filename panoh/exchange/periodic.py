"""What the task worker does by itself: what may be told of the directory is laid out for the public pages."""

from panoh.exchange.public_snapshot import lay_out_directory

OFTEN = (lay_out_directory,)
