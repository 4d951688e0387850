#include "core/cluster/accessscripts.h"

#include "core/cluster/scriptcall.h"

#include <array>

namespace signalbox {

namespace {

// A number of Lua is a double, which tostring() writes with 14 digits.
constexpr const char *Common = R"lua(
local function text(number) return string.format('%.0f', number) end
local function netstring(bytes) return #bytes .. ':' .. bytes .. ',' end
-- Id, creation and end of an entry.
local function head(value)
    local id, created, ends = string.match(value, '^(%d+) (%-?%d+) (%-?%d+)')
    return id, tonumber(created), tonumber(ends)
end
)lua";

constexpr const char *ChangeText = R"lua(
local META, BANS, REVOCATIONS = KEYS[1], KEYS[2], KEYS[3]
local now, most = tonumber(ARGV[4]), tonumber(ARGV[5])
local state = redis.call('HMGET', META, 'epoch', 'version', 'last')
if state[1] ~= ARGV[1] then return {'epoch'} end
local added = 0
for i = 6, #ARGV, 3 do
    if ARGV[i] == 'add' then
        local there = redis.call('HGET', BANS, ARGV[i + 1])
        if there then
            local _, _, ends = head(there)
            if ends < 0 or ends > now then return {'exists', there, (i - 6) / 3} end
        else
            added = added + 1
        end
    end
end
if added > 0 and redis.call('HLEN', BANS) + added > most then return {'full'} end

local last = tonumber(state[3] or '0')
local reply, changes = {'ok', state[2]}, {}
local function tell(what, field, value)
    changes[#changes + 1] = netstring(what) .. netstring(field) .. netstring(value)
end
local function set(field, value)
    redis.call('HSET', BANS, field, value)
    tell('+ban', field, value)
end
local perform = {}
function perform.add(field, value)
    last = last + 1
    reply[#reply + 1] = text(last)
    set(field, string.gsub(value, '^%d+', text(last), 1))
end
function perform.put(field, value)
    local there = redis.call('HGET', BANS, field)
    if not there then
        if redis.call('HLEN', BANS) < most then set(field, value) end
        return
    end
    -- The same one, whose reply was lost: its node has told another id.
    local _, created, ends = head(there)
    local _, newCreated = head(value)
    if (created == newCreated and there ~= value) or (ends >= 0 and ends <= now) then set(field, value) end
end
function perform.set(field, value)
    local there = redis.call('HGET', BANS, field)
    if not there or there == value then return end
    local id, created = head(there)
    local newId, newCreated = head(value)
    if id == newId or created == newCreated then set(field, value) end
end
function perform.drop(field, value)
    local there = redis.call('HGET', BANS, field)
    if not there then return end
    local id, created, ends = head(there)
    local wantedId, wantedCreated, wantedEnd = head(value)
    if id ~= wantedId and created ~= wantedCreated then return end
    if wantedEnd >= 0 and (ends < 0 or ends > wantedEnd) then return end
    redis.call('HDEL', BANS, field)
    tell('-ban', field, '')
end
function perform.revoke(field, value)
    local there = redis.call('HGET', REVOCATIONS, field)
    if there then
        local _, created, ends = head(there)
        local _, newCreated, newEnd = head(value)
        value = '0 ' .. text(math.max(created, newCreated)) .. ' ' .. text(math.max(ends, newEnd))
        if value == there then return end
    elseif redis.call('HLEN', REVOCATIONS) >= most then
        return
    end
    redis.call('HSET', REVOCATIONS, field, value)
    tell('+revocation', field, value)
end
function perform.forget(field, value)
    local there = redis.call('HGET', REVOCATIONS, field)
    if not there then return end
    local _, _, ends = head(there)
    local _, _, wantedEnd = head(value)
    if ends > wantedEnd then return end
    redis.call('HDEL', REVOCATIONS, field)
    tell('-revocation', field, '')
end
for i = 6, #ARGV, 3 do perform[ARGV[i]](ARGV[i + 1], ARGV[i + 2]) end
if #changes > 0 then
    local version = text(tonumber(state[2]) + 1)
    reply[2] = version
    redis.call('HSET', META, 'version', version, 'last', text(last))
    redis.call('PUBLISH', ARGV[2], netstring(state[1]) .. netstring(version) .. netstring(ARGV[3]) .. table.concat(changes))
end
return reply
)lua";

// The first write is the one that fails when Redis is out of memory.
constexpr const char *RestoreText = R"lua(
local state = redis.call('HMGET', KEYS[1], 'epoch', 'version')
if (state[1] or '') ~= ARGV[1] or (state[1] and state[2] ~= ARGV[2]) then return 'changed' end
for i = 1, 2 do
    if redis.call('HLEN', KEYS[3 + i]) ~= tonumber(ARGV[5 + i]) then return 'short' end
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[3], 'version', '1', 'formers', ARGV[4], 'last', ARGV[5])
for i = 1, 2 do
    redis.call('DEL', KEYS[1 + i])
    if ARGV[5 + i] ~= '0' then
        redis.call('RENAME', KEYS[3 + i], KEYS[1 + i])
        redis.call('PERSIST', KEYS[1 + i])
    end
end
redis.call('PUBLISH', ARGV[8], netstring(ARGV[3]) .. netstring('1') .. netstring(ARGV[9]))
return 'ok'
)lua";

constexpr std::array<const char *, AccessScriptCount> Texts{ChangeText, RestoreText};

} // namespace

QByteArray textOf(AccessScript script)
{
    return QByteArray(Common) + Texts[std::size_t(script)];
}

const QByteArray &digestOf(AccessScript script)
{
    static const auto digests = scriptDigests<AccessScript, AccessScriptCount>();
    return digests[std::size_t(script)];
}

} // namespace signalbox
