#include "core/session/headstore.h"

#include <utility>

namespace signalbox {

HeadStore::Head::Head(Head &&other) noexcept
    : m_store(std::exchange(other.m_store, nullptr))
    , m_code(std::exchange(other.m_code, {}))
{
}

HeadStore::Head &HeadStore::Head::operator=(Head &&other) noexcept
{
    std::swap(m_store, other.m_store);
    std::swap(m_code, other.m_code);
    return *this;
}

HeadStore::Head::~Head()
{
    for (qsizetype at = 0; m_store && at < m_code.size();) {
        if (m_code[at] != SharedMark) {
            at = m_code.indexOf('\n', at) + 1;
            continue;
        }
        m_store->release(Ref(quint8(m_code[at + 1]) << 8 | quint8(m_code[at + 2])));
        at += 3;
    }
}

QByteArray HeadStore::Head::text() const
{
    QByteArray text;
    for (qsizetype at = 0; m_store && at < m_code.size();) {
        if (m_code[at] == SharedMark) {
            text += m_store->m_lines[std::size_t(quint8(m_code[at + 1]) << 8 | quint8(m_code[at + 2]))].text;
            text += '\n';
            at += 3;
        } else {
            const qsizetype end = m_code.indexOf('\n', at) + 1;
            text += QByteArrayView(m_code).sliced(at, end - at);
            at = end;
        }
    }
    text.chop(1);
    return text;
}

HeadStore::HeadStore()
    : m_seen(MaxRemembered)
{
}

HeadStore::Head HeadStore::store(QByteArrayView text)
{
    Head head;
    if (text.isEmpty())
        return head;
    head.m_store = this;
    for (qsizetype at = 0; at <= text.size();) {
        qsizetype end = text.indexOf('\n', at);
        end = end < 0 ? text.size() : end;
        const QByteArrayView line = text.sliced(at, end - at);
        if (Ref ref = 0; acquire(line, ref)) {
            head.m_code += SharedMark;
            head.m_code += char(ref >> 8);
            head.m_code += char(ref & 0xFF);
        } else {
            head.m_code += line;
            head.m_code += '\n';
        }
        at = end + 1;
    }
    head.m_code.squeeze();
    return head;
}

//! Returns whether \a line is kept here; it has one user more then.
bool HeadStore::acquire(QByteArrayView line, Ref &ref)
{
    if (line.isEmpty() || line.size() > MaxSharedLine)
        return false;
    const QByteArray key = QByteArray::fromRawData(line.data(), line.size());
    if (const auto found = m_refs.constFind(key); found != m_refs.cend()) {
        ref = *found;
        ++m_lines[ref].users;
        return true;
    }
    // Clients choose the lines: the seed of the hash is random.
    const std::size_t hash = qHash(key, QHashSeed::globalSeed());
    quint32 &seen = m_seen[hash % m_seen.size()];
    const quint32 mark = quint32(hash >> 32) | 1; // never 0
    if (std::exchange(seen, mark) != mark || std::size_t(m_refs.size()) == MaxShared)
        return false;
    if (m_free.empty()) {
        m_free.push_back(Ref(m_lines.size()));
        m_lines.emplace_back();
    }
    ref = m_free.back();
    m_free.pop_back();
    m_lines[ref] = {line.toByteArray(), 1};
    m_refs.insert(m_lines[ref].text, ref);
    return true;
}

void HeadStore::release(Ref ref)
{
    if (--m_lines[ref].users > 0)
        return;
    m_refs.remove(m_lines[ref].text);
    m_lines[ref] = {};
    m_free.push_back(ref);
}

} // namespace signalbox
