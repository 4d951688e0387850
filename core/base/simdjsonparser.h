#pragma once

#include <QByteArrayView>

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <tuple>
#include <vector>

namespace signalbox {

//! simdjson's on-demand parser with the padded buffer that it requires. Keeps its memory between texts; use one object
//! for each thread. Includes a large header: for .cpp files only.
class SimdjsonParser final
{
public:
    //! Begins to parse a copy of \a json. \a document and what is read from it are valid until the next call.
    simdjson::error_code iterate(QByteArrayView json, simdjson::ondemand::document &document)
    {
        const auto size = std::size_t(json.size());
        const std::size_t needed = size + simdjson::SIMDJSON_PADDING;
        if (needed > m_buffer.size() || m_buffer.size() > KeptBytes)
            resize(needed);
        std::memcpy(m_buffer.data(), json.data(), size);
        return m_parser->iterate(simdjson::padded_string_view(m_buffer.data(), size, m_buffer.size()))
            .get(document);
    }

private:
    //! A larger buffer is released with the next text: parsing needs about seven times the size of the text.
    static constexpr std::size_t KeptBytes = 1024 * 1024;
    static constexpr std::size_t LeastBytes = 4096;

    void resize(std::size_t needed)
    {
        const std::size_t size = needed > KeptBytes ? needed : std::bit_ceil(std::max(needed, LeastBytes));
        if (size == m_buffer.size())
            return;
        m_buffer = std::vector<char>(size);
        m_parser = std::make_unique<simdjson::ondemand::parser>();
        // Sufficient for every text that fits into the buffer. iterate() reports a failure of this call.
        std::ignore = m_parser->allocate(size);
    }

    std::vector<char> m_buffer;
    std::unique_ptr<simdjson::ondemand::parser> m_parser = std::make_unique<simdjson::ondemand::parser>();
};

} // namespace signalbox
