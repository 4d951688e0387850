#pragma once

#include <QStringList>
#include <QTimer>
#include <QToolButton>

namespace signalbox {

//! The address clients connect to. One click copies it and says so; with several, a menu has the others.
class AddressButton final : public QToolButton
{
    Q_OBJECT
public:
    explicit AddressButton(QWidget *parent = nullptr);

    //! Empty: nothing listens.
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
