#include "core/cluster/directoryscripts.h"

#include "core/cluster/scriptcall.h"

#include <array>

namespace signalbox {

namespace {

// A number of Lua is a double, which tostring() writes with 14 digits.
constexpr const char *Common = R"lua(
local NODE = 1099511627776 -- ids of one node
local function text(number) return string.format('%.0f', number) end
local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function isAlive(alive, node, timeout)
    local seen = redis.call('ZSCORE', alive, node)
    return seen and tonumber(seen) > now() - tonumber(timeout)
end
local function netstring(bytes) return #bytes .. ':' .. bytes .. ',' end
-- Publishes `message` to all nodes with entries except `node`. Returns the number of entries of those that listen.
local function tellOthers(entries, node, channels, message)
    local from, count = 0, 0
    while true do
        local next = redis.call('ZRANGEBYSCORE', entries, text(from), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
        if #next == 0 then return count end
        local other = math.floor(tonumber(next[2]) / NODE)
        from = (other + 1) * NODE
        if other ~= node and redis.call('PUBLISH', channels .. text(other), message) > 0 then
            count = count + redis.call('ZCOUNT', entries, text(other * NODE), '(' .. text(from))
        end
    end
end
local function announce(entries, name, node, channels, changes)
    if channels ~= '' and #changes > 0 then
        tellOthers(entries, node, channels, netstring('members') .. netstring(name) .. table.concat(changes))
    end
end
)lua";

constexpr const char *NextNumberText = R"lua(
local most = tonumber(ARGV[2])
local number
local oldest = '(' .. text(now() - tonumber(ARGV[1]))
if #redis.call('ZRANGEBYSCORE', KEYS[1], oldest, '+inf', 'LIMIT', 0, 1) == 0 then redis.call('SET', KEYS[2], ARGV[3]) end
for _ = 1, most do
    number = redis.call('INCR', KEYS[2])
    if number > most then
        number = 1
        redis.call('SET', KEYS[2], 1)
    end
    if not isAlive(KEYS[1], number, ARGV[1]) then break end
end
return number
)lua";

constexpr const char *HeartbeatText = R"lua(
local node, run = ARGV[1], ARGV[2]
local time = now()
local wasAlive = isAlive(KEYS[1], node, ARGV[3])
local former = redis.call('HGET', KEYS[3], node)
if wasAlive and former and former ~= run then return {'taken'} end
local generation = tonumber(redis.call('GET', KEYS[6]) or '0')
if tonumber(redis.call('HGET', KEYS[5], node) or '0') < tonumber(ARGV[7]) and generation <= tonumber(ARGV[8]) then
    generation = tonumber(ARGV[8]) + 1
    redis.call('SET', KEYS[6], text(generation))
    -- Numbers that were given out since are in use, by nodes that are not back yet.
    redis.call('SET', KEYS[4], text(redis.call('TIME')[2] % tonumber(ARGV[5]) + 1))
end
redis.call('HSET', KEYS[5], node, text(time))
redis.call('ZADD', KEYS[1], text(time), node)
redis.call('HSET', KEYS[2], node, ARGV[4])
redis.call('HSET', KEYS[3], node, run)
local nodes = {}
local info = redis.call('HGETALL', KEYS[2])
for i = 1, #info, 2 do
    local seen = redis.call('ZSCORE', KEYS[1], info[i])
    if seen then
        nodes[#nodes + 1] = info[i]
        nodes[#nodes + 1] = info[i + 1]
        nodes[#nodes + 1] = text(time - tonumber(seen))
    end
end
if not (wasAlive and former) then
    for _, other in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
        if other ~= node then redis.call('PUBLISH', ARGV[6] .. other, netstring('arrived')) end
    end
end
local dead = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(time - tonumber(ARGV[3])), 'LIMIT', 0, 16)
return {(wasAlive and former) and 'ok' or 'new', dead, nodes, text(time), text(generation)}
)lua";

constexpr const char *ForgetText = R"lua(
if tonumber(ARGV[2]) >= 0 and isAlive(KEYS[1], ARGV[1], ARGV[2]) then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return redis.call('ZREM', KEYS[1], ARGV[1])
)lua";

constexpr const char *SetEntriesText = R"lua(
local name, node, channels = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local changes = {}
local i = 4
while i <= #ARGV do
    local wanted = {}
    local lowest, highest, count = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
    i = i + 3
    for _ = 1, count do
        wanted[ARGV[i] .. ' ' .. ARGV[i + 1]] = ARGV[i]
        i = i + 2
    end
    for _, entry in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], lowest, highest)) do
        if wanted[entry] then
            wanted[entry] = nil
        else
            redis.call('ZREM', KEYS[1], entry)
            changes[#changes + 1] = netstring('-' .. entry)
        end
    end
    for entry, id in pairs(wanted) do
        redis.call('ZADD', KEYS[1], id, entry)
        changes[#changes + 1] = netstring('+' .. entry)
    end
end
if redis.call('ZCOUNT', KEYS[1], text(node * NODE), '(' .. text((node + 1) * NODE)) > 0 then
    redis.call('SADD', KEYS[2], name)
else
    redis.call('SREM', KEYS[2], name)
end
announce(KEYS[1], name, node, channels, changes)
return #changes
)lua";

constexpr const char *RemoveNodeText = R"lua(
local name, node, channels, most = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[5])
if isAlive(KEYS[3], ARGV[2], ARGV[4]) then return -1 end
local entries = redis.call('ZRANGEBYSCORE', KEYS[1], text(node * NODE), '(' .. text((node + 1) * NODE), 'LIMIT', 0, most)
local changes = {}
for _, entry in ipairs(entries) do
    redis.call('ZREM', KEYS[1], entry)
    changes[#changes + 1] = netstring('-' .. entry)
end
if #entries < most then redis.call('SREM', KEYS[2], name) end
announce(KEYS[1], name, node, channels, changes)
return #entries
)lua";

