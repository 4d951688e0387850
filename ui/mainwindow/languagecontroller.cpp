#include "ui/mainwindow/languagecontroller.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

// Q_INIT_RESOURCE must be used outside of any namespace. It is needed because this is a static library.
static void initTranslations()
{
    Q_INIT_RESOURCE(i18n);
}

namespace signalbox {

LanguageController::LanguageController(QObject *parent)
    : QObject(parent)
{
    initTranslations();
    setLanguage({});
}

LanguageController::~LanguageController()
{
    removeTranslators();
}

QStringList LanguageController::languages()
{
    return {QString(), QStringLiteral("en"), QStringLiteral("zh_CN")};
}

QString LanguageController::nativeName(const QString &code)
{
    if (code == QLatin1String("en"))
        return QStringLiteral("English");
    if (code == QLatin1String("zh_CN"))
        return QStringLiteral("简体中文");
    return {};
}

void LanguageController::setLanguage(const QString &code)
{
    m_language = languages().contains(code) ? code : QString();
    removeTranslators();
    const QLocale locale = m_language.isEmpty() ? QLocale::system() : QLocale(m_language);
    QLocale::setDefault(locale); // before the translators: widgets format numbers while they retranslate

    const QString folder = QStringLiteral(":/i18n");
    if (m_plurals.load(QStringLiteral("signalbox_en"), folder))
        QCoreApplication::installTranslator(&m_plurals);
    if (m_toolkit.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                       QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_toolkit);
    if (m_texts.load(locale, QStringLiteral("signalbox"), QStringLiteral("_"), folder))
        QCoreApplication::installTranslator(&m_texts);
}

void LanguageController::removeTranslators()
{
    for (QTranslator *translator : {&m_texts, &m_toolkit, &m_plurals})
        QCoreApplication::removeTranslator(translator);
}

} // namespace signalbox
