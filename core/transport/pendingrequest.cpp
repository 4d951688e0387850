#include "core/transport/pendingrequest.h"

namespace signalbox {

PendingRequest::PendingRequest(Wire &wire, HttpHeadLimits limits)
    : m_wire(wire)
    , m_reader(std::make_unique<HttpHeadReader>(limits))
{
    wire.setHandler(this);
}

PendingRequest::~PendingRequest() = default;

void PendingRequest::wireBytes(QByteArrayView bytes)
{
    if (!m_reader)
        return;
    if (m_wire.channelState() == Channel::State::Mistaken) {
        headRefused({HttpResponse::problem(400, "this port speaks TLS: use https:// or wss://"), "tls"});
        return;
    }
    qsizetype consumed = 0;
    const HttpHeadReader::Outcome outcome = m_reader->feed(bytes, consumed);
    if (const auto *head = std::get_if<HttpHead>(&outcome)) {
        m_reader.reset();
        headRead(*head, bytes.sliced(consumed).toByteArray());
    } else if (const auto *error = std::get_if<HttpHeadError>(&outcome)) {
        headRefused({HttpResponse::problem(error->status, error->detail), "head"});
    }
}

bool PendingRequest::wireInputEnded()
{
    if (!m_reader)
        return true; // it has asked, and waits for the answer
    if (!m_reader->hasBegun())
        return false;
    headRefused({HttpResponse::problem(400, "the request head has no end"), "head"});
    return true;
}

void PendingRequest::wireTimedOut()
{
    headRefused({HttpResponse::problem(408, "the request head did not come in time"), "timeout"});
}

} // namespace signalbox
