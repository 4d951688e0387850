#pragma once

#include <QStringList>
#include <QTimer>
#include <QToolButton>

namespace signalbox {

//! Shows the address that clients connect to. A click copies it. If there are several, a menu lists all of
//! them.
class AddressButton final : public QToolButton
{
    Q_OBJECT
public:
    explicit AddressButton(QWidget *parent = nullptr);

    //! An empty list means that the server does not listen.
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
