#pragma once

#include <QByteArray>
#include <QHash>

#include <vector>

namespace signalbox {

//! Stores the request heads of the connections of one io thread. Most lines of a head are the same for many connections, such
//! as those about the browser: a line that was seen before is kept once for all of them. What is kept here has a bound, and
//! only lines that occur twice get in: a client with ever new lines pays for them itself. Plain class; one thread.
class HeadStore
{
public:
    static constexpr std::size_t MaxShared = 4096;     //!< lines at a time; others are stored with each head
    static constexpr qsizetype MaxSharedLine = 256;    //!< bytes
    static constexpr std::size_t MaxRemembered = 8192; //!< lines that were seen once

    //! A stored head: a handle, which must not outlive its HeadStore.
    class Head
    {
    public:
        Head() = default;
        Head(Head &&other) noexcept;
        Head &operator=(Head &&other) noexcept;
        ~Head();

        //! Returns what was stored.
        QByteArray text() const;
        //! Returns the bytes that are stored for this head alone.
        qsizetype ownBytes() const { return m_code.size(); }

    private:
        friend class HeadStore;

        HeadStore *m_store = nullptr;
        QByteArray m_code; //!< for each line its text and LF, or SharedMark and the number of a shared line
    };

    HeadStore();

    //! \a text: lines of UTF-8, separated by LF.
    Head store(QByteArrayView text);
    std::size_t sharedLines() const { return std::size_t(m_refs.size()); }

private:
    struct Line
    {
        QByteArray text;
        quint32 users = 0;
    };
    using Ref = quint16;
    static constexpr char SharedMark = char(0xFF); // is in no UTF-8

    bool acquire(QByteArrayView line, Ref &ref);
    void release(Ref ref);

    std::vector<Line> m_lines; //!< by Ref
    std::vector<Ref> m_free;
    QHash<QByteArray, Ref> m_refs;
    std::vector<quint32> m_seen; //!< hashes of lines that were seen, at the place that the hash says
};

} // namespace signalbox
