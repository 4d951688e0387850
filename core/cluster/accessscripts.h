#pragma once

// The scripts that Redis runs for the bans and revocations of a cluster (accesschange.h). META is a hash: epoch, version, last (id
// of a ban), formers (see AccessPosition).
//
//   change    KEYS: META, bans, revocations. ARGV: epoch, channel, origin, time (ms), entries that each hash may have, then
//             operations: name, field, value. Does all, or nothing. Returns {`ok`, version, ids of the bans with `add` ...};
//             {`epoch`}: the epoch is another one; {`exists`, value, i}: there is a ban already about what operation i, from 0, would add; {`full`}.
//             If anything has changed, the version is counted up, and the channel gets as netstrings: epoch, version, origin, and
//             of each change `+ban`, `-ban`, `+revocation` or `-revocation`, field, value.
//   restore   Begins an epoch with what a node has. KEYS: META, bans, revocations, and two hashes that take the place of these.
//             ARGV: epoch and version that the node has seen, the new epoch, formers, last id, entries of the two hashes, channel,
//             origin. Returns `ok`; `changed`: others were faster; `short`: the two hashes are not complete.

#include <QByteArray>

namespace signalbox {

enum class AccessScript : quint8 { Change, Restore };
inline constexpr std::size_t AccessScriptCount = 2;

//! The text of a script.
QByteArray textOf(AccessScript script);
//! Its SHA-1 in hexadecimal digits, by which EVALSHA names it.
const QByteArray &digestOf(AccessScript script);

} // namespace signalbox
