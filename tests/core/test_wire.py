"""Frames between the house and the key agent."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.core import wire
from panoh.core.wire import HEADER, LONG, WireError, encode, receive


def received(frame):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        ours.sendall(frame)
        ours.shutdown(socket.SHUT_WR)
        return [receive(theirs), receive(theirs)]


@given(
    st.recursive(
        st.none()
        | st.integers(-9, 9)
        | st.text(max_size=5)
        | st.binary(max_size=9)
        | st.sampled_from([b"\x01" * LONG, b"\x02" * (LONG + 1)]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
        max_leaves=8,
    )
)
def test_what_is_sent_is_received_and_nothing_stays_behind(message):
    assert received(encode(message)) == [message, None]


def test_long_bytes_are_not_written_in_base64():
    assert len(encode({"entries": b"\xff" * 100_000})) < 100_100


def test_a_frame_that_says_it_is_too_long_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(wire, "MAX_FRAME", 3 * LONG)

    with pytest.raises(WireError, match="frame_too_long"):
        received(HEADER.pack(3 * LONG + 1))
    with pytest.raises(WireError, match="frame_too_long"):
        received(encode([b"\x01" * 2 * LONG, b"\x02" * 2 * LONG]))
    with pytest.raises(WireError, match="frame_too_long"):
        received(HEADER.pack(15) + b'{"\\u0000n":-50}')


def test_a_frame_that_ends_early_is_no_message():
    with pytest.raises(WireError, match="cut_short"):
        received(encode({"entries": b"\x01" * LONG})[:-1])
