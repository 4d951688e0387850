#pragma once

#include "core/base/result.h"
#include "core/policy/settings.h"
#include "core/transport/tlscontext.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace signalbox {

//! Holds the TLS context of a Server, and replaces it when the files that [tls] names change. What cannot be used
//! leaves the context as it is. Lives on its owner's thread, which needs an event loop.
//!
//! It looks at the files by stat(2), once a second, because notifications of the kernel are bound to inodes: they miss
//! a link that is swapped in a folder above (`..data` of Kubernetes), a folder that is replaced, and what another
//! machine writes to a network file system, and they end when the file is removed.
class TlsReloader final : public QObject
{
    Q_OBJECT
public:
    static constexpr int Attempts = 3;    //!< at files that do not change any more, before that is reported
    static constexpr int RetryAfter = 30; //!< checks, after that

    //! Called after the context has been replaced, or when the files can be used again.
    using Replaced = std::function<void()>;
    //! Called with what is wrong with the files, once for each text in a row.
    using Rejected = std::function<void(const QString &why)>;
    TlsReloader(Replaced replaced, Rejected rejected);

    //! Reads the files for a start; without a certificate there is no context. Fails as TlsContext::create().
    Result<void> start(const TlsSettings &settings);
    //! Looks at the files no longer.
    void stop() { m_timer.stop(); }
    //! Reads the files that \a settings name, at once. Returns the keys whose files have another content than before.
    //! Fails as TlsContext::create(), and with Invalid if another certificate than before is not valid now; the context
    //! stays then, and new files are waited for.
    Result<QStringList> reload(const TlsSettings &settings);
    //! Looks at the files, and reads them when two looks in a row have found the same change. Called by a timer.
    void check();

    //! Null: without TLS.
    const std::shared_ptr<const TlsContext> &context() const { return m_context; }

private:
    //! What stat(2) says about each file.
    using Signature = std::vector<qint64>;
    static Signature signatureOf(const TlsSettings &settings);

    Result<QStringList> load();
    void reject(const QString &why);

    Replaced m_replaced;
    Rejected m_rejected;
    TlsSettings m_settings;
    std::shared_ptr<const TlsContext> m_context;
    Signature m_seen;
    Signature m_settled; //!< the files that were read, or reported; empty: none
    QString m_why;       //!< why the files were rejected; empty: they were not
    int m_attempts = 0;
    int m_checksToRetry = 0;
    QTimer m_timer;
};

} // namespace signalbox
