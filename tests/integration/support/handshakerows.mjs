// Valid and invalid request heads with the expected response: [status, source, name, bytes, expected fields of the
// response]. Sources: RFCs 9112 and 9110 (HTTP), 6455 (WebSocket), 7692 (compression); CONTRACTS: rules of Signalbox
// itself; "MAY" marks what an RFC leaves to the server. The bytes are Latin-1, one character per byte.

const key = 'dGhlIHNhbXBsZSBub25jZQ=='; // RFC 6455 section 1.3
const usual = ['Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13'];
const get = 'GET / HTTP/1.1';

const head = (...lines) => `${lines.join('\r\n')}\r\n\r\n`;
/** The usual handshake with another request line. */
const line = (text) => head(text, ...usual);
const path = (text) => line(`GET ${text} HTTP/1.1`);
/** The usual handshake and more lines. */
const plus = (...lines) => head(get, ...usual, ...lines);
/** The usual handshake with \a lines in place of the header \a name. */
const instead = (name, ...lines) => head(get, ...usual.flatMap((old) => (old.startsWith(`${name}:`) ? lines : [old])));
const sec = (name, ...values) => instead(`Sec-WebSocket-${name}`, ...values.map((value) => `Sec-WebSocket-${name}: ${value}`));
/** A request without upgrade. */
const plain = (first, ...lines) => head(first, 'Host: localhost', ...lines);
const offer = (...values) => plus(...values.map((value) => `Sec-WebSocket-Protocol: ${value}`));
const extend = (...values) => plus(...values.map((value) => `Sec-WebSocket-Extensions: ${value}`));
const many = (count) => Array.from({ length: count }, (_, i) => `X-${i}: 1`);

/** The usual handshake, of \a size bytes. */
function padded(size) {
    const padding = size - plus('X: ').length;
    return plus(`X: ${'x'.repeat(padding)}`);
}

const foreign = 'Origin: https://evil.example';
const noTakeover = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
const clientHello = `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${'r'.repeat(500)}`;
const page = { type: /^text\/html/ };
const utf8 = (text) => Buffer.from(text).toString('latin1');

/** The configuration that the rows expect. */
export const config = `
[[route]]
path = "/"
kind = "room"
room = "lobby"
[[route]]
path = "/ws"
kind = "room"
room = "lobby"
[[route]]
path = "/room/{room}"
kind = "room"
[[route]]
path = "/sub"
kind = "echo"
subprotocols = ["a", "b.v2"]
[[route]]
path = "/strict"
kind = "echo"
subprotocols = ["a"]
require_subprotocol = true
`;

