#pragma once

#include "core/console/console.h"

#include <QScrollArea>

class QLabel;
class QPushButton;

namespace signalbox {

class ConnectHelp;

//! Shown in place of the list while there is no connection: how to connect, or how to start the server.
class EmptyState final : public QScrollArea
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);

    void setStatus(const ServerStatus &status);
    //! Sets how many connections there were since the start of the server, including those that have ended.
    void setAccepted(quint64 connections);

Q_SIGNALS:
    void copied(const QString &text);
    void openPageRequested();
    void startRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    ServerStatus m_status;
    quint64 m_accepted = 0;
    QLabel *m_headline = nullptr;
    QLabel *m_explanation = nullptr;
    ConnectHelp *m_help = nullptr;
    QPushButton *m_start = nullptr;
};

} // namespace signalbox
