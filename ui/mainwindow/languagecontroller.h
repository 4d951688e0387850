#pragma once

#include <QObject>
#include <QTranslator>

namespace signalbox {

//! The language of the window, switched while it runs: widgets hear of it by QEvent::LanguageChange.
//! English is the source; its own translator carries nothing but the plural forms.
class LanguageController final : public QObject
{
    Q_OBJECT
public:
    explicit LanguageController(QObject *parent = nullptr);
    ~LanguageController() override;

    //! Codes setLanguage() knows: empty (as the system), `en`, `zh_CN`.
    static QStringList languages();
    //! What a language calls itself; empty for the system's.
    static QString nativeName(const QString &code);

    QString language() const { return m_language; }
    //! An unknown code counts as the system's language.
    void setLanguage(const QString &code);

private:
    void removeTranslators();

    QString m_language;
    QTranslator m_plurals;
    QTranslator m_texts;
    QTranslator m_toolkit; //!< buttons of Qt's own dialogs, where the system has them
};

} // namespace signalbox
