#pragma once

#include "core/model/query.h"
#include "core/model/querycompletion.h"

#include <QLineEdit>
#include <QTimer>

class QCompleter;
class QStringListModel;

namespace signalbox {

//! The field for the text of a filter. A text with an error does not change the filter; the wrong parts are
//! underlined. Ctrl+Space offers completions. Escape clears the text; in an empty field Escape leaves it, as the Down
//! key always does.
class FilterEdit final : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterEdit(QueryList list, QWidget *parent = nullptr);

    //! Gives it the focus and selects the text.
    void activate();
    //! Sets the text, in its visible form, and applies it.
    void setFilter(const QString &text);
    //! Returns the filter of the last valid text that was applied.
    const Query &query() const { return m_query; }
    //! Returns what is wrong with the text; empty: nothing.
    const QString &error() const { return m_error; }
    //! Sets where values for completions come from.
    void setKnownValues(KnownQueryValues values) { m_knownValues = std::move(values); }

Q_SIGNALS:
    //! Emitted shortly after the last change of the text, or at once when Return is pressed, if the text is valid.
    void queryChanged(const signalbox::Query &query);
    void errorChanged(const QString &error);
    //! Emitted when the user wants to go on to what is filtered.
    void leaveRequested();

protected:
    void changeEvent(QEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void apply();
    void check();
    void underline(const std::vector<TextSpan> &spans);
    void offerCompletions();
    void complete(const QString &proposal);

    QueryList m_list;
    Query m_query;
    std::vector<QueryError> m_errors;
    QString m_error;
    KnownQueryValues m_knownValues;
    QStringListModel *m_proposals;
    QCompleter *m_completer;
    TextSpan m_replaced;        //!< by a completion
    bool m_isComposing = false; //!< an input method shows a text that is not in the field yet
    QTimer m_delay;
};

} // namespace signalbox
