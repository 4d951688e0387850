#pragma once

#include "core/model/clusternode.h"

#include <QFrame>

class QLabel;

namespace signalbox {

//! Says that the broker of the cluster is down, since when and why. Hidden while it is up, and without a cluster. Part of the
//! window, not modal; it cannot be dismissed: it goes away with the outage.
class BrokerBanner final : public QFrame
{
    Q_OBJECT
public:
    explicit BrokerBanner(QWidget *parent = nullptr);

    void setStatus(const ClusterStatus &status);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();

    ClusterStatus m_status;
    QLabel *m_icon;
    QLabel *m_text;
};

} // namespace signalbox
