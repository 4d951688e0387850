#pragma once

#include "core/base/result.h"
#include "ui/messages/payloadcontent.h"

#include <QObject>

class QWidget;

namespace signalbox {

//! Returns a name for a file with the payload: `message-20261127-041500-123-17.json` with the local time and the number of
//! the message. The end says what it is: .json, .txt or .bin.
QString proposedFileName(const PayloadContent &content);

//! Writes \a bytes into the file, which is replaced only when all of them are written. Fails with Invalid for what is not a
//! regular file, such as a folder or a device, and with Io.
Result<void> writePayload(const QString &path, const QByteArray &bytes);

//! Saves payloads to files that the user names.
class PayloadSaver final : public QObject
{
    Q_OBJECT
public:
    //! Dialogs open over \a parent, which owns this.
    explicit PayloadSaver(QWidget *parent);

    //! Asks for a file and writes the payload. Asks first whether the beginning is enough where the rest was not kept.
    void save(const PayloadContent &content);

Q_SIGNALS:
    //! A sentence about what was saved.
    void reported(const QString &text);

private:
    void askForFile(const PayloadContent &content);
    void write(const QString &path, const QByteArray &bytes);

    QWidget *m_parent;
    QString m_folder; //!< of the last file
};

} // namespace signalbox
