#pragma once

#include "ui/messages/messagerow.h"

#include <QObject>
#include <QSaveFile>
#include <QTimer>

#include <vector>

namespace signalbox {

class MessageStore;

//! Returns \a row as one JSON object with a line feed: `time dir type room user client size`, and `text` or `base64` as
//! far as the payload is kept; `cut` is true if that is not all. Of missing messages: `time` and `dropped`.
QByteArray exportedMessage(const MessageRow &row);

//! Saves messages of the log as a file, in slices that leave the window usable. Deletes itself after finished().
class MessageExport final : public QObject
{
    Q_OBJECT
public:
    //! Messages that are dropped from \a log meanwhile are left out. \a log must outlive it.
    MessageExport(const MessageStore &log, std::vector<quint64> positions, const QString &file,
                  QObject *parent);

    void start();

Q_SIGNALS:
    void progressed(quint64 done, quint64 total);
    //! Emitted exactly once. \a error: empty if the file was saved.
    void finished(quint64 saved, const QString &error);

private:
    void writeSlice();
    void finish(const QString &error);

    const MessageStore &m_log;
    std::vector<quint64> m_positions;
    std::size_t m_next = 0;
    quint64 m_saved = 0;
    QSaveFile m_file;
    QTimer m_turn;
};

} // namespace signalbox
