#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace signalbox {

class CommandRow;

//! Shows how to connect to an address: commands to copy, and a button for the test page.
class ConnectHelp final : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectHelp(QWidget *parent = nullptr);

    void setUrl(const QString &url);

Q_SIGNALS:
    void copied(const QString &text);
    void openPageRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QString m_url;
    CommandRow *m_terminal = nullptr;
    CommandRow *m_browser = nullptr;
    QPushButton *m_openPage = nullptr;
};

} // namespace signalbox
