// Message contents: each is unique, contains its number, and is known in both forms, envelope and plain.

const forms = [
    // Formatting and large numbers must be preserved.
    (token, text) => ({ raw: `{ "z":1.10, "a":12345678901234567890, "t":"${token}","t2":"${text}" }` }),
    (token, text) => ({ raw: `[ null,"${token}", -0.0e+1 ,"${text}"]` }),
    (token, text) => ({ raw: JSON.stringify(`${token} ${text} "quoted" 你好`) }),
    (token, text) => ({ raw: JSON.stringify(Buffer.from(`${token}\0${text}`).toString('base64')), encoding: 'base64' }),
];

/** {raw, encoding?, plain, isBinary}: the content in an envelope, and what plain members receive. */
export function makeContent(number, random) {
    const { raw, encoding } = random.pick(forms)(`~${number}~`, 'x'.repeat(random.below(60)));
    const value = raw.startsWith('"') ? JSON.parse(raw) : raw;
    const plain = Buffer.from(value, encoding === 'base64' ? 'base64' : 'utf8');
    return { raw, encoding, plain, isBinary: encoding !== undefined };
}

/** A message of a plain member, and the content that envelope members receive. */
export function makePlain(number, random) {
    const isBinary = random.chance(0.3);
    const plain = Buffer.from(`~${number}~ ${'y'.repeat(random.below(60))} é`);
    const raw = JSON.stringify(isBinary ? plain.toString('base64') : plain.toString());
    return { raw, encoding: isBinary ? 'base64' : undefined, plain, isBinary };
}

/** The content of a direct message. */
export function makeDirect(number) {
    const raw = JSON.stringify({ direct: `~${number}~` });
    return { raw, plain: Buffer.from(raw), isBinary: false };
}

/** The number of a message that was received in an envelope. */
export function numberOf({ content, encoding }) {
    if (encoding === 'base64')
        return numberIn(Buffer.from(content, 'base64'));
    return numberIn(typeof content === 'string' ? content : JSON.stringify(content));
}

export function numberIn(bytes) {
    const found = bytes.toString().match(/~(\d+)~/);
    return found ? Number(found[1]) : NaN;
}

/** The part of an envelope with the content, up to seq or time. */
export function serialised({ raw, encoding }) {
    return `"content":${raw}${encoding ? ',"encoding":"base64"' : ''},"`;
}
