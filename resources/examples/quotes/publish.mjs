// Publishes random prices, 1,000 per second:  node publish.mjs ws://127.0.0.1:8080/room/quotes [updates a second] [seconds]
// A late price is useless: send() does not queue, and updates are skipped while the connection is too slow.

import { connect } from '../../client/signalbox.js';
import { WebSocket } from '../websocket.mjs';

const [url = 'ws://127.0.0.1:8080/room/quotes', rate = 1000, seconds = Infinity] = process.argv.slice(2);
const symbols = ['ALDER', 'BEECH', 'CEDAR', 'ELDER', 'FIR', 'HAZEL', 'LARCH', 'MAPLE', 'OAK', 'PINE', 'ROWAN', 'SPRUCE', 'THORN', 'WILLOW', 'YEW', 'ASH'];
const prices = new Map(symbols.map((symbol, i) => [symbol, 10000 + 777 * i])); // in cents
const maxWaitingBytes = 256 * 1024;

const client = connect(url, { WebSocket, user: 'exchange' });
client.on('closed', ({ code, reason, asked }) => asked || (console.error(`closed: ${code} ${reason}`), process.exit(1)));
const { room: name } = await client.next('open');
const room = client.room(name);
console.error(`publishing ${rate} updates a second to ${name}`);

let sent = 0;
let skipped = 0;
function update() {
    const symbol = symbols[Math.floor(Math.random() * symbols.length)];
    const price = Math.max(100, prices.get(symbol) + Math.round((Math.random() - 0.5) * 40));
    prices.set(symbol, price);
    if (client.waitingBytes < maxWaitingBytes && room.send({ symbol, price: price / 100, at: Date.now() }))
        sent += 1;
    else
        skipped += 1;
}

// Timers may fire late; the clock determines how many updates are due.
const begun = performance.now();
const timer = setInterval(() => {
    const passed = (performance.now() - begun) / 1000;
    for (let due = Math.floor(Math.min(passed, Number(seconds)) * Number(rate)) - sent - skipped; due > 0; --due)
        update();
    if (passed < Number(seconds))
        return;
    clearInterval(timer);
    console.log(`${sent} sent, ${skipped} skipped in ${passed.toFixed(1)} s`);
    client.ping().finally(() => client.close()); // the pong arrives after the server has received all updates
}, 5);
