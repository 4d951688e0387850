#include "core/worker/wiretable.h"

#include "core/transport/tlschannel.h"

namespace signalbox {

WireTable::WireTable(IoLoop &loop, AdmissionLedger &ledger, Load &load, std::function<void()> emptied)
    : m_loop(loop)
    , m_ledger(ledger)
    , m_load(load)
    , m_emptied(std::move(emptied))
{
}

WireTable::~WireTable()
{
    for (const auto &[number, entry] : m_wires) {
        if (entry.admitted)
            givePlaceBack(*entry.wire);
    }
}

Wire &WireTable::add(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                     const WireSettings &settings)
{
    return insert(std::move(socket), peer, listener, settings, true);
}

Wire *WireTable::addRefused(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                            const WireSettings &settings)
{
    if (m_refused >= MaxRefused)
        return nullptr;
    ++m_refused;
    return &insert(std::move(socket), peer, listener, settings, false);
}

std::unique_ptr<Channel> WireTable::makeChannel(UniqueFd socket) const
{
    if (m_tls)
        return std::make_unique<TlsChannel>(*m_tls, std::move(socket));
    return std::make_unique<TcpChannel>(std::move(socket));
}

Wire &WireTable::insert(UniqueFd socket, const Endpoint &peer, const Endpoint &listener,
                        const WireSettings &settings, bool admitted)
{
    const quint64 number = ++m_lastNumber;
    auto wire = std::make_unique<Wire>(number, m_loop, makeChannel(std::move(socket)), peer, listener,
                                       settings, [this](Wire &gone) { retired(gone); });
    Entry &entry = m_wires[number];
    entry = {std::move(wire), admitted};
    return *entry.wire;
}

// The wire is on the stack: it goes in a later turn.
void WireTable::retired(Wire &wire)
{
    m_loop.post([this, number = wire.number()] {
        const auto found = m_wires.find(number);
        if (found == m_wires.end())
            return;
        if (found->second.admitted)
            givePlaceBack(*found->second.wire);
        else
            --m_refused;
        m_wires.erase(found);
        if (m_wires.empty())
            m_emptied();
    });
}

void WireTable::givePlaceBack(const Wire &wire)
{
    m_ledger.release(wire.peer().address);
    m_load.remove();
}

template <typename Predicate>
void WireTable::abortIf(const CloseReason &reason, Predicate predicate)
{
    std::vector<Wire *> wires; // an abort calls out, and what it calls may come back here
    for (const auto &[number, entry] : m_wires) {
        if (predicate(*entry.wire))
            wires.push_back(entry.wire.get());
    }
    for (Wire *wire : wires)
        wire->abort(reason);
}

std::vector<Wire *> WireTable::holding(qint64 bytes) const
{
    std::vector<Wire *> wires;
    for (const auto &[number, entry] : m_wires) {
        const qint64 held = entry.wire->stats().held();
        if (entry.wire->stage() == Wire::Stage::Open && held > 0 && held >= bytes)
            wires.push_back(entry.wire.get());
    }
    return wires;
}

void WireTable::abortPending()
{
    abortIf({}, [](const Wire &wire) {
        return wire.stage() == Wire::Stage::Head || wire.stage() == Wire::Stage::Upgrading;
    });
}

void WireTable::abortAll(const CloseReason &reason)
{
    abortIf(reason, [](const Wire &) { return true; });
}

} // namespace signalbox
