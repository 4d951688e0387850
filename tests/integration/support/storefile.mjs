// The file of the store, as other programs see it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the state of several servers, one after the other. */
export function stateFolder(t) {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-state-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

export const storeFile = (state) => join(state, 'signalbox', 'signalbox.db');

/** The file with its -wal and -shm: {name: content}. */
export function storeContents(state) {
    const folder = join(state, 'signalbox');
    const names = readdirSync(folder).filter((name) => /^signalbox\.db(-wal|-shm)?$/.test(name)).sort();
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

/** Runs SQL in the file with Python's module, and returns the first value of the last statement. */
export function sql(state, ...statements) {
    const script = `
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)
for statement in sys.argv[2:]:
    row = connection.execute(statement).fetchone()
print(row[0] if row else '')`;
    return execFileSync('python3', ['-c', script, storeFile(state), ...statements]).toString().trim();
}

export const storedMessages = (state) => Number(sql(state, 'SELECT count(*) FROM messages'));
