#include "core/wire/framebuffer.h"

#include <cstring>
#include <new>

namespace signalbox {

namespace {

//! \a state: of a block; the lowest bit is no part of the address.
MemoryCounter *counterOf(quintptr state)
{
    static_assert(alignof(MemoryCounter) > 1);
    return reinterpret_cast<MemoryCounter *>(state & ~quintptr(1));
}

} // namespace

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
    const quintptr state = block->counter.load(std::memory_order_relaxed);
    if (state != 0 && (state & Kept) == 0)
        counterOf(state)->add(-memoryOf(*block));
    block->~Block();
    ::operator delete(block);
}

// The C library keeps 8 bytes beside each block, and rounds up to 16.
qint64 FrameBuffer::memoryOf(const Block &block)
{
    return (qint64(sizeof(Block)) + block.size + 8 + 15) / 16 * 16;
}

qint64 FrameBuffer::countIn(MemoryCounter &counter) const
{
    if (!m_block)
        return 0;
    quintptr state = m_block->counter.load(std::memory_order_relaxed);
    do {
        if ((state & ~Kept) != 0)
            return 0;
    } while (!m_block->counter.compare_exchange_weak(state, state | reinterpret_cast<quintptr>(&counter),
                                                     std::memory_order_relaxed));
    if ((state & Kept) != 0)
        return 0;
    counter.add(memory());
    return memory();
}

void FrameBuffer::setKept(bool kept) const
{
    if (!m_block)
        return;
    const quintptr before = kept ? m_block->counter.fetch_or(Kept, std::memory_order_relaxed)
                                 : m_block->counter.fetch_and(~Kept, std::memory_order_relaxed);
    if ((before & ~Kept) != 0 && kept != ((before & Kept) != 0))
        counterOf(before)->add(kept ? -memory() : memory());
}

} // namespace signalbox
