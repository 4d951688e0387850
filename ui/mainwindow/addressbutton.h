#pragma once

#include <QStringList>
#include <QTimer>
#include <QToolButton>

namespace signalbox {

//! Copies the address that clients connect to. If there are several, a menu lists all of them.
class AddressButton final : public QToolButton
{
    Q_OBJECT
public:
    explicit AddressButton(QWidget *parent = nullptr);

    //! Hidden while the list is empty: the server does not listen.
    void setUrls(const QStringList &urls);
    void copy(const QString &url);

Q_SIGNALS:
    void copied(const QString &url);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();

    QStringList m_urls;
    QTimer m_justCopied;
};

} // namespace signalbox
