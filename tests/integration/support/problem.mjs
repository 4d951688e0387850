import assert from 'node:assert/strict';

/** Checks what all error responses share: a problem document (RFC 9457) and Connection: close. */
export function checkProblem({ status, headers, body }, expected) {
    assert.equal(status, expected, body);
    assert.match(headers['content-type'], /^application\/problem\+json/);
    const connection = expected === 426 ? 'upgrade, close' : 'close'; // RFC 9110 section 7.8
    assert.equal(headers.connection.toLowerCase(), connection);
    assert.equal(headers['content-length'], String(Buffer.byteLength(body)));
    const problem = JSON.parse(body);
    assert.equal(problem.status, expected);
    assert.equal(typeof problem.title, 'string');
    assert.ok(problem.detail.length > 0);
    if (expected === 405)
        assert.match(headers.allow, /\bGET\b/); // RFC 9110 section 15.5.6
    if (expected === 426)
        assert.equal(headers.upgrade, 'websocket'); // RFC 9110 section 15.5.22
}
