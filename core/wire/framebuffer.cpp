#include "core/wire/framebuffer.h"

#include <cstring>
#include <new>

namespace signalbox {

FrameBuffer::FrameBuffer(Opcode opcode, QByteArrayView payload, Compressed compressed)
{
    char header[MaxServerHeader];
    const int headerSize = writeFrameHeader(header, opcode, quint64(payload.size()), compressed);
    m_block = allocate(headerSize + payload.size());
    char *bytes = bytesOf(m_block);
    std::memcpy(bytes, header, std::size_t(headerSize));
    if (!payload.isEmpty())
        std::memcpy(bytes + headerSize, payload.data(), std::size_t(payload.size()));
}

FrameBuffer FrameBuffer::fragment(Opcode opcode, QByteArrayView payload, bool isLast)
{
    FrameBuffer frame(opcode, payload);
    if (!isLast)
        clearFinal(bytesOf(frame.m_block));
    return frame;
}

FrameBuffer::Block *FrameBuffer::allocate(qsizetype size)
{
    void *memory = ::operator new(sizeof(Block) + std::size_t(size));
    return new (memory) Block{.size = size};
}

FrameBuffer::Block *FrameBuffer::copyOf(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return nullptr;
    Block *block = allocate(bytes.size());
    std::memcpy(bytesOf(block), bytes.data(), std::size_t(bytes.size()));
    return block;
}

void FrameBuffer::destroy(Block *block)
{
    if (MemoryCounter *counter = block->counter.load(std::memory_order_relaxed))
        counter->add(-memoryOf(*block));
    block->~Block();
    ::operator delete(block);
}

// The C library keeps 8 bytes beside each block, and rounds up to 16.
qint64 FrameBuffer::memoryOf(const Block &block)
{
    return (qint64(sizeof(Block)) + block.size + 8 + 15) / 16 * 16;
}

void FrameBuffer::countIn(MemoryCounter &counter) const
{
    if (!m_block || m_block->counter.load(std::memory_order_relaxed))
        return;
    MemoryCounter *none = nullptr;
    if (m_block->counter.compare_exchange_strong(none, &counter, std::memory_order_relaxed))
        counter.add(memory());
}

void FrameBuffer::moveTo(MemoryCounter &counter) const
{
    if (!m_block)
        return;
    MemoryCounter *before = m_block->counter.exchange(&counter, std::memory_order_relaxed);
    if (before == &counter)
        return;
    counter.add(memory());
    if (before)
        before->add(-memory());
}

} // namespace signalbox
