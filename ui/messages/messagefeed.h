#pragma once

#include "core/model/messagelog.h"

#include <QObject>
#include <QTimer>

#include <span>
#include <vector>

namespace signalbox {

class MessagesModel;

//! Appends batches of messages to a model in slices of SliceTime a turn of the event loop: a full batch takes longer than the
//! window may wait.
class MessageFeed final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds SliceTime{4};

    //! \a model must outlive it.
    explicit MessageFeed(MessagesModel &model, QObject *parent = nullptr);

    //! Appends what fits into one slice now, the rest in the next turns; of an earlier batch all that is left comes first.
    void add(const LogBatch &batch);
    //! Returns whether a part of the last batch was not appended yet.
    bool isBusy() const { return m_next < m_entries.size() || m_leftOut > 0; }

Q_SIGNALS:
    //! Emitted when \a entries messages were appended, and \a leftOut are missing.
    void appended(quint64 entries, quint64 leftOut);
    //! Emitted when the whole batch was appended.
    void finished();

private:
    //! Returns how many of \a entries fit into a slice: they were appended.
    std::size_t appendSlice(std::span<const LogEntry> entries);
    void runSlice();

    MessagesModel &m_model;
    std::vector<LogEntry> m_entries; //!< of the last batch; those before m_next were appended
    std::size_t m_next = 0;
    quint64 m_leftOut = 0; //!< of the batch, as far as no row says so yet
    QTimer m_nextSlice;
};

} // namespace signalbox
