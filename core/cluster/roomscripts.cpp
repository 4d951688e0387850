#include "core/cluster/roomscripts.h"

#include "core/cluster/scriptcall.h"

namespace signalbox {

namespace {

// A number of Lua is a double, which tostring() writes with 14 digits.
constexpr const char *Common = R"lua(
local function text(number) return string.format('%.0f', number) end
local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end
-- The value of field `name` of an entry.
local function field(entry, name)
    local fields = entry[2]
    for i = 1, #fields, 2 do
        if fields[i] == name then return fields[i + 1] end
    end
    return ''
end
-- Whether a room was numbered before Redis lost data. One that has been renewed because it was lost itself, a moment ago, was not:
-- the loss is noticed at different times.
local function isOld(generation, ofRoom, renewed)
    return (ofRoom or '0') ~= generation and now() - (tonumber(renewed) or 0) > 30000
end
local function seqOf(entry) return string.match(entry[1], '^%d+') end
-- What an entry counts for history.bytes.
local function bytesOf(entry) return #field(entry, 'd') + 128 end
-- The hash lives longer than the stream: numbers are not given again while there are messages with them. That of a room without
-- numbers lives for ten minutes, in which a node that has it open asks for the state twice.
local function keep(room, stream, seq, age, life)
    if seq == 0 then
        redis.call('PEXPIRE', room, 600000)
    elseif age > 0 then
        redis.call('PEXPIRE', room, text(age + life))
        redis.call('PEXPIRE', stream, text(age + 1000))
    else
        redis.call('PERSIST', room)
        redis.call('PERSIST', stream)
    end
end
-- Entries from `from` on to `to`, in the direction of `command`; what has expired is left out. Returns them, and whether they are all.
local function entries(command, stream, from, to, most, mostBytes, age)
    local found, bytes, count = {}, 0, 0
    local oldest = age > 0 and now() - age or -1
    while true do
        local chunk = redis.call(command, stream, from, to, 'COUNT', 16)
        for _, entry in ipairs(chunk) do
            local time = tonumber(field(entry, 't')) or 0
            if time > oldest then
                bytes = bytes + bytesOf(entry)
                if count > 0 and ((most > 0 and count >= most) or bytes > mostBytes) then return found, 0 end
                count = count + 1
                found[#found + 1] = seqOf(entry)
                found[#found + 1] = field(entry, 't')
                found[#found + 1] = field(entry, 'i')
                found[#found + 1] = field(entry, 'd')
            elseif command == 'XREVRANGE' then
                return found, 1
            end
        end
        if #chunk < 16 then return found, 1 end
        from = '(' .. chunk[#chunk][1]
    end
end
)lua";

constexpr const char *Publish = R"lua(
local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'bytes', 'oldest', 'generation', 'renewed')
local epoch, seq = room[1], tonumber(room[2])
local generation = redis.call('GET', KEYS[3]) or '0'
if epoch ~= ARGV[1] or not seq or seq < tonumber(ARGV[2]) or isOld(generation, room[5], room[6]) then
    return {'behind', epoch or '', room[2] or '0'}
end
local last = tonumber(redis.call('GET', KEYS[2]) or '0') or 0
if last >= tonumber(ARGV[5]) then return {'known', epoch, room[2]} end
local stream = ARGV[3] .. epoch
local length = redis.call('XLEN', stream)
local time = now()
local bytes = length > 0 and tonumber(room[3]) or 0
local oldest = length > 0 and tonumber(room[4]) or time
local most, mostBytes, age, life = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
seq = seq + 1
-- first write
redis.call('XADD', stream, text(seq) .. '-0', 't', text(time), 'i', ARGV[6], 'd', ARGV[7])
length = length + 1
bytes = bytes + #ARGV[7] + 128
-- The number of entries that one publication removes is bounded: limits may have been reduced.
local from, removed = '-', 0
while length > 0 and removed < 64 and ((most > 0 and length > most) or (mostBytes > 0 and bytes > mostBytes)
        or (age > 0 and time - oldest >= age)) do
    local two = redis.call('XRANGE', stream, from, '+', 'COUNT', 2)
    bytes = bytes - bytesOf(two[1])
    length = length - 1
    removed = removed + 1
    from = two[2] and two[2][1]
    oldest = two[2] and tonumber(field(two[2], 't')) or time
end
if length == 0 then
    redis.call('XTRIM', stream, 'MAXLEN', 0)
elseif removed > 0 then
    redis.call('XTRIM', stream, 'MINID', from)
end
redis.call('HSET', KEYS[1], 'seq', text(seq), 'bytes', text(bytes), 'oldest', text(oldest), 'generation', generation)
keep(KEYS[1], stream, seq, age, life)
redis.call('SET', KEYS[2], ARGV[5], 'PX', 300000)
redis.call('PUBLISH', ARGV[4], 'p ' .. text(seq) .. ' ' .. text(time) .. ' ' .. ARGV[6] .. ' ' .. epoch .. '\n' .. ARGV[7])
return {'published', epoch, text(seq)}
)lua";

constexpr const char *Synchronize = R"lua(
local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'generation', 'base', 'renewed', 'cleared')
local epoch, seq, base, cleared = room[1], tonumber(room[2]), tonumber(room[4]) or 0, tonumber(room[6]) or 0
local generation = redis.call('GET', KEYS[2]) or '0'
local known, delivered = ARGV[1], tonumber(ARGV[2])
local age, life, mostBytes = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local isLost = not epoch or not seq
local isBefore = not isLost and isOld(generation, room[3], room[5])
if isLost or isBefore then
    -- nothing is known of the room, or not any more
elseif epoch == known then
    isLost = seq < delivered
    if not isLost and ARGV[3] ~= '' then
        -- The number may have been lost, and given again since.
        local id = text(delivered) .. '-0'
        local entry = redis.call('XRANGE', ARGV[4] .. epoch, id, id)[1]
        isLost = entry and field(entry, 'i') ~= ARGV[3]
    end
else
    -- A numbering from before the one that the node knows: Redis was restored.
    for i = 11, #ARGV do isLost = isLost or epoch == ARGV[i] end
end
if isBefore then
    -- What Redis still has stays, and the numbers go on behind it. First write:
    base = seq
    redis.call('HSET', KEYS[1], 'epoch', ARGV[6], 'base', text(base), 'generation', generation)
    local stream = ARGV[4] .. epoch
    if redis.call('EXISTS', stream) == 1 then redis.call('RENAME', stream, ARGV[4] .. ARGV[6]) end
    epoch = ARGV[6]
elseif isLost then
    -- first write
    redis.call('HSET', KEYS[1], 'epoch', ARGV[6], 'seq', '0', 'bytes', '0', 'oldest', '0', 'base', '0', 'cleared', '0', 'generation',
        generation, 'renewed', known ~= '' and text(now()) or '0')
    if epoch then redis.call('UNLINK', ARGV[4] .. epoch) end
    epoch, seq, base, cleared = ARGV[6], 0, 0, 0
elseif room[3] ~= generation then
    redis.call('HSET', KEYS[1], 'generation', generation)
end
local stream = ARGV[4] .. epoch
keep(KEYS[1], stream, seq, age, life)
if isBefore or (isLost and known ~= '') then redis.call('PUBLISH', ARGV[5], 'n ' .. epoch) end
local found, whole = {}, 1
if epoch == known then
    if seq > delivered then
        found, whole = entries('XRANGE', stream, '(' .. text(delivered) .. '-0', '+', 0, mostBytes, age)
    end
else
    -- Members of the numbering before have got what is in front of the new one.
    local from = known ~= '' and '(' .. text(base) .. '-0' or '-'
    found, whole = entries('XREVRANGE', stream, '+', from, tonumber(ARGV[7]), mostBytes, age)
end
return {epoch, text(seq), text(now()), whole, found, text(cleared)}
)lua";

constexpr const char *Read = R"lua(
local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if room[1] ~= ARGV[1] then return {room[1] or '', room[2] or '0', text(now()), 1, {}} end
local isOlder = ARGV[3] == 'older'
local found, whole = entries(isOlder and 'XREVRANGE' or 'XRANGE', ARGV[2] .. room[1], '(' .. ARGV[4] .. '-0', isOlder and '-' or '+',
    tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]))
return {room[1], room[2], text(now()), whole, found}
)lua";

// Deletes first: this must work when Redis is out of memory.
constexpr const char *Clear = R"lua(
local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not room[1] or not room[2] then return {'', '0'} end
redis.call('UNLINK', ARGV[1] .. room[1])
redis.call('HSET', KEYS[1], 'bytes', '0', 'oldest', '0', 'cleared', room[2])
redis.call('PUBLISH', ARGV[2], 'c ' .. room[2] .. ' ' .. room[1])
return {room[1], room[2]}
)lua";

} // namespace

QByteArray textOf(RoomScript script)
{
    switch (script) {
    case RoomScript::Publish:
        return QByteArray(Common) + Publish;
    case RoomScript::Synchronize:
        return QByteArray(Common) + Synchronize;
    case RoomScript::Read:
        return QByteArray(Common) + Read;
    case RoomScript::Clear:
        return QByteArray(Common) + Clear;
    }
    return {};
}

const QByteArray &digestOf(RoomScript script)
{
    static const auto digests = scriptDigests<RoomScript, RoomScriptCount>();
    return digests[std::size_t(script)];
}

} // namespace signalbox
