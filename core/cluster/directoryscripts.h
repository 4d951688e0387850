#pragma once

// The scripts that Redis runs for the directory of a cluster. A node is registered in four keys: ALIVE (sorted set: number, time of
// its last heartbeat in ms), INFO (hash: number, what it says of itself), RUNS (hash: number, the run of the process that uses it),
// COUNTER (the number given out last). The entries of a name (a room or a user) are a sorted set: id and user of a connection, by
// the id, so that those of a node are neighbours (noderange.h). INDEX of a node: the set of names with entries of it.
//
//   next-number   Gives out a number. KEYS: ALIVE, COUNTER. ARGV: timeout (ms), the highest number, a random one of them. Returns
//                 the number. When no node is alive, Redis may have lost the counter, or have an old one, and the nodes whose
//                 numbers it gave out are about to come back: it goes on with the random number.
//   heartbeat     KEYS: ALIVE, INFO, RUNS, COUNTER, SEEN (hash: number, time of the last heartbeat; kept when the node is
//                 forgotten), the generation of rooms. ARGV: number, run, timeout (ms), info, highest number of the counter,
//                 prefix of the channels: all other nodes are told of one that was not registered; time and generation of the
//                 last heartbeat that was answered (0: none). If Redis does not know that heartbeat it has lost data, and a new
//                 generation begins, and the counter goes on anywhere, unless another node has noticed it
//                 before. Returns {status, dead nodes, info of all nodes (number, info, age of the last heartbeat in ms ...),
//                 time, generation}: `ok`;
//                 `new`: it was not registered, or too long ago, so its entries may be gone; `taken`: another run uses the number,
//                 and nothing has changed.
//   forget        Ends a registration. KEYS: ALIVE, INFO, RUNS. ARGV: number, timeout (ms; -1: whatever the heartbeat).
//   set-entries   Sets the entries of a node under one name. KEYS: entries, INDEX. ARGV: name, number, prefix of the channels of
//                 nodes (empty: changes are not announced), then for each range of ids: lowest, highest, count, and id and user
//                 of each. Entries in the range that are not listed are removed. Returns the number of changes, which the
//                 channels of all other nodes with entries get as MembersChanged.
//   remove-node   Removes entries of a dead node, for any node that noticed. KEYS: entries, INDEX, ALIVE. ARGV: name, number,
//                 prefix of the channels, timeout (ms), entries at most. Returns how many there were, or -1: the node is alive.
//                 Each entry is announced once, by the script that removed it.
//   claim-member  Adds an entry if a room has fewer than its limit, or has it already. KEYS: entries, INDEX. ARGV: name, number,
//                 prefix of the channels, id, user, limit. Returns 1, or 0: it is full. The entry is announced as by set-entries.
//   claim-place   Adds a connection to those of a user that count. Their entries have, in place of the user, their order: the
//                 time in microseconds when they were added. KEYS: entries, INDEX. ARGV: name, id, limit, prefix of the channels
//                 of nodes. Without a prefix it returns 0 if there are as many as the limit. Else the oldest ones beyond the
//                 limit are removed, and the channels of their nodes get them as UserReplaced. Returns the order.
//   send          KEYS: entries of a user. ARGV: number of the sending node, prefix of the channels, message. Publishes it to all
//                 other nodes with entries. Returns the number of entries of those that listen.

#include <QByteArray>

namespace signalbox {

enum class DirectoryScript : quint8 {
    NextNumber,
    Heartbeat,
    Forget,
    SetEntries,
    RemoveNode,
    Send,
    ClaimMember,
    ClaimPlace
};
inline constexpr std::size_t DirectoryScriptCount = 8;

//! The text of a script.
QByteArray textOf(DirectoryScript script);
//! Its SHA-1 in hexadecimal digits, by which EVALSHA names it.
const QByteArray &digestOf(DirectoryScript script);

} // namespace signalbox