constexpr const char *SendText = R"lua(
return tellOthers(KEYS[1], tonumber(ARGV[1]), ARGV[2], ARGV[3])
)lua";

constexpr const char *ClaimMemberText = R"lua(
local name, node, channels, id, most = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[6])
if redis.call('ZCOUNT', KEYS[1], id, id) > 0 then return 1 end
if redis.call('ZCARD', KEYS[1]) >= most then return 0 end
local entry = id .. ' ' .. ARGV[5]
redis.call('ZADD', KEYS[1], id, entry)
redis.call('SADD', KEYS[2], name)
announce(KEYS[1], name, node, channels, {netstring('+' .. entry)})
return 1
)lua";

constexpr const char *ClaimPlaceText = R"lua(
local name, id, most, channels = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local known = redis.call('ZCOUNT', KEYS[1], id, id) > 0
if channels == '' and not known and redis.call('ZCARD', KEYS[1]) >= most then return 0 end
if known then redis.call('ZREMRANGEBYSCORE', KEYS[1], id, id) end
local time = redis.call('TIME')
local order = time[1] * 1000000 + time[2]
redis.call('ZADD', KEYS[1], id, id .. ' ' .. text(order))
redis.call('SADD', KEYS[2], name)
if channels == '' or redis.call('ZCARD', KEYS[1]) <= most then return order end
local others = {}
for _, entry in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    local other, since = string.match(entry, '^(%d+) (%d+)')
    if other and other ~= id then
        others[#others + 1] = {entry = entry, id = tonumber(other), since = tonumber(since)}
    end
end
table.sort(others, function(a, b)
    if a.since ~= b.since then return a.since < b.since end
    return a.id < b.id
end)
for i = 1, #others + 1 - most do
    local oldest = others[i]
    redis.call('ZREM', KEYS[1], oldest.entry)
    redis.call('PUBLISH', channels .. text(math.floor(oldest.id / NODE)),
               netstring('replaced') .. netstring(name) .. netstring(text(oldest.id)))
end
return order
)lua";

constexpr std::array<const char *, DirectoryScriptCount> Texts{NextNumberText,  HeartbeatText,  ForgetText,
                                                               SetEntriesText,  RemoveNodeText, SendText,
                                                               ClaimMemberText, ClaimPlaceText};

} // namespace

QByteArray textOf(DirectoryScript script)
{
    return QByteArray(Common) + Texts[std::size_t(script)];
}

const QByteArray &digestOf(DirectoryScript script)
{
    static const auto digests = scriptDigests<DirectoryScript, DirectoryScriptCount>();
    return digests[std::size_t(script)];
}

} // namespace signalbox
