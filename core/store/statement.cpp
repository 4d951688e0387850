#include "core/store/statement.h"

#include "core/store/database.h"

#include <sqlite3.h>

namespace signalbox {

Statement::~Statement()
{
    reset();
}

void Statement::reset()
{
    if (!m_statement)
        return;
    sqlite3_reset(m_statement); // repeats the result of the last step, which is known
    sqlite3_clear_bindings(m_statement);
    m_bound = 0;
}

void Statement::check(int result)
{
    if (result != SQLITE_OK)
        m_database.fail(result);
}

Statement &Statement::bind(qint64 value)
{
    if (m_statement)
        check(sqlite3_bind_int64(m_statement, ++m_bound, value));
    return *this;
}

Statement &Statement::bind(const QString &text)
{
    if (m_statement) {
        const QByteArray utf8 = text.toUtf8();
        check(sqlite3_bind_text64(m_statement, ++m_bound, utf8.constData(), sqlite3_uint64(utf8.size()),
                                  SQLITE_TRANSIENT, SQLITE_UTF8));
    }
    return *this;
}

Statement &Statement::bind(QByteArrayView blob)
{
    // A null pointer would bind NULL.
    if (m_statement)
        check(sqlite3_bind_blob64(m_statement, ++m_bound, blob.isEmpty() ? "" : blob.data(),
                                  sqlite3_uint64(blob.size()), SQLITE_TRANSIENT));
    return *this;
}

Statement &Statement::bindNull()
{
    if (m_statement)
        check(sqlite3_bind_null(m_statement, ++m_bound));
    return *this;
}

bool Statement::next()
{
    if (!m_statement || m_database.hasFailed())
        return false;
    const int result = sqlite3_step(m_statement);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        m_database.fail(result);
    return result == SQLITE_ROW;
}

bool Statement::run()
{
    while (next()) {
    }
    return !m_database.hasFailed();
}

qint64 Statement::integer(int column) const
{
    return m_statement ? sqlite3_column_int64(m_statement, column) : 0;
}

QString Statement::text(int column) const
{
    if (!m_statement)
        return {};
    const auto *utf8 = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return QString::fromUtf8(utf8, sqlite3_column_bytes(m_statement, column));
}

QByteArray Statement::blob(int column) const
{
    if (!m_statement)
        return {};
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return {bytes, sqlite3_column_bytes(m_statement, column)};
}

bool Statement::isNull(int column) const
{
    return !m_statement || sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

} // namespace signalbox
