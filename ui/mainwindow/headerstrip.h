#pragma once

#include "core/console/console.h"

#include <QWidget>

class QAction;

namespace signalbox {

class ActionButton;
class AddressButton;
class ElidedLabel;
class StatePill;

//! The top of the window: whether the server listens, on which address, and at the far end the button that ends it.
class HeaderStrip final : public QWidget
{
    Q_OBJECT
public:
    //! Both actions must outlive it.
    HeaderStrip(QAction *openPage, QAction *startStop, QWidget *parent = nullptr);

    //! \a hasFailed: the last attempt to listen has failed.
    void setStatus(const ServerStatus &status, bool hasFailed);
    //! \a node: the name of this node of a cluster; empty: there is none.
    void setNode(const QString &node);
    //! Copies the first address.
    void copyAddress();

Q_SIGNALS:
    void copied(const QString &url);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void retranslate();

    ServerStatus m_status;
    QString m_nodeName;
    StatePill *m_state;
    ElidedLabel *m_address;
    ElidedLabel *m_node; //!< hidden without a cluster
    AddressButton *m_copy;
    ActionButton *m_openPage;
    ActionButton *m_startStop;
};

} // namespace signalbox
