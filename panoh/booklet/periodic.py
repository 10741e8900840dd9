"""What the task worker does by itself: the booklet in force is laid out for the public pages."""

from panoh.booklet.public_snapshot import lay_out_booklet

OFTEN = (lay_out_booklet,)
