#pragma once

// The scripts that Redis runs for the rooms of a cluster. Redis runs one script at a time, and takes nothing back when one fails in
// the middle: each checks everything before its first write, and that write is one which Redis refuses when it is out of memory.
//
// The generation of all rooms is a number that a node counts up when it notices that Redis has lost data (see the heartbeat in
// directoryscripts.h). A room that was numbered in a former generation begins a new numbering: clients may have had messages that
// Redis does not know any more, and nobody has to be in the room who could tell. Its hash has the generation of its numbering.
//
//   publish      numbers a publication, keeps it and distributes it. KEYS: room hash, last counter of the publisher's run, generation.
//                ARGV: epoch and seq that the node knows, stream prefix, channel, counter, id, payload, messages, bytes and age
//                (ms) that the history may take (0: no limit), life (ms) of the hash beyond the age.
//                Returns {status, epoch, seq}: `published`; `known`: it was published before; `behind`: Redis has another
//                numbering, or has lost a part of it, and the node has to synchronize first: nothing has happened.
//   synchronize  Compares the numbering with what the node has delivered, begins a new one if a part of it is lost, and reads
//                what the node does not have. In a room of a former generation the messages stay, and the new numbering goes on
//                behind them. KEYS: room hash, generation. ARGV: epoch (empty: none) and seq that the node knows, id of
//                that publication (empty: unknown), stream prefix, channel, a new epoch, messages and age of the history, life,
//                bytes of one answer, former epochs ...
//                Returns {epoch, seq, now (ms), whole (1: the answer has all that is kept), entries, seq up to which messages
//                were deleted}. With a known epoch the entries follow the known seq; otherwise they are the newest ones.
//   read         A part of the history. KEYS: room hash. ARGV: epoch, stream prefix, `older` or `newer`, a seq, entries and
//                bytes at most, age. Returns {epoch, seq, now, whole (1: there are no more in this direction), entries}; those
//                of `older` begin with the newest one.
//   clear        Deletes the history. KEYS: room hash. ARGV: stream prefix, channel. Returns {epoch, seq}.
//
// Entries are flat: seq, time, id, payload of each.

#include <QByteArray>

#include <array>

namespace signalbox {

enum class RoomScript : quint8 { Publish, Synchronize, Read, Clear };
inline constexpr std::size_t RoomScriptCount = 4;

//! The text of a script.
QByteArray textOf(RoomScript script);
//! Its SHA-1 in hexadecimal digits, by which EVALSHA names it.
const QByteArray &digestOf(RoomScript script);

} // namespace signalbox
