#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

struct sqlite3_stmt;

namespace signalbox {

class Database;

//! One use of a prepared SQL statement: bind its parameters, then run() it or read its rows with next(). The destructor
//! makes the statement ready for the next use. A failure is remembered by the Database: what follows has no effect, so
//! that nothing but the end has to be checked. Lives on the thread of its Database, and not longer.
class Statement final
{
public:
    ~Statement();
    Q_DISABLE_COPY_MOVE(Statement)

    //! Binds the next parameter, the first one first. The value is copied.
    Statement &bind(qint64 value);
    Statement &bind(const QString &text);
    Statement &bind(QByteArrayView blob);
    Statement &bind(const QByteArray &blob) { return bind(QByteArrayView(blob)); }
    Statement &bindNull();

    //! Goes to the next row. Returns false behind the last one, and after a failure.
    bool next();
    //! Runs the statement to its end. Returns false after a failure.
    bool run();
    //! Makes it ready to be bound and run again.
    void reset();

    //! Columns of the row, from 0. A blob or text of another kind of value is converted as SQLite does it.
    qint64 integer(int column) const;
    QString text(int column) const;
    QByteArray blob(int column) const;
    bool isNull(int column) const;

private:
    friend class Database;
    //! \a statement null: it could not be prepared.
    Statement(Database &database, sqlite3_stmt *statement)
        : m_database(database)
        , m_statement(statement)
    {
    }
    void check(int result);

    Database &m_database;
    sqlite3_stmt *m_statement;
    int m_bound = 0; //!< parameters
};

} // namespace signalbox
