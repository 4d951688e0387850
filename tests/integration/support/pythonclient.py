# Debian's python3-websockets as a client. Run as: pythonclient.py SCENARIO URL CA-FILE|- deflate|plain [SIZE].
# Exits with 0 on success, and prints results for the caller to check.

import asyncio
import ssl
import sys

import websockets

scenario, url, ca, compression, *rest = sys.argv[1:]


def connect(**more):
    if ca != "-":
        more["ssl"] = ssl.create_default_context(cafile=ca)
    return websockets.connect(
        url, compression="deflate" if compression == "deflate" else None, max_size=None, **more)


async def echo():
    async with connect() as socket:
        agreed = [extension.name for extension in socket.extensions]
        assert agreed == (["permessage-deflate"] if compression == "deflate" else []), agreed
        for size in (0, 1, 125, 126, 127, 1023, 1024, 65535, 65536, 65537, 1 << 20, 4 << 20):
            for message in (("signalbox 你好 " * (size // 10 + 1))[:size], bytes(i * i >> 3 & 255 for i in range(size % 70000))):
                await socket.send(message)
                assert await socket.recv() == message, f"{size}: wrong echo"
        # Fragments: python sends each element of an iterable as a frame.
        await socket.send(["frag", "", "ment", "ed", " 你", "好" * 10000])
        assert await socket.recv() == "fragmented 你" + "好" * 10000
        numbers = [str(i) for i in range(1000)]
        for number in numbers:
            await socket.send(number)
        assert [await socket.recv() for _ in numbers] == numbers
        for payload in (b"", b"x", b"y" * 125):
            await asyncio.wait_for(await socket.ping(payload), 10)
        assert 0 < socket.latency < 10, socket.latency
    assert (socket.close_code, socket.close_reason) == (1000, ""), socket.close_code


async def close():
    for code, reason in ((1000, "enough"), (1001, ""), (1003, "你好"), (3000, "x" * 123), (4999, "own")):
        async with connect() as socket:
            await socket.close(code, reason)
            print(socket.close_code, socket.close_reason)


async def receive_until_close(socket):
    try:
        while True:
            await socket.recv()
    except websockets.ConnectionClosed as end:
        return f"{end.rcvd.code} {end.rcvd.reason}"


async def closed():
    """Prints "open" and then the close; sends messages of each SIZE in between."""
    async with connect() as socket:
        print("open", flush=True)
        for size in rest:
            await socket.send("x" * int(size))
        print(await receive_until_close(socket))


async def bye():
    """For the embedded example, which kicks a client that sends "bye"."""
    async with connect() as socket:
        await socket.send("bye")
        print(await receive_until_close(socket))


async def refused():
    try:
        async with connect(subprotocols=["unknown"]):
            print("accepted")
    except websockets.InvalidStatusCode as refusal:
        print(refusal.status_code)


async def chat():
    """Two members of a room, one of them with a subprotocol."""
    async with connect(subprotocols=["x", "chat.v1"]) as first, connect() as second:
        assert first.subprotocol == "chat.v1" and second.subprotocol is None
        await first.send("to both")
        assert [await socket.recv() for socket in (first, second)] == ["to both"] * 2


asyncio.run(asyncio.wait_for(globals()[scenario](), 60))