const requestLine = [
    [101, '6455 §4.2.1 (1)', 'the handshake of the RFC', plus()],
    [101, '9112 §2.3', 'HTTP/1.2', line('GET / HTTP/1.2')],
    [101, '9112 §2.3', 'HTTP/1.9', line('GET / HTTP/1.9')],
    [200, '9110 §7.8', 'HTTP/1.0: its Upgrade is ignored', line('GET / HTTP/1.0'), page],
    [426, '9110 §7.8', 'HTTP/1.0, a WebSocket path', line('GET /ws HTTP/1.0')],
    [400, '9112 §2.3', 'HTTP/1.10', line('GET / HTTP/1.10')],
    [400, '9112 §2.3', 'HTTP/01.1', line('GET / HTTP/01.1')],
    [400, '9112 §2.3', 'http/1.1', line('GET / http/1.1')],
    [400, '9112 §2.3', 'another protocol', line('GET / RTSP/1.0')],
    [505, '9110 §15.6.6', 'HTTP/2.0', line('GET / HTTP/2.0')],
    [505, '9110 §15.6.6', 'HTTP/0.9 by name', line('GET / HTTP/0.9')],
    [505, '9112 §3', 'HTTP/0.9', 'GET /\r\n'],
    [505, '9113 §3.4', 'the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    [400, '9112 §3', 'a ClientHello on the clear port', clientHello],
    [400, '9112 §3', 'SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
    [400, '9112 §3', 'one word', 'hello\r\n\r\n'],
    [400, '9112 §3', 'NUL', '\0'],
    [400, '9112 §3', 'garbage before the method', `\xff\xfe${plus()}`],
    [400, '9112 §3', 'a byte order mark before the method', `\xef\xbb\xbf${plus()}`],
    [400, '9112 §3', 'white space before the method', ` ${plus()}`],
    [400, '9112 §3 MAY', 'two spaces before the target', line('GET  / HTTP/1.1')],
    [400, '9112 §3 MAY', 'two spaces before the version', line('GET /  HTTP/1.1')],
    [400, '9112 §3 MAY', 'a tab before the target', line('GET\t/ HTTP/1.1')],
    [400, '9112 §3 MAY', 'a space behind the version', line('GET / HTTP/1.1 ')],
    [400, '9112 §3.2', 'a space in the target', path('/a b')],
    [505, '9112 §3', 'no target: a version is one', line('GET HTTP/1.1')],
    [400, '9112 §3.1', 'no method', line(' / HTTP/1.1')],
    [400, '9112 §3.1', 'a method that is no token', line('G(T / HTTP/1.1')],
    [501, '9110 §9.1', 'methods have a case: get', line('get / HTTP/1.1')],
    [501, '9110 §9.1', 'methods have a case: Get', line('Get / HTTP/1.1')],
    [405, '6455 §4.2.1 (1)', 'POST', line('POST / HTTP/1.1')],
    [405, '6455 §4.2.1 (1)', 'PUT', line('PUT /ws HTTP/1.1')],
    [501, '9110 §15.6.2', 'an unknown method', line('BREW / HTTP/1.1')],
    [501, '9110 §15.6.2', 'a method of one character', line('! / HTTP/1.1')],
    [405, '9112 §3.2.3', 'CONNECT with an authority', line('CONNECT localhost:443 HTTP/1.1')],
    [204, '9112 §3.2.4', 'OPTIONS with an asterisk', line('OPTIONS * HTTP/1.1')],
    [204, '9110 §9.3.7', 'OPTIONS in HTTP/1.0 without Host', head('OPTIONS / HTTP/1.0')],
    [204, '9110 §9.3.7', 'OPTIONS of a WebSocket path', head('OPTIONS /ws HTTP/1.1', usual[0])],
    [101, '9112 §2.2', 'an empty line first', `\r\n${plus()}`],
    [400, '9112 §2.2 MAY', 'two empty lines first', `\r\n\r\n${plus()}`],
    [400, '9112 §2.2 MAY', 'an LF first', `\n${plus()}`],
];

const target = [
    [101, '9112 §3.2.1', '/ws', path('/ws')],
    [101, '9112 §3.2.1', 'a query', path('/?x=1&y')],
    [101, '9112 §3.2.1', 'an empty query', path('/?')],
    [101, '9112 §3.2.1', 'nothing but separators in the query', path('/?&&&')],
    [101, '9112 §3.2.1', 'a question mark, a slash and an equals sign in the query', path('/?user=a?/=')],
    [101, '3986 §2.4', 'percent-coded letters of a path', path('/%77%73')],
    [101, 'CONTRACTS', 'a percent-coded slash in a room', path('/room/a%2Fb')],
    [101, 'CONTRACTS', 'a percent-coded room', path('/room/%E4%BD%A0')],
    [101, 'CONTRACTS', 'a room in raw UTF-8', path(`/room/${utf8('你好')}`)],
    [101, 'CONTRACTS', 'a room of 128 characters', path(`/room/${'%C3%A9'.repeat(128)}`)],
    [101, '9112 §3.2', 'dot segments are the client\'s to remove: a room of that name', path('/room/..')],
    [101, '3986 §3.4', 'bytes that are not UTF-8 in an unused query', path('/?x=%ff%00')],
    [101, '9112 §3.2.2', 'absolute-form', path('http://localhost/ws?user=eve')],
    [101, '9112 §3.2.2', 'absolute-form with https', path('https://localhost/ws')],
    [101, '9112 §3.2.2', 'absolute-form with ws', path('ws://localhost:80/ws')],
    [101, '3986 §3.1', 'absolute-form in capitals', path('HTTP://LOCALHOST/ws')],
    [101, '9112 §3.2.2', 'absolute-form without a path', path('http://localhost')],
    [101, '9112 §3.2.2', 'absolute-form without a path, with a query', path('http://localhost?user=eve')],
    [101, '9112 §3.2.2', 'absolute-form is heard before Host',
        head('GET http://localhost/ws HTTP/1.1', 'Host: evil.example', ...usual.slice(1), 'Origin: http://localhost')],
    [403, '9112 §3.2.2', 'absolute-form is heard before Host, for an Origin too',
        head('GET http://evil.example/ws HTTP/1.1', ...usual, 'Origin: http://localhost')],
    [400, '9110 §4.2.4', 'absolute-form with a user', path('http://user@localhost/ws')],
    [400, '9110 §4.2.1', 'absolute-form without a host', path('http:///ws')],
    [400, '9110 §4.2.1', 'absolute-form with nothing but a port', path('http://:80/ws')],
    [400, '9112 §3.2.2', 'absolute-form of another scheme', path('ftp://localhost/ws')],
    [400, '9112 §3.2.3', 'authority-form', path('localhost:80')],
    [400, '9112 §3.2.4', 'asterisk-form', path('*')],
    [400, '9112 §3.2', 'a path without its slash', path('ws')],
    [400, '9112 §3.2', 'a fragment', path('/ws#a')],
    [400, '9112 §3.2', 'a fragment in the query', path('/ws?a#b')],
    [400, '9112 §3.2', 'NUL in the target', path('/w\0s')],
    [400, '9112 §3.2', 'DEL in the target', path('/w\x7fs')],
    [400, '9112 §3.2', 'a tab in the target', path('/w\ts')],
    [505, '9112 §3.2', 'a CR in the target: no version follows', path('/w\rs')],
    [400, '3986 §2.1', 'a percent sign alone', path('/%')],
    [400, '3986 §2.1', 'a bad escape in a room', path('/room/a%G1')],
    [101, 'CONTRACTS', 'a bad escape in a foreign query field', path('/?x=%zz&user=eve')],
    [101, 'CONTRACTS', 'a percent sign alone in a foreign query field', path('/?%&discount=100%')],
    [400, 'CONTRACTS', 'a bad escape in the user', path('/?user=100%')],
    [400, 'CONTRACTS', 'a room that is not UTF-8', path('/room/%FF')],
    [400, 'CONTRACTS', 'a room that is not UTF-8, raw', path('/room/\xff')],
    [400, 'CONTRACTS', 'a room of 129 characters', path(`/room/${'x'.repeat(129)}`)],
    [400, 'CONTRACTS', 'a room with a control', path('/room/a%0Ab')],
    [400, 'CONTRACTS', 'a room with a percent-coded NUL', path('/room/%00')],
    [400, 'CONTRACTS', 'a room without a character', path('/room/')],
    [404, 'CONTRACTS', 'a room without a segment', path('/room')],
    [404, 'CONTRACTS', 'a path below a room', path('/room/a/b')],
    [404, 'CONTRACTS', 'no such path', path('/nowhere')],
    [404, '3986 §6.2.2.1', 'paths have a case', path('/WS')],
    [404, 'CONTRACTS', 'a slash behind a path', path('/ws/')],
    [404, 'CONTRACTS', 'two slashes', path('//ws')],
    [404, 'CONTRACTS', 'a way up and out', path('/../../etc/passwd')],
    [404, 'CONTRACTS', 'a percent-coded way out', path('/%2e%2e/ws')],
    [404, 'CONTRACTS', 'a path of 8,000 slashes', path('/'.repeat(8000))],
    [400, 'CONTRACTS', 'an empty user', path('/?user=')],
    [400, 'CONTRACTS', 'a user of 65 characters', path(`/?user=${'x'.repeat(65)}`)],
    [400, 'CONTRACTS', 'a user with a control', path('/?user=a%00b')],
    [400, 'CONTRACTS', 'a user that is not UTF-8', path('/?user=%ff')],
    [400, 'CONTRACTS', 'a uid with a control', path('/?uid=a%09b')],
    [400, 'CONTRACTS', 'a user with a left-to-right mark', path('/?user=bob%E2%80%8E')],
    [400, 'CONTRACTS', 'a blank user', path('/?user=%E2%A0%80+%C2%A0')],
    [400, 'CONTRACTS', 'a user named as a guest', path('/?uid=guest-4711')],
    [400, 'CONTRACTS', 'a room with a zero width space', path('/room/lob%E2%80%8Bby')],
    [400, 'CONTRACTS', 'a blank room', path('/room/%EF%BE%A0')],
    [400, 'CONTRACTS', 'a room with a noncharacter', path('/room/a%EF%BF%BF')],
    [101, 'CONTRACTS', 'a room named as a guest', path('/room/guest-1')],
    [101, 'CONTRACTS', 'a user of emoji', path(`/?user=${encodeURIComponent('👩🏿‍🚀🏴󠁧󠁢󠁥󠁮󠁧󠁿1️⃣')}`)],
    [101, 'CONTRACTS', 'a user in Persian and Hindi', path(`/?user=${encodeURIComponent('می‌خواهم क्‍ष')}`)],
    [101, 'CONTRACTS', 'a user of 64 characters', path(`/?user=${'%C3%A9'.repeat(64)}`)],
];

const fields = [
    [101, '9110 §5.1', 'names in capitals', plus().replace(/^[A-Za-z-]+:/gm, (name) => name.toUpperCase())],
    [101, '9110 §5.1', 'names in small letters', plus().replace(/^[A-Za-z-]+:/gm, (name) => name.toLowerCase())],
    [101, '9112 §5', 'no white space behind the colon', plus().replaceAll(': ', ':')],
    [101, '9112 §5', 'white space around values', plus().replace(/: (.+)\r/g, ': \t $1 \t \r')],
    [101, '9110 §5.5', 'an empty value', plus('X:')],
    [101, '9110 §5.5', 'bytes above ASCII in a value', plus('X: caf\xe9 \xff\x80')],
    [101, '9110 §5.3', 'unknown headers before and behind', head(get, 'X: 1', ...usual, 'Y: 2', 'X: 3')],
    [101, '9110 §5.3', 'in another order', head(get, ...[...usual].reverse())],
    [101, '6265 §6.1', 'a cookie of 9,000 bytes', plus(`Cookie: ${'x'.repeat(9000)}`)],
    [101, '6455 §4.1', 'headers of other purposes', plus('TE: trailers', 'Pragma: no-cache', 'Authorization: Basic eDp5', 'Sec-WebSocket-Accept: x')],
    [101, 'CONTRACTS', '100 headers', plus(...many(95))],
    [431, '6585 §5', '101 headers', plus(...many(96))],
    [431, '6585 §5', '1,000 headers', plus(...many(1000))],
    [101, 'CONTRACTS', 'a head of max_head', padded(16384)],
    [431, '6585 §5', 'a head of one byte more', padded(16385)],
    [431, '6585 §5', 'a value of 17 KiB', plus(`X: ${'x'.repeat(17 * 1024)}`)],
    [431, '6585 §5', 'a name of 17 KiB', plus(`${'X'.repeat(17 * 1024)}: x`)],
    [431, '6585 §5', 'a method of 17 KiB', line(`${'G'.repeat(17 * 1024)} / HTTP/1.1`)],
    [431, '6585 §5', 'a target of 17 KiB', path(`/${'x'.repeat(17 * 1024)}`)],
    [400, '9112 §5.2', 'a folded line', plus('X: a', ' b')],
    [400, '9112 §5.2', 'a line folded by a tab', plus('X: a', '\tb')],
    [400, '9112 §5.2', 'a folded Connection', instead('Connection', 'Connection:', ' Upgrade')],
    [400, '9112 §2.2', 'white space before the first header', head(get, ` ${usual[0]}`, ...usual.slice(1))],
    [400, '9112 §5.1', 'a space before a colon', instead('Host', 'Host : localhost')],
    [400, '9112 §5.1', 'a tab before a colon', instead('Upgrade', 'Upgrade\t: websocket')],
    [400, '9112 §5.1', 'a space in a name', plus('Ho st: a')],
    [400, '9110 §5.1', 'no name', plus(': a')],
    [400, '9112 §5', 'no colon', plus('X')],
    [400, '9110 §5.6.2', 'a bracket in a name', plus('X(: a')],
    [400, '9110 §5.6.2', 'a byte above ASCII in a name', plus('X\xe9: a')],
    [400, '9110 §5.6.2', 'NUL in a name', plus('X\0: a')],
    [400, '9110 §5.5', 'NUL in a value', plus('X: a\0b')],
    [400, '9110 §5.5', 'ESC in a value', plus('X: \x1b[2J')],
    [400, '9110 §5.5', 'DEL in a value', plus('X: \x7f')],
    [400, '9112 §2.2', 'a CR in a value', plus('X: a\rSec-WebSocket-Protocol: b')],
    [400, '9112 §2.2', 'a CR as the end of a line', plus().replace('localhost\r\n', 'localhost\r')],
    [400, '9112 §2.2 MAY', 'an LF as the end of the request line', plus().replace('1.1\r\n', '1.1\n')],
    [400, '9112 §2.2 MAY', 'an LF as the end of a line', plus().replace('localhost\r\n', 'localhost\n')],
    [400, '9112 §2.2 MAY', 'an LF as the end of all lines', plus().replaceAll('\r\n', '\n')],
    [400, '9112 §2.2 MAY', 'an LF as the end of the head', plus().replace(/\r\n$/, '\n')],
    [400, '9112 §2.2', 'CR CR LF', plus().replace('localhost\r\n', 'localhost\r\r\n')],
];

const host = (...values) => instead('Host', ...values.map((value) => `Host: ${value}`));
const hosts = [
    [101, '9110 §7.2', 'a port', host('localhost:8080')],
    [101, '3986 §3.2.3', 'a colon without a port', host('localhost:')],
    [101, '3986 §3.2.2', 'IPv6', host('[::1]:8080')],
    [101, '3986 §3.2.2', 'a name with an underscore, a percent-coded letter and capitals', host('My_%68ost.Example.')],
    [400, '9112 §3.2', 'no Host', host()],
    [400, '9112 §3.2', 'two Hosts', host('localhost', 'localhost')],
    [400, '9112 §3.2', 'no Host, though there is one in the target', head('GET http://localhost/ws HTTP/1.1', ...usual.slice(1))],
    [400, '9110 §4.2.1', 'an empty Host', host('')],
    [400, '9112 §3.2', 'a list', host('localhost, localhost')],
    [400, '9112 §3.2', 'a URL', host('http://localhost/')],
    [400, '9112 §3.2', 'a user', host('user@localhost')],
    [400, '9112 §3.2', 'a space', host('local host')],
    [400, '9112 §3.2', 'nothing but a port', host(':8080')],
    [400, '9112 §3.2', 'a port that is no number', host('localhost:http')],
    [400, '9112 §3.2', 'two ports', host('localhost:80:80')],
    [400, '9112 §3.2', 'a bracket that does not close', host('[::1')],
    [400, '9112 §3.2', 'letters behind a bracket', host('[::1]x')],
    [400, '9112 §3.2', 'a bad escape', host('%zz')],
    [400, '9112 §3.2', 'bytes above ASCII', host('caf\xe9')],
    [400, '9112 §3.2', 'a page without Host', head(get)],
    [400, '9112 §3.2', 'a page with two', head(get, 'Host: a', 'Host: b')],
    [400, '9112 §3.2', 'a bad Host goes before method and path', head('PUT /nowhere HTTP/1.1', 'Host: a b')],
];

const handshake = [
    [101, '6455 §4.2.1 (3)', 'Upgrade has no case', instead('Upgrade', 'Upgrade: WebSocket')],
    [101, '9110 §7.8', 'Upgrade is a list', instead('Upgrade', 'Upgrade: h2c, websocket')],
    [101, '9110 §5.3', 'Upgrade on two lines', instead('Upgrade', 'Upgrade: h2c', 'Upgrade: websocket')],
    [101, '9110 §5.6.1.2', 'Upgrade with empty elements', instead('Upgrade', 'Upgrade: , ,websocket,,')],
    [426, '9110 §15.5.22', 'no Upgrade', head('GET /ws HTTP/1.1', ...usual.filter((old) => !old.startsWith('Upgrade:')))],
    [426, '9110 §15.5.22', 'another Upgrade', path('/ws').replace('websocket', 'h2c')],
    [426, '9110 §7.8', 'another version of websocket', path('/ws').replace('websocket', 'websocket/14')],
    [426, '6455 §4.2.1 (3)', 'a longer word', path('/ws').replace('websocket', 'websockets')],
    [101, '6455 §4.2.1 (4)', 'Connection has no case', instead('Connection', 'Connection: UPGRADE')],
    [101, '9110 §7.6.1', 'Connection is a list', instead('Connection', 'Connection: keep-alive,upgrade')],
    [101, '9110 §5.3', 'Connection on two lines', instead('Connection', 'Connection: keep-alive', 'connection: Upgrade')],
    [101, '9110 §5.6.1.2', 'Connection with empty elements', instead('Connection', 'Connection: ,\t, Upgrade ,')],
    [400, '6455 §4.2.1 (4)', 'no Connection', instead('Connection')],
    [400, '6455 §4.2.1 (4)', 'Connection without Upgrade', instead('Connection', 'Connection: keep-alive')],
    [400, '6455 §4.2.1 (4)', 'Connection: "Upgrade", quoted', instead('Connection', 'Connection: "Upgrade"')],
    [400, '6455 §4.2.1 (4)', 'two words in one element', instead('Connection', 'Connection: keep-alive Upgrade')],
    [101, '6455 §4.2.1 (5)', 'another key', sec('Key', 'AQIDBAUGBwgJCgsMDQ4PEA==')],
    [101, '6455 §4.2.1 (5)', 'a key of zeros', sec('Key', 'AAAAAAAAAAAAAAAAAAAAAA==')],
    [101, '4648 §4', 'a key with + and /', sec('Key', '+/+/+/+/+/+/+/+/+/+/+w==')],
    [400, '6455 §4.2.1 (5)', 'no key', sec('Key')],
    [400, '6455 §11.3.1', 'two keys', sec('Key', key, 'AQIDBAUGBwgJCgsMDQ4PEA==')],
    [400, '6455 §11.3.1', 'the same key twice', sec('Key', key, key)],
    [400, '6455 §4.2.1 (5)', 'an empty key', sec('Key', '')],
    [400, '6455 §4.2.1 (5)', 'a key of one byte', sec('Key', 'eA==')],
    [400, '6455 §4.2.1 (5)', 'a key of 15 bytes', sec('Key', 'dGhlIHNhbXBsZSBub25j')],
    [400, '6455 §4.2.1 (5)', 'a key of 17 bytes', sec('Key', 'dGhlIHNhbXBsZSBub25jZWU=')],
    [400, '6455 §4.2.1 (5)', 'a key that is not base64', sec('Key', '!!!!!!!!!!!!!!!!!!!!!!==')],
    [400, '4648 §3.2', 'a key without padding', sec('Key', key.slice(0, -2))],
    [400, '4648 §3.2', 'a key with too much padding', sec('Key', `${key}=`)],
    [400, '4648 §3.5 MAY', 'a key with bits behind its end', sec('Key', 'dGhlIHNhbXBsZSBub25jZR==')],
    [400, '4648 §5', 'a key in the alphabet of URLs', sec('Key', '-_-_-_-_-_-_-_-_-_-_-w==')],
    [400, '4648 §3.3', 'a key with a space', sec('Key', 'dGhlIHNhbXBs ZSBub25jZQ==')],
    [400, '6455 §4.2.1 (5)', 'a key in quotes', sec('Key', `"${key}"`)],
    [101, '9112 §5', 'a version with white space', sec('Version', ' \t13 ')],
    [400, '6455 §4.2.1 (6)', 'no version', sec('Version')],
    [400, '6455 §11.3.5', 'two versions', sec('Version', '13', '8')],
    [400, '6455 §11.3.5', 'the same version twice', sec('Version', '13', '13')],
    ...['0', '8', '12', '14', '013', '130', '+13', '13.0', '"13"', '13, 8', '13, 13', 'thirteen', ''].map((version) =>
        [426, '6455 §4.4', `version ${version || 'nothing'}`, sec('Version', version), { version: '13' }]),
    [101, '6455 §4.2.1 (7)', 'the same Origin', plus('Origin: http://localhost')],
    [403, '6455 §10.2', 'a foreign Origin', plus(foreign)],
    [403, '6455 §10.2', 'Origin null', plus('Origin: null')],
    [403, '6454 §5', 'another port as Origin', plus('Origin: http://localhost:1')],
    [101, 'CONTRACTS', 'https as Origin: a proxy ends TLS', plus('Origin: https://localhost')],
    [403, '6454 §5', 'another scheme as Origin', plus('Origin: ftp://localhost')],
    [403, 'CONTRACTS', 'a name that was rebound to loopback', host('evil.example').replace('Upgrade:', 'Origin: http://evil.example\r\nUpgrade:')],
    [400, '6454 §7.3', 'two Origins', plus('Origin: http://localhost', 'Origin: http://localhost')],
];

const sub = (...values) => offer(...values).replace('GET /', 'GET /sub');
const lists = [
    [101, '6455 §4.2.2 (5)', 'a subprotocol', sub('a'), { protocol: 'a' }],
    [101, '6455 §4.2.2 (5)', 'the first that is known', sub('x, b.v2, a'), { protocol: 'b.v2' }],
    [101, '6455 §11.3.4', 'on several lines', sub('x', 'b.v2', 'a'), { protocol: 'b.v2' }],
    [101, '9110 §5.6.1.2', 'with empty elements', sub(' ,, a ,', ''), { protocol: 'a' }],
    [101, '6455 §4.2.2 (5)', 'none that is known', sub('x, y'), { protocol: undefined }],
    [101, '6455 §11.3.4', 'subprotocols have a case', sub('A'), { protocol: undefined }],
    [101, '6455 §4.2.2 (5)', 'one of another route', offer('a'), { protocol: undefined }],
    [400, '6455 §4.1 (10)', 'one twice', sub('a, b.v2, a')],
    [400, '6455 §4.1 (10)', 'one twice on two lines', sub('a', 'a')],
    [400, '6455 §11.3.4', 'in quotes', sub('"a"')],
    [400, '6455 §11.3.4', 'two words', sub('a b.v2')],
    [400, '6455 §11.3.4', 'with a slash', sub('a/b')],
    [400, '6455 §11.3.4', 'with a byte above ASCII', sub('\xe9')],
    [400, 'CONTRACTS', 'none where one is required', path('/strict')],
    [101, '7692 §7.1', 'compression', extend('permessage-deflate'), { extensions: noTakeover }],
    [101, '7692 §7.1', 'parameters', extend('permessage-deflate; client_max_window_bits'),
        { extensions: `${noTakeover}; client_max_window_bits=12` }],
    [101, '7692 §5.1', 'the second offer', extend('permessage-deflate; x, permessage-deflate'), { extensions: noTakeover }],
    [101, '6455 §9.1', 'on several lines', extend('x-other', 'permessage-deflate'), { extensions: noTakeover }],
    [101, '6455 §9.1', 'a value in quotes', extend('permessage-deflate; server_max_window_bits="15"'), { extensions: /^permessage-deflate; / }],
    [101, '9110 §5.6.4', 'a value in quotes, with an escape', extend('x-other; a="\\b", permessage-deflate'), { extensions: noTakeover }],
    [101, '9110 §5.6.1.2', 'extensions with empty elements', extend(', ,permessage-deflate,,'), { extensions: noTakeover }],
    [101, '9110 §5.6.3', 'white space around ; and =', extend('permessage-deflate \t; server_no_context_takeover ,x; a = 1'), { extensions: noTakeover }],
    [101, '6455 §9.1', 'unknown extensions', extend('x-webkit-deflate-frame, x-other; a=1'), { extensions: undefined }],
    [101, '7692 §7.1', 'a parameter twice', extend('permessage-deflate; client_max_window_bits; client_max_window_bits'), { extensions: undefined }],
    [400, '6455 §9.1', 'extensions that are no list', extend('permessage-deflate; =1')],
    [101, 'CONTRACTS', 'a comma in quotes of another extension', extend('x; a="b,c"'), { extensions: undefined }],
    [101, 'CONTRACTS', 'an odd value of another extension', extend('x; a=[1,2], permessage-deflate'), { extensions: noTakeover }],
    [101, 'CONTRACTS', 'quotes of another extension that do not close', extend('x; a="1, permessage-deflate'), { extensions: noTakeover }],
    [400, '9110 §5.6.4', 'quotes that do not close', extend('permessage-deflate; a="b')],
    [101, 'CONTRACTS', 'another extension with a slash', extend('a/b'), { extensions: undefined }],
    [400, '6455 §9.1', 'no semicolon', extend('permessage-deflate x')],
    [101, 'CONTRACTS', 'no extension in the list', extend(''), { extensions: undefined }],
];

const bodies = [
    [101, '9112 §6.2', 'Content-Length: 0', plus('Content-Length: 0')],
    [101, '9110 §10.1.1', 'Expect without a body', plus('Expect: 100-continue')],
    [400, '6455 §4.1', 'a body by Content-Length', `${plus('Content-Length: 5')}hello`],
    [400, '6455 §4.1', 'a body by Transfer-Encoding', `${plus('Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`],
    [400, '9112 §6.3', 'both', `${plus('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`],
    [400, '9112 §6.3', 'two lengths', plus('Content-Length: 0', 'Content-Length: 5')],
    [400, '9112 §6.3', 'a list of two lengths', plus('Content-Length: 0, 5')],
    ...['-1', '+0', '0x0', '1e3', 'x', '', '99999999999999999999'].map((length) =>
        [400, '9112 §6.3', `Content-Length: ${length || 'nothing'}`, plus(`Content-Length: ${length}`)]),
    [400, '9112 §6.1', 'an unknown Transfer-Encoding', plus('Transfer-Encoding: gzip')],
    [400, '9112 §6.3', 'a page, two lengths', plain(get, 'Content-Length: 0', 'Content-Length: 5')],
    [400, '9112 §6.3', 'a page, length and chunked', `${plain(get, 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`],
    [400, '9112 §6.3', 'a page, not chunked at last', plain(get, 'Transfer-Encoding: chunked, gzip')],
    [405, '9112 §6', 'POST with a body', `${plain('POST / HTTP/1.1', 'Content-Length: 5')}hello`],
];

const pages = [
    [200, 'CONTRACTS', 'the page', plain(get), page],
    [200, '9110 §9.3.2', 'its head', plain('HEAD / HTTP/1.1'), page],
    [200, 'CONTRACTS', 'the page with a query', plain('GET /?user=a HTTP/1.1'), page],
    [200, '9112 §3.2.2', 'the page by absolute-form', plain('GET http://localhost HTTP/1.1'), page],
    [200, '9112 §3.2', 'the page by HTTP/1.0, without Host', head('GET / HTTP/1.0'), page],
    [200, '9110 §9.3.1', 'the page, with an unexpected body', `${plain(get, 'Content-Length: 5')}hello`, page],
    [200, '9112 §9.6', 'the page, once: bytes after "close" are not read', plain(get) + plain(get), page],
    [200, '9110 §7.8', 'an upgrade to something else is ignored', plain(get, 'Connection: Upgrade', 'Upgrade: h2c'), page],
    [426, '9110 §9.3.2', 'HEAD of a room', plain('HEAD /ws HTTP/1.1')],
    [426, '9110 §9.3.2', 'HEAD of a room that upgrades', line('HEAD /ws HTTP/1.1')],
    [200, '9110 §9.3.2', 'HEAD of the page that upgrades', line('HEAD / HTTP/1.1'), page],
    [404, '9110 §9.3.2', 'HEAD of no path', plain('HEAD /nowhere HTTP/1.1')],
    [426, '9110 §15.5.22', 'a plain request on a WebSocket path', plain('GET /ws HTTP/1.1')],
];

// Each row violates several rules; the first one in this order decides: head, method, path, upgrade, fields, version, Origin, subprotocol.
const bare = (first, ...lines) => plain(first, 'Upgrade: websocket', 'Connection: Upgrade', ...lines);
const order = [
    [400, 'CONTRACTS', 'head before method', plain('PUT /nowhere HTTP/1.1', 'X : 1', foreign)],
    [431, 'CONTRACTS', 'size before method', plain('PUT /nowhere HTTP/1.1', ...many(200))],
    [505, 'CONTRACTS', 'HTTP version before method', plain('PUT /nowhere HTTP/2.0')],
    [405, 'CONTRACTS', 'method before path', bare('PUT /nowhere HTTP/1.1', foreign)],
    [405, 'CONTRACTS', 'method before a bad path', bare('DELETE /room/%00 HTTP/1.1')],
    [404, 'CONTRACTS', 'path before upgrade', plain('GET /nowhere HTTP/1.1')],
    [404, 'CONTRACTS', 'path before key', bare('GET /nowhere HTTP/1.1', foreign)],
    [404, 'CONTRACTS', 'path before HTTP/1.0', line('GET /nowhere HTTP/1.0')],
    [404, 'CONTRACTS', 'path before version', `${path('/nowhere').replace(': 13', ': 12')}`],
    [404, 'CONTRACTS', 'path before Origin', head('GET /nowhere HTTP/1.1', ...usual, foreign)],
    [400, 'CONTRACTS', 'room before upgrade', plain('GET /room/%00 HTTP/1.1', foreign)],
    [426, 'CONTRACTS', 'upgrade before Origin', plain('GET /ws HTTP/1.1', foreign)],
    [426, 'CONTRACTS', 'upgrade before version', plain('GET /ws HTTP/1.1', 'Sec-WebSocket-Version: 8'), { version: undefined }],
    [426, 'CONTRACTS', 'upgrade before subprotocol', plain('GET /strict HTTP/1.1')],
    [400, 'CONTRACTS', 'key before version', bare('GET /ws HTTP/1.1', 'Sec-WebSocket-Version: 8')],
    [400, 'CONTRACTS', 'key before Origin', bare('GET /ws HTTP/1.1', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: short', foreign)],
    [426, 'CONTRACTS', 'version before Origin', sec('Version', '8').replace('Host', `${foreign}\r\nHost`), { version: '13' }],
    [426, 'CONTRACTS', 'version before subprotocol', path('/strict').replace(': 13', ': 8'), { version: '13' }],
    [403, 'CONTRACTS', 'Origin before subprotocol', head('GET /strict HTTP/1.1', ...usual, foreign)],
];

export const rows = { 'request line': requestLine, target, fields, Host: hosts, handshake, lists, bodies, pages, order };
