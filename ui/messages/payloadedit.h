#pragma once

#include "ui/messages/payloadsearch.h"
#include "ui/messages/payloadsource.h"
#include "ui/messages/payloadtext.h"

#include <QPlainTextEdit>
#include <QTimer>

#include <optional>
#include <vector>

namespace signalbox {

//! Shows the text of a payload. Long lines are folded, and a long payload is added in slices, so that no payload delays the
//! window. What is selected and copied has its original lines.
class PayloadEdit final : public QPlainTextEdit, public PayloadSearch
{
    Q_OBJECT
public:
    static constexpr qsizetype MaxLine = 1000; //!< UTF-16 units
    static constexpr int MaxLines = 100'000;   //!< more are not shown

    explicit PayloadEdit(QWidget *parent = nullptr);

    void showText(PayloadSource source);
    bool hasFoldedLines() const { return m_hasFolded; }

    //! Finds also what a fold divides. Only in what has been added so far; see extended().
    int search(const QString &text) override;
    int firstMatch() const override;
    void showMatch(int number) override;

Q_SIGNALS:
    //! Emitted when another slice of the text was added behind the others.
    void extended();

protected:
    QMimeData *createMimeDataFromSelection() const override;

private:
    //! A place in the document; a fold may divide it.
    struct Match
    {
        int begin = 0;
        int end = 0;
    };

    void addSlice();
    void insert(const FoldedText &slice);
    QTextCursor cursorOf(const Match &match) const;

    std::optional<PayloadSource> m_source; //!< nullopt when all of it is shown
    LineFolder m_folder{MaxLine};
    QString m_rest; //!< of the last piece of the source
    bool m_hasFolded = false;
    std::vector<Match> m_matches; //!< ascending
    QTimer m_nextSlice;
};

} // namespace signalbox
