#pragma once

#include "core/store/storestats.h"

#include <QString>

#include <mutex>

namespace signalbox {

//! Counts what a store could not do, and logs it: the beginning and the end of a time of failures, and once a minute while it
//! lasts. Any thread; locked.
class StoreTrouble final
{
public:
    //! \a path is that of the file.
    explicit StoreTrouble(QString path)
        : m_path(std::move(path))
    {
    }
    Q_DISABLE_COPY_MOVE(StoreTrouble)

    //! A transaction failed.
    void failed(const Database::Failure &failure);
    //! A write was given up.
    void lost(const QString &why);
    //! A transaction succeeded.
    void succeeded();
    //! Nothing more is written.
    void ended(bool isClean);

    //! The last transaction failed, or a write was given up since.
    bool isFailing() const;
    //! Without the lag.
    StoreStats stats() const;

    static constexpr Milliseconds SayEvery{60'000};

private:
    void say(const QString &why);

    QString m_path;
    mutable std::mutex m_mutex;
    StoreStats m_stats;
    bool m_isFailing = false;
    TimePoint m_failingSince;
    TimePoint m_saidAt;
    quint64 m_lostBefore = 0; //!< before this time of failures
};

} // namespace signalbox
