#pragma once

#include "core/base/memorycounter.h"
#include "core/wire/frame.h"

#include <QByteArrayView>

#include <algorithm>
#include <concepts>
#include <utility>

namespace signalbox {

//! The bytes of a frame, or of anything else that is sent, in one block of memory. Copies share the block, on
//! any thread; its bytes never change.
//!
//! A block that waits in a queue counts in a MemoryCounter, once, however many share it: countIn() says where, and the end of
//! the block subtracts it there. The counters outlive all blocks. While a history keeps the block, which counts it itself,
//! it counts there only.
class FrameBuffer
{
public:
    FrameBuffer() = default; //!< null: no block, and no bytes
    //! Encodes a final, unmasked frame.
    FrameBuffer(Opcode opcode, QByteArrayView payload, Compressed compressed = Compressed::No);
    //! Encodes an unmasked frame of a message in several frames; see encodeFragment().
    static FrameBuffer fragment(Opcode opcode, QByteArrayView payload, bool isLast);
    //! Copies \a bytes. Null if there are none.
    template <std::convertible_to<QByteArrayView> Bytes>
    requires(!std::same_as<Bytes, FrameBuffer>) FrameBuffer(const Bytes &bytes)
        : m_block(copyOf(bytes))
    {
    }
    FrameBuffer(const FrameBuffer &other)
        : m_block(other.m_block)
    {
        if (m_block)
            m_block->references.fetch_add(1, std::memory_order_relaxed);
    }
    FrameBuffer(FrameBuffer &&other) noexcept
        : m_block(std::exchange(other.m_block, nullptr))
    {
    }
    FrameBuffer &operator=(FrameBuffer other) noexcept
    {
        std::swap(m_block, other.m_block);
        return *this;
    }
    ~FrameBuffer()
    {
        if (m_block &&
            (references() == 1 || m_block->references.fetch_sub(1, std::memory_order_acq_rel) == 1))
            destroy(m_block);
    }

    bool isNull() const { return !m_block; }
    bool isEmpty() const { return !m_block; }
    qsizetype size() const { return m_block ? m_block->size : 0; }
    const char *constData() const { return m_block ? bytesOf(m_block) : nullptr; }
    operator QByteArrayView() const { return QByteArrayView(constData(), size()); }

    //! How many share the block; another thread may change that at any time. 0: null.
    quint32 references() const { return m_block ? m_block->references.load(std::memory_order_acquire) : 0; }
    //! Returns whether countIn() has been called.
    bool isCounted() const
    {
        return m_block && (m_block->counter.load(std::memory_order_relaxed) & ~Kept) != 0;
    }
    //! Bytes that the block takes.
    qint64 memory() const { return m_block ? memoryOf(*m_block) : 0; }
    //! The memory divided by the number of those who share it; 0 while a history keeps it, too.
    qint64 share() const { return m_block && !isKept() ? memory() / std::max(references(), 1u) : 0; }
    //! Counts the block in \a counter, unless it is counted already. Returns how many bytes were added.
    qint64 countIn(MemoryCounter &counter) const;
    //! A history begins or ceases to keep the block. One at a time.
    void setKept(bool kept) const;

    template <std::convertible_to<QByteArrayView> Bytes>
    friend bool operator==(const FrameBuffer &left, const Bytes &right)
    {
        return QByteArrayView(left) == QByteArrayView(right);
    }

private:
    struct Block
    {
        std::atomic<quint32> references{1};
        std::atomic<quintptr> counter{0}; //!< a MemoryCounter, or 0; and Kept
        qsizetype size;                   //!< of the bytes, which follow
    };
    static constexpr quintptr Kept = 1; //!< the bytes are not in the counter now

    bool isKept() const { return (m_block->counter.load(std::memory_order_relaxed) & Kept) != 0; }

    static char *bytesOf(Block *block) { return reinterpret_cast<char *>(block + 1); }
    static Block *allocate(qsizetype size);
    static Block *copyOf(QByteArrayView bytes);
    static qint64 memoryOf(const Block &block);
    static void destroy(Block *block);

    Block *m_block = nullptr;
};

} // namespace signalbox
