#pragma once

#include "ui/messages/payloadcontent.h"

#include <QWidget>

#include <array>

class QButtonGroup;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace signalbox {

class FindBar;
class HexView;
class JsonTreeView;
class PayloadEdit;
class PayloadSaver;

//! Shows one complete message: as text, as a JSON tree, or as bytes. Has its own copy, so it shows the message also
//! after the log has dropped it.
class PayloadPane final : public QWidget
{
    Q_OBJECT
public:
    enum class View : quint8 { Text, Json, Hex };
    static constexpr int ViewCount = int(View::Hex) + 1;

    //! How the user wants to see payloads.
    struct Choices
    {
        std::array<View, PayloadKindCount> views{View::Text, View::Text, View::Hex}; //!< by PayloadKind
        bool isJsonIndented = true;                                                  //!< as text

        View &of(PayloadKind kind) { return views[std::size_t(kind)]; }
        View of(PayloadKind kind) const { return views[std::size_t(kind)]; }
        friend bool operator==(const Choices &, const Choices &) = default;
    };

    explicit PayloadPane(QWidget *parent = nullptr);
    ~PayloadPane() override;

    void showMessage(const MessageRow &row);
    void clear();
    //! Gives the payload the focus.
    void activate();
    //! Shows the payload as \a view, and from now on all of its kind. Has no effect if it cannot be shown so.
    void setView(View view);
    //! Returns what is shown.
    View view() const;
    void copyPayload();
    //! Shows the line for searching.
    void find();
    //! Opens the message in a window of its own.
    void detach();
    //! Whether detach() is offered. On at first.
    void setDetachable(bool on);

    const Choices &choices() const { return m_choices; }
    void setChoices(const Choices &choices);
    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    //! A sentence about what an action did.
    void actionReported(const QString &text);
    //! Emitted when the user has chosen another view.
    void choicesChanged();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildButtons();
    void buildLayout();
    bool canShow(View view) const;
    void refresh();
    void fillView();
    void showFacts();
    QWidget *widgetOf(View view) const;
    QString whyNoTree() const;
    void retranslate();
    void setIcons();

    PayloadContent m_content;
    bool m_isEmpty = true;
    Choices m_choices;
    QLabel *m_info;
    QButtonGroup *m_views; //!< ids are View
    QToolButton *m_indent;
    QToolButton *m_find;
    QToolButton *m_copy;
    QToolButton *m_save;
    QToolButton *m_detach;
    QStackedWidget *m_stack;
    PayloadEdit *m_text;
    JsonTreeView *m_tree;
    HexView *m_hex;
    FindBar *m_findBar;
    PayloadSaver *m_saver;
};

} // namespace signalbox
