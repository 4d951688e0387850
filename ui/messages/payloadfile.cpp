#include "ui/messages/payloadfile.h"

#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace signalbox {

QString proposedFileName(const PayloadContent &content)
{
    const auto sinceEpoch =
        std::chrono::duration_cast<std::chrono::milliseconds>(content.entry().time.time_since_epoch());
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(sinceEpoch.count());
    const char *extension = "txt";
    if (content.kind == PayloadKind::Json)
        extension = "json";
    else if (content.kind == PayloadKind::Binary)
        extension = "bin";
    return u"message-%1-%2.%3"_s.arg(time.toString(u"yyyyMMdd-HHmmss-zzz"_s),
                                     QString::number(content.entry().number), QLatin1StringView(extension));
}

Result<void> writePayload(const QString &path, const QByteArray &bytes)
{
    const QFileInfo before(path);
    if (before.exists() && !before.isFile()) // QSaveFile would put a file in the place of a device
        return Error{Error::Code::Invalid, PayloadSaver::tr("this is not a regular file")};
    QSaveFile file(path);
    file.setDirectWriteFallback(true); // a folder may allow to change a file but not to make one
    // commit() says nothing about what fails when the buffer is written.
    const bool isWritten =
        file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush();
    if (isWritten && file.commit())
        return {};
    Error error{Error::Code::Io, file.errorString()};
    file.cancelWriting();
    return error;
}

PayloadSaver::PayloadSaver(QWidget *parent)
    : QObject(parent)
    , m_parent(parent)
    , m_folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
{
}

void PayloadSaver::save(const PayloadContent &content)
{
    if (!content.entry().isTruncated()) {
        askForFile(content);
        return;
    }
    auto *question = new QMessageBox(
        QMessageBox::Question, tr("Save Payload"),
        tr("Only the first %1 of %2 were kept.", "sizes")
            .arg(Format::bytes(content.entry().payload.size()), Format::bytes(content.entry().size)),
        QMessageBox::NoButton, m_parent);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(tr("The file will not have the rest of the message."));
    QPushButton *save = question->addButton(tr("&Save the Beginning…"), QMessageBox::AcceptRole);
    QPushButton *cancel = question->addButton(tr("Cancel"), QMessageBox::RejectRole);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(save, &QPushButton::clicked, this, [this, content] { askForFile(content); });
    question->open();
}

void PayloadSaver::askForFile(const PayloadContent &content)
{
    auto *dialog = new QFileDialog(m_parent, tr("Save Payload"), m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->selectFile(proposedFileName(content));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, payload = content.entry().payload](const QString &path) { write(path, payload); });
    dialog->open();
}

void PayloadSaver::write(const QString &path, const QByteArray &bytes)
{
    m_folder = QFileInfo(path).absolutePath();
    const QString name = QDir::toNativeSeparators(path);
    if (const Result<void> written = writePayload(path, bytes); !written) {
        auto *failure = new QMessageBox(QMessageBox::Warning, tr("Save Payload"),
                                        tr("The payload was not saved."), QMessageBox::Close, m_parent);
        failure->setAttribute(Qt::WA_DeleteOnClose);
        failure->setInformativeText(
            tr("%1: %2", "file, what is wrong").arg(visibleText(name), written.error().text));
        failure->open();
        return;
    }
    Q_EMIT reported(tr("Saved %1 as %2", "size, file").arg(Format::bytes(bytes.size()), visibleText(name)));
}

} // namespace signalbox
