#include "core/wire/preparedmessage.h"

#include "core/wire/deflateoffer.h"
#include "core/wire/deflater.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace signalbox {

namespace {

//! The deflater of this thread for messages on their own. All of them use the same, as parameters rarely
//! change.
Deflater &threadDeflater(const DeflaterSettings &settings)
{
    thread_local std::unique_ptr<Deflater> deflater;
    if (!deflater || deflater->settings() != settings)
        deflater = std::make_unique<Deflater>(settings);
    return *deflater;
}

} // namespace

struct PreparedMessage::DeflatedFrames
{
    struct Entry
    {
        DeflaterSettings settings;
        QByteArray frame;
    };
    std::mutex mutex; //!< whoever asks second waits, instead of doing the work again
    std::vector<Entry> entries;
};

PreparedMessage::PreparedMessage(Opcode opcode, QByteArrayView payload)
    : m_frame(encodeFrame(opcode, payload))
    , m_opcode(opcode)
    , m_headerSize(quint8(m_frame.size() - payload.size()))
{
    if (payload.size() >= MinDeflated)
        m_deflated = std::make_shared<DeflatedFrames>();
}

QByteArray PreparedMessage::deflatedFrame(int windowBits, int level) const
{
    if (!m_deflated)
        return {};
    // Nothing in a message that fits into the window is too far back, so that nearly everybody can share one
    // frame whatever was negotiated.
    const bool fits = payload().size() <= qsizetype(1) << windowBits;
    DeflaterSettings settings;
    settings.windowBits = fits ? MaxWindowBits : windowBits;
    settings.level = level;

    const std::lock_guard lock(m_deflated->mutex);
    std::vector<DeflatedFrames::Entry> &entries = m_deflated->entries;
    const auto found = std::ranges::find(entries, settings, &DeflatedFrames::Entry::settings);
    if (found != entries.end())
        return found->frame;
    Deflater &deflater = threadDeflater(settings);
    deflater.reset();
    const std::optional<QByteArray> compressed = deflater.deflate(payload());
    entries.push_back(
        {settings, compressed ? encodeFrame(m_opcode, *compressed, Compressed::Yes) : QByteArray()});
    return entries.back().frame;
}

} // namespace signalbox
