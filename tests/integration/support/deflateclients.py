# Client libraries that compress, each with its defaults. Run as: deflateclients.py LIBRARY URL MAX-MESSAGE.
# Exits with 0 when every message came back unchanged from an echo route, and prints the negotiated extension.

import asyncio
import random
import sys
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

library, url, max_message = sys.argv[1], sys.argv[2], int(sys.argv[3])


@asynccontextmanager
async def tornado():
    from tornado.websocket import websocket_connect

    socket = await websocket_connect(url, compression_options={}, max_message_size=1 << 30)
    print(socket.headers["Sec-WebSocket-Extensions"])
    yield lambda data: socket.write_message(data, binary=isinstance(data, bytes)), socket.read_message
    assert socket.close_code is None, socket.close_code
    socket.close()


@asynccontextmanager
async def aiohttp():
    import aiohttp

    async with aiohttp.ClientSession() as session, session.ws_connect(url, compress=15, max_msg_size=0) as socket:
        print(socket._response.headers["Sec-WebSocket-Extensions"])

        async def receive():
            message = await socket.receive()
            assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
            return message.data

        yield lambda data: socket.send_bytes(data) if isinstance(data, bytes) else socket.send_str(data), receive


@asynccontextmanager
async def websockets():
    import websockets

    async with websockets.connect(url, max_size=None) as socket:
        print(socket.response_headers["Sec-WebSocket-Extensions"])

        async def send(data):  # every other message in frames of 1,000 bytes
            send.count += 1
            pieces = [data[at : at + 1000] for at in range(0, max(len(data), 1), 1000)]
            await socket.send(pieces if send.count % 2 else data)

        send.count = 0
        yield send, socket.recv


@asynccontextmanager
async def wsproto():
    from wsproto import ConnectionType, WSConnection, events
    from wsproto.extensions import PerMessageDeflate

    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    protocol = WSConnection(ConnectionType.CLIENT)
    received = []

    async def receive():
        pieces = []
        while True:
            while not received:
                protocol.receive_data(await reader.read(1 << 16) or None)
                received.extend(protocol.events())
            event = received.pop(0)
            if isinstance(event, events.Ping):
                writer.write(protocol.send(event.response()))
                continue
            if not isinstance(event, events.Message):
                return event
            pieces.append(event.data)
            if event.message_finished:
                return type(pieces[0])().join(pieces)

    async def send(data):  # in two frames
        half = len(data) // 2
        writer.write(protocol.send(events.Message(data[:half], message_finished=False)))
        writer.write(protocol.send(events.Message(data[half:])))
        await writer.drain()

    writer.write(protocol.send(events.Request(parts.netloc, parts.path, extensions=[PerMessageDeflate()])))
    accepted = await receive()
    print(*(f"{extension.name}; {extension.offer()}" for extension in accepted.extensions))
    yield send, receive
    writer.close()


def messages():
    chance = random.Random(1)
    words = [f"{chance.getrandbits(40):x}" for _ in range(2000)]

    def prose(size):
        return " ".join(chance.choice(words) for _ in range(size // 8 + 1))[:size]

    for i in range(300):  # a chat: each message resembles those before it
        yield f'{{"type":"message","from":"Zoë","seq":{i},"content":"{prose(60)}"}}'
    for size in (0, 1, 1023, 1024, 3800, 4096, 4097, 9000, 32768, 40000, max_message - 1, max_message) * 2:
        text = prose(size)
        yield text
        yield text  # the whole message again, behind a context of its own
        yield text.encode()
        yield bytes(size)
        yield chance.randbytes(size)
        yield prose(500)


async def main():
    async with globals()[library]() as (send, receive):
        sent = list(messages())
        for message in sent:  # one at a time
            await send(message)
            answer = await receive()
            assert answer == message, f"{len(message)} came back as {answer and len(answer)}"
        burst = sent[:300]
        for message in burst:
            await send(message)
        assert [await receive() for _ in burst] == burst


asyncio.run(asyncio.wait_for(main(), 60))
