// Made-up prices, 1,000 a second:  node publish.mjs ws://127.0.0.1:8080/room/quotes [updates a second] [seconds]
// A price that comes late is worth nothing: send() forgets what cannot go out now, and while the connection does not keep
// up, so do we.

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
let forgotten = 0;
function update() {
    const symbol = symbols[Math.floor(Math.random() * symbols.length)];
    const price = Math.max(100, prices.get(symbol) + Math.round((Math.random() - 0.5) * 40));
    prices.set(symbol, price);
    if (client.waitingBytes < maxWaitingBytes && room.send({ symbol, price: price / 100, at: Date.now() }))
        sent += 1;
    else
        forgotten += 1;
}

// Timers are late as they please; how many are due is a matter of the clock.
const begun = performance.now();
const timer = setInterval(() => {
    const passed = (performance.now() - begun) / 1000;
    for (let due = Math.floor(Math.min(passed, Number(seconds)) * Number(rate)) - sent - forgotten; due > 0; --due)
        update();
    if (passed < Number(seconds))
        return;
    clearInterval(timer);
    console.log(`${sent} sent, ${forgotten} forgotten in ${passed.toFixed(1)} s`);
    client.ping().finally(() => client.close()); // the server has them all then
}, 5);
