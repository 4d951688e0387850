#include "core/wire/preparedmessage.h"

#include "core/wire/deflateoffer.h"
#include "core/wire/deflater.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace signalbox {

namespace {

//! Returns this thread's deflater for messages without context takeover. One is enough, as the settings
//! rarely change.
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
    std::mutex mutex; //!< a second thread waits for the result instead of compressing again
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
    // A message that fits into the window has no references beyond it, so that most recipients can share one
    // frame although they negotiated different windows.
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
